"""Invented letters at the edges: long lists, long words, little known, names in other scripts. Nobody here exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coordinator.correspondence.letter_values import LetterItem, LetterValues
from coordinator.correspondence.parts import Part, Reader
from coordinator.correspondence.sample_letters import LETTERS as USUAL
from coordinator.correspondence.sample_opinions import COMPARISON
from coordinator.correspondence.samples import PARTS, READER
from coordinator.correspondence.sheets import Sheet
from coordinator.domain.words import RecordType

_L01 = next(values for name, variant, values in USUAL if (name, variant) == ("l01-request", "a"))
_L12 = next(values for name, _, values in USUAL if name == "l12-referral-packet")

TWELVE = tuple(
    LetterItem(
        kind, dates="June 1, 2026 to November 15, 2026", body_part="knee, left and right", accession=f"A-{number}"
    )
    for number, kind in enumerate(list(RecordType)[:12])
)

_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def _strange(values: LetterValues) -> LetterValues:
    """The longest names anybody has, and a word that fits no column."""
    long_name = "Maria Magdalena Theresia von und zu Hohenlohe-Waldenburg-Schillingsfürst"
    return replace(
        values,
        to=replace(
            values.to,
            organization="The Benevolent Society of Saint Bartholomew Regional Medical Center of Greater Rochester "
            "and Olmsted County",
            attention="Dr. Wilhelmina Featherstonehaugh-Cholmondeley, Director of Records and Privacy Officer",
            postal=(
                "Building 12, Suite 4400",
                "10400 North Martin Luther King Junior Boulevard",
                "Rochester, MN 55901-4321",
            ),
        ),
        patient=replace(values.patient, full_name=long_name, former_names=("Maria " + _WORD,), record_number="X" * 60),
        items=(replace(values.items[0], body_part=_WORD, accession="9" * 60, status=_WORD * 2), *values.items[1:]),
    )  # fmt: skip


def _bare(values: LetterValues) -> LetterValues:
    """Only what must be known."""
    request = values.request and replace(values.request, needed_by=None, sensitive=())
    return replace(
        values,
        to=replace(values.to, attention="", fax="", phone="", postal=("Rochester, MN",)),
        patient=replace(values.patient, former_names=(), record_number="", postal=("not given",), phone="not given"),
        brand=replace(values.brand, fax=""),
        items=(LetterItem(RecordType.CONSULT_NOTE),),
        request=request,
    )


LETTERS: tuple[tuple[str, str, LetterValues], ...] = (
    ("l01-request", "twelve-items", replace(_L01, items=TWELVE)),
    ("l01-request", "forty-items", replace(_L01, items=TWELVE * 3 + TWELVE[:4])),
    ("l01-request", "long-words", _strange(_L01)),
    ("l01-request", "bare", _bare(_L01)),
    ("l01-request", "other-scripts", replace(_L01, patient=replace(
        _L01.patient, full_name="Nguyễn Thị Ánh-Đặng", former_names=("Мария Иванова", "Αλεξάνδρα Παπαδοπούλου")))),
    ("l12-referral-packet", "long-words", replace(_L12, to=_strange(_L01).to, patient=_strange(_L01).patient)),
)  # fmt: skip
"""Letter name, a word that tells variants apart, and the values."""

_BY_NAME = {part.name: part for part in PARTS}
LARGE = replace(READER, large_print=True)
LONG = Reader(
    first_name="Maria Magdalena Theresia",
    full_name="Maria Magdalena Theresia von und zu Hohenlohe-Waldenburg-Schillingsfürst",
    postal=("Care of the Benevolent Society", "10400 North Martin Luther King Junior Boulevard, Apartment 4400",
            "Rochester, MN 55901-4321"),
)  # fmt: skip

_PREPARATION = Sheet(
    "preparation",
    {
        "visit_date": "Tuesday, January 5", "visit_time": "10:30 AM Central Standard Time", "mode": "in person",
        "place": "1 Main St, Rochester, MN 55901", "kind": "in_person", "worry": "Losing my job while I am treated",
        "questions": ["What do you think I have, in everyday words?", "How sure are you: very, fairly, or not very?"],
        "supplements": ["turmeric capsules"],
    },
)  # fmt: skip
_COMPARISON = Sheet("comparison", {"block": COMPARISON, "for_office": False})
_GUIDE = Sheet(
    "decision-guide",
    {
        "decide_by": "Tuesday, January 19",
        "options": ["Knee replacement", "Exercise for three months", "Wait, or do nothing for now"],
    },
)  # fmt: skip

TO_PATIENTS: tuple[tuple[str, tuple[Part, ...], Reader, tuple[Sheet, ...]], ...] = (
    *(
        (name, (_BY_NAME[name],), READER, ())
        for name in (
            "m05-not-eligible", "m31-withdrawal-confirm", "m32-unreachable", "m33-revocation-confirm", "l17-condolence",
        )
    ),
    ("combined", tuple(_BY_NAME[n] for n in ("m01-welcome", "m04-accepted", "m06-sign-authorization")), READER, ()),
    ("combined-large", tuple(_BY_NAME[n] for n in ("m01-welcome", "m06-sign-authorization")), LARGE, ()),
    ("m18-long-name", (_BY_NAME["m18-booked"],), LONG, ()),
    ("m19-with-sheet", (_BY_NAME["m19-preparation"],), READER, (_PREPARATION,)),
    ("m19-with-sheet-large", (_BY_NAME["m19-preparation"],), LARGE, (_PREPARATION,)),
    ("m26-with-sheet-large", (_BY_NAME["m26-comparison-ready"],), LARGE, (_COMPARISON,)),
    ("m29-with-sheet", (_BY_NAME["m29-decision-guide"],), READER, (_GUIDE,)),
)  # fmt: skip
"""A word for the letter, its parts, its reader and the sheets behind it."""

WRITTEN_ON = date(2026, 12, 1)
