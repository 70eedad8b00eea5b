"""The specialty's checklist against what is here (``domain.md`` §2.3): the whole of it, essential rows first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.checklist import Need
from coordinator.domain.guards import aged, checklist
from coordinator.domain.record_request import SETTLED
from coordinator.services.desk.case_words import ITEMS, desk_words, type_words


@dataclass(frozen=True)
class Wanted:
    """One row of the checklist. ``look``: good, warn or empty; ``waive`` is what a waiver would name."""

    words: str
    note: str
    essential: bool
    status: str
    look: str
    waive: str


def readiness_list(case: Case, today: date) -> list[Wanted]:
    """Every row of the checklist with how far it is; essential ones first."""
    return sorted((_wanted(case, need) for need in checklist(case)), key=lambda one: not one.essential)


def _wanted(case: Case, need: Need) -> Wanted:
    joined = " and " if need.all_of else " or "
    words = joined.join([type_words(need.types[0]), *(type_words(t).lower() for t in need.types[1:])])
    found = [(item, r) for r in case.requests for item in r.items if item.record_type in need.types]
    told = [
        f"{type_words(item.record_type)}: {'checked, but too old' if aged(case, item) else ITEMS[item.status]}"
        f" ({desk_words(request) if not request.from_patient else 'from the patient'})"
        for item, request in found
        if request.status != "cancelled"
    ]
    waived = [case.answers[name] for kind in need.types if (name := f"waived.{kind}") in case.answers]
    settled = [item for item, _ in found if item.status in SETTLED and not aged(case, item)]
    enough = {item.record_type for item in settled} >= set(need.types) if need.all_of else bool(settled)
    if waived and not told:
        told = ["done without"]
    good = enough or (bool(waived) and not found)
    return Wanted(
        words=words,
        note=need.note,
        essential=need.essential,
        status="; ".join(told) or "nobody was named who has it",
        look="good" if good else "warn" if need.essential and not told else "",
        waive=need.types[0].value if need.essential and not found and not waived else "",
    )
