"""What a played case shows, read from what it and its journal hold and not from the directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from coordinator.domain.words import ContactKind
from coordinator.simulate.world.case_seen import CaseSeen

RETURNED = "returned"

Holds = Callable[[CaseSeen], bool]


def shows(seen: CaseSeen) -> list[str]:
    """The words of :data:`SHOWN` that hold of this case, in that order."""
    return [words for words, holds in SHOWN.items() if holds(seen)]


def _happened(name: str, **where: object) -> Holds:
    return lambda seen: bool(seen.journal.named(name, **where))


def _sealed(seen: CaseSeen) -> bool:
    """It was sealed to begin with and came to light only with the opinion that was wanted."""
    began = (seen.case.intake.get("question") or {}).get("disclosure") == "sealed"
    lifted = seen.journal.named("opinion_unsealed")
    return began and all(event["cause"] == "opinion_filed" for event in lifted)


def _died_with_slides_out(seen: CaseSeen) -> bool:
    """The slides were lent before the death was known and came back after it."""
    died, lent, back = (
        seen.journal.since("patient_died"),
        seen.journal.since("material_lent"),
        seen.journal.since("custody_moved", status=RETURNED),
    )
    return died is not None and lent is not None and back is not None and lent < died < back


def _returned_alive(seen: CaseSeen) -> bool:
    return bool(seen.journal.named("custody_moved", status=RETURNED)) and not seen.journal.named("patient_died")


def _without_email(seen: CaseSeen) -> bool:
    return not any(point.kind is ContactKind.EMAIL for point in seen.case.patient.contact_points)


def _in_spanish(seen: CaseSeen) -> bool:
    return seen.case.patient.language.startswith("es") and bool(seen.journal.named("message_sent"))


def _minor(seen: CaseSeen) -> bool:
    opened: date = seen.case.opened_at.date()
    return seen.case.patient.is_minor(opened)


SHOWN: Mapping[str, Holds] = {
    "third opinion": _happened("opinion_filed", ordinal=3),
    "sealed first opinion": _sealed,
    "death with slides out": _died_with_slides_out,
    "custody return": _returned_alive,
    "no-show": _happened("visit_missed"),
    "partial receipt": _happened("items_missing"),
    "declined referral": _happened("referral_declined"),
    "no e-mail": _without_email,
    "minor": _minor,
    "Spanish": _in_spanish,
    "correction": _happened("corrected"),
}
"""What a demo is to show, in the order in which it is listed."""
