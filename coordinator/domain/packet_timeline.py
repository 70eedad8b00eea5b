"""The one-page timeline: symptom, first image, biopsy, surgery, treatment, current status (``domain.md`` §2.3).

It is made of what the packet holds, so that nothing that is held back shows through it, and of what the intake told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.packet_index import PacketEntry, packet_index
from coordinator.domain.words import Disclosure, RecordType

SYMPTOM, FIRST_IMAGE, BIOPSY, SURGERY, TREATMENT, CURRENT = (
    "symptom", "first_image", "biopsy", "surgery", "treatment", "current_status",
)  # fmt: skip

_KINDS: tuple[tuple[str, tuple[RecordType, ...], str], ...] = (
    (FIRST_IMAGE, (RecordType.IMG_REPORT, RecordType.IMG_DICOM, RecordType.ECHO, RecordType.CATH), ""),
    (BIOPSY, (RecordType.PATH_REPORT, RecordType.CYTO_REPORT, RecordType.MOL_REPORT), "biopsy"),
    (SURGERY, (RecordType.OP_NOTE, RecordType.PROC_NOTE), "surgery"),
    (TREATMENT, (RecordType.CHEMO, RecordType.RT_SUMMARY), "chemo_or_radiation"),
    (CURRENT, (RecordType.CONSULT_NOTE, RecordType.PROGRESS_NOTE, RecordType.HP_NOTE, RecordType.LAB_REPORT), ""),
)
"""Which records tell of each step, and which answer of the intake where none does."""

MOST_A_STEP = 4
"""Lines; with six steps the page stays one page."""


@dataclass(frozen=True)
class TimelineRow:
    """One line. ``told`` is yes, no or ``not_stated`` by the intake; ``number`` is the document's in the index."""

    step: str
    on: date | None = None
    record_type: RecordType | None = None
    number: int | None = None
    told: str = ""
    what: str = ""


def packet_timeline(case: Case, on: date | None = None) -> list[TimelineRow]:
    """The rows in the order of the steps; every step has at least one, so that silence is seen."""
    entries = packet_index(case, on)
    rows = [_symptom(case)]
    for step, kinds, answer in _KINDS:
        dated = _spread([e for e in entries if e.record_type in kinds and e.dated], latest_only=step == CURRENT)
        rows += [TimelineRow(step, e.dated, e.record_type, e.number) for e in dated]
        rows += _planned(case, step)
        if not any(row.step == step for row in rows):
            rows.append(TimelineRow(step, told=_told(case, answer)))
    return rows


def _spread(entries: Sequence[PacketEntry], *, latest_only: bool) -> list[PacketEntry]:
    """The first and the latest ones: reviewers ask for the first study and for the newest."""
    ordered = sorted(entries, key=lambda e: (e.dated or date.min, e.number))
    if latest_only:
        return ordered[-2:]
    return ordered if len(ordered) <= MOST_A_STEP else [ordered[0], *ordered[1 - MOST_A_STEP :]]


def _symptom(case: Case) -> TimelineRow:
    since = (case.intake.get("history") or {}).get("symptoms_since")
    return TimelineRow(SYMPTOM, date.fromisoformat(since) if since else None, told="yes" if since else "not_stated")


def _planned(case: Case, step: str) -> list[TimelineRow]:
    """A scheduled treatment is safety information and never withheld; a sealed packet does not say which (§8.6)."""
    if step != TREATMENT or case.treatment_on is None:
        return []
    what = (case.intake.get("treatment_scheduled") or {}).get("what")
    sealed = case.disclosure is Disclosure.SEALED
    return [TimelineRow(TREATMENT, case.treatment_on, told="scheduled", what="" if sealed else str(what or ""))]


def _told(case: Case, answer: str) -> str:
    said = (case.intake.get("history") or {}).get(answer) if answer else None
    return "not_stated" if said is None else "yes" if said else "no"
