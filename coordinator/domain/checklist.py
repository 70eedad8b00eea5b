"""Which records a second opinion needs, by specialty (``domain.md`` §2.3): the table as data, and how it is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from coordinator.domain.words import RecordType, Specialty

SPECIALTIES: Final = tuple(Specialty)
"""The columns of the table, in its order; the enumeration is declared in the same order."""


@dataclass(frozen=True)
class Need:
    """One row of the checklist for one case: met by one of ``types``, or only by all of them where ``all_of``."""

    types: tuple[RecordType, ...]
    all_of: bool
    essential: bool
    note: str

    def __str__(self) -> str:
        return (" and " if self.all_of else " or ").join(self.types)


class History(NamedTuple):
    """What the intake answered about the patient's past; ``None`` is an unanswered question, never a "no"."""

    surgery: bool | None = None
    biopsy: bool | None = None
    chemo_or_radiation: bool | None = None
    genetic_test: bool | None = None
    implant: bool | None = None


@dataclass(frozen=True)
class _Row:
    """One table row. ``cells`` holds a mark per specialty, read by ``_verdict``."""

    types: tuple[RecordType, ...]
    cells: str
    all_of: bool = False


R = RecordType

# Marks: E essential, U useful, - not normally. Essential only if: T tumor (C00-D49), S surgery, B biopsy,
# C chemotherapy or radiation, G genetic test, I implant. ? hangs on what the intake does not ask: useful until a person
# says more. Columns: solid, heme, cardiology, cardiac surgery, neurology, spine, orthopaedics, radiology, pathology,
# gastroenterology, pulmonology, gynaecology.
_TABLE: Final = (
    _Row((R.PATH_REPORT, R.CYTO_REPORT), "E E - - U T T U E B B B"),
    _Row((R.PATH_SLIDES, R.PATH_BLOCK), "E E - - U T T - E U U U"),
    _Row((R.MOL_REPORT,), "G E U - U T - - U U U U"),
    _Row((R.IMG_DICOM,), "E E E E E E E E - E E E"),
    _Row((R.IMG_REPORT,), "E E E E E E E E U E E E"),
    _Row((R.LAB_REPORT,), "E E E E U U U - - E U U"),
    _Row((R.CONSULT_NOTE,), "E E E E E E E U U E E E"),
    _Row((R.HP_NOTE, R.PROGRESS_NOTE), "E E E E E E E U U E E E"),
    _Row((R.OP_NOTE, R.PROC_NOTE), "S U S S U S S - U - B S"),
    _Row((R.ENDO, R.PROC_NOTE, R.OP_NOTE), "- - - - - - - - - E - -"),
    _Row((R.CHEMO, R.RT_SUMMARY), "C C - - - U - - - U U U"),
    _Row((R.ECG, R.ECHO, R.CATH, R.STRESS, R.HOLTER), "U U - - - - - - - - - -"),
    _Row((R.ECG, R.ECHO), "- - E - - - - - - - - -", all_of=True),
    _Row((R.CATH, R.STRESS, R.HOLTER), "- - U - - - - - - - - -"),
    _Row((R.CATH, R.ECHO), "- - - E - - - - - - - -", all_of=True),
    _Row((R.ECG, R.STRESS, R.HOLTER), "- - - U - - - - - - - -"),
    _Row((R.PFT,), "- - - - - - - - - - E -"),
    _Row((R.EEG, R.EMG), "- - - - ? - U - - - - -"),
    _Row((R.EMG,), "- - - - - ? - - - - - -"),
    _Row((R.MED_LIST,), "E E E E E E E - - E E E"),
    _Row((R.IMPLANT,), "- - I I U I I - - - - U"),
    _Row((R.PT_REHAB,), "- - U - U E E - - - - U"),
)

_NOTES: Final[dict[tuple[RecordType, Specialty | None], str]] = {
    (R.PATH_SLIDES, None): "the second provider's pathology may do without",
    (R.PATH_SLIDES, Specialty.HEMATOLOGY_ONCOLOGY): "marrow; the second provider's pathology may do without",
    (R.MOL_REPORT, Specialty.HEMATOLOGY_ONCOLOGY): "cytogenetics, FISH and sequencing",
    (R.IMG_DICOM, None): "the first study and the latest, as DICOM",
    (R.IMG_DICOM, Specialty.CARDIOLOGY): "heart CT or MR",
    (R.IMG_DICOM, Specialty.NEUROLOGY): "MR",
    (R.IMG_DICOM, Specialty.PULMONOLOGY): "CT",
    (R.IMG_DICOM, Specialty.GYNAECOLOGY): "ultrasound or MR",
    (R.IMG_REPORT, Specialty.RADIOLOGY): "the earlier reports",
    (R.LAB_REPORT, None): "the last 3 months",
    (R.LAB_REPORT, Specialty.ONCOLOGY_SOLID): "tumor markers, the last 3 months",
    (R.LAB_REPORT, Specialty.HEMATOLOGY_ONCOLOGY): "blood counts over time, up to 24 months",
    (R.LAB_REPORT, Specialty.CARDIOLOGY): "lipids, BNP, troponin",
    (R.LAB_REPORT, Specialty.ORTHOPAEDICS): "CRP",
    (R.LAB_REPORT, Specialty.GASTROENTEROLOGY): "liver tests",
    (R.CONSULT_NOTE, None): "the note of the first opinion",
    (R.HP_NOTE, None): "the last 12 months",
    (R.CATH, Specialty.CARDIAC_SURGERY): "the film itself and the echo",
    (R.PFT, None): "pulmonary function test",
    (R.EEG, Specialty.NEUROLOGY): "essential with seizures or neuropathy, which the intake does not ask",
    (R.EMG, Specialty.NEUROSURGERY_SPINE): "essential with radiculopathy, which the intake does not ask",
    (R.MED_LIST, None): "with allergies",
    (R.PT_REHAB, Specialty.NEUROSURGERY_SPINE): "what was tried without surgery",
}


def needs(specialty: Specialty, history: History, icd10cm: str | None) -> list[Need]:
    """The checklist of one case in the table's order, essential and useful rows alike.

    A row that hangs on a fact is essential when the fact is true, useful while nobody answered, and left out when it
    is false: there is no operative note without an operation. ``icd10cm`` is the code of the condition, with or
    without its dot; without one "if tumor" counts as unanswered.
    """
    return list(_needs(specialty, history, icd10cm))


@lru_cache(maxsize=1 << 12)  # the guard of the records stage asks after every fact
def essential_needs(specialty: Specialty, history: History, icd10cm: str | None) -> tuple[Need, ...]:
    """The essential rows of that checklist."""
    return tuple(need for need in _needs(specialty, history, icd10cm) if need.essential)


@lru_cache(maxsize=1 << 12)
def _needs(specialty: Specialty, history: History, icd10cm: str | None) -> tuple[Need, ...]:
    column = SPECIALTIES.index(specialty)
    wanted = []
    for row in _TABLE:
        essential = _verdict(row.cells.split()[column], history, icd10cm)
        if essential is not None:
            first = row.types[0]
            note = _NOTES.get((first, specialty), _NOTES.get((first, None), ""))
            wanted.append(Need(row.types, row.all_of, essential, note))
    return tuple(wanted)


def unmet(needs: Sequence[Need], available: Collection[RecordType]) -> list[Need]:
    """Rows that ``available`` does not meet, useful ones too (look at ``essential``).

    Give it the types of all sources and it says what has no source at all; give it the settled types and it says what
    is still to come. A row that wants all of its types comes back with those that are not there.
    """
    here = frozenset(available)
    gaps = []
    for need in needs:
        if here.isdisjoint(need.types):
            gaps.append(need)
        elif need.all_of and not here.issuperset(need.types):
            gaps.append(replace(need, types=tuple(t for t in need.types if t not in here)))
    return gaps


def essential_types(
    needs: Sequence[Need], present: Collection[RecordType], settled: Collection[RecordType] = ()
) -> frozenset[RecordType]:
    """Which of the ``present`` types the case has to wait for.

    Where one of several types is enough only one is essential: the one already ``settled``, else the first in the
    table's order. Types that turned out not to exist are not ``present``; their neighbour in the row then takes over.
    """
    essential: set[RecordType] = set()
    for need in needs:
        here = [t for t in need.types if t in present]
        if not need.essential or not here:
            continue
        if need.all_of:
            essential.update(here)
        else:
            essential.add(next((t for t in here if t in settled), here[0]))
    return frozenset(essential)


def is_tumor(icd10cm: str | None) -> bool | None:
    """True for C00 to D49, the neoplasms of ICD-10-CM; ``None`` without a code."""
    if not icd10cm:
        return None
    code = icd10cm.strip().upper()
    return code.startswith("C") or (code[:1] == "D" and code[1:2] in tuple("01234"))


def _verdict(mark: str, history: History, icd10cm: str | None) -> bool | None:
    """True essential, False useful, ``None`` not on the list."""
    if mark == "-":
        return None
    if mark in "EU?":
        return mark == "E"
    answer = {
        "T": is_tumor(icd10cm),
        "S": history.surgery,
        "B": history.biopsy,
        "C": history.chemo_or_radiation,
        "G": history.genetic_test,
        "I": history.implant,
    }[mark]
    if answer is None:
        return False
    return True if answer else None
