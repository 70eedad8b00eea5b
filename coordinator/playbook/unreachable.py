"""What becomes of a case whose patient nobody reaches (``domain.md`` §1.8): it rests, and in the end it closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.facts.reaching import REST_DAYS, UNREACHABLE, looked_for
from coordinator.domain.words import CloseReason
from coordinator.playbook.ending import close


def rest_unreachable(case: Case, act: Act) -> None:
    """The letter has left: the case is on hold for 30 days."""
    if not looked_for(case) or not case.open:
        return
    today = local(act.now, case.patient.time_zone).date()
    review_on = today + timedelta(days=REST_DAYS)
    case.hold_reason, case.hold_review_on = UNREACHABLE, review_on
    case.stopped_seq = case.note("rested_unreachable", act, review_on=review_on).seq


def close_unreachable(case: Case, act: Act) -> None:
    """Nobody answered the letter either."""
    if looked_for(case):
        close(case, CloseReason.UNREACHABLE, act)


THEN: Mapping[str, Callable[[Case, Act], None]] = {
    "rest_unreachable": rest_unreachable,
    "close_unreachable": close_unreachable,
}
"""What a rung may do to the case itself, by the name it has in a playbook."""
