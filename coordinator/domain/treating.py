"""The side that treats: where a question or a copy for the first clinician goes (``domain.md`` §5, L16)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.effect import Effect
from coordinator.domain.office_routes import desk_of
from coordinator.domain.words import Department, ToRole

COPY = "copy"
"""Where a case remembers what became of the copy: sent, handed_over or withheld."""

COPY_BY_HAND = "copy_to_treating"
"""The code of the call that finds out how a copy can reach a treating office whose address nobody knows."""

_ORDER = (Department.PHYSICIAN_OFFICE, Department.RECORDS_OFFICE)


def treating_desk(case: Case) -> Desk | None:
    """The office of the first clinician among the desks of this case: their practice before the records office."""
    organization = (case.intake.get("first_opinion") or {}).get("organization")
    if not organization:
        return None
    desks = [
        r.desk
        for r in case.requests
        if r.desk is not None and r.organization_name.casefold() == str(organization).casefold()
    ]
    return next((d for department in _ORDER for d in desks if d.department is department), None)


def desk_written_to(case: Case, effect: Effect) -> Desk | None:
    """The desk whose distance between letters counts for this one; ``None`` for a letter to anybody else."""
    if effect.to_role is ToRole.TREATING:
        return treating_desk(case)
    return desk_of(case, effect.subject) if effect.to_role is ToRole.DESK else None


def copy_owed(case: Case) -> bool:
    """The patient agreed to a copy and nobody has settled yet how it gets there (``domain.md`` §1.7)."""
    if case.copy_to_treating != "yes" or case.answers.get(COPY):
        return False
    by_hand = [w for w in case.work_items if w.code == COPY_BY_HAND]
    return not by_hand or any(w.open for w in by_hand)
