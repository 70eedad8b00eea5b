"""What follows when a case ends or a pause is over, whatever the policy says (``domain.md`` §1.8)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.guards import emergency
from coordinator.domain.words import CloseReason, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.ending import close
from coordinator.playbook.resuming import pause_over

SEARCH_CALLS = "t03-"
"""How the scripts of calls begin that look for a patient."""


def withdrawn(case: Case, event: Event, book: Book, act: Act) -> None:
    """Accepted without a reason; everything open is cancelled."""
    close(case, CloseReason.WITHDRAWN_BY_PATIENT, act)


def patient_died(case: Case, event: Event, book: Book, act: Act) -> None:
    """Everything stops; a person chooses what the offices are told. A letter to each desk is held for them."""
    asked = [r for r in case.requests if r.open and r.sent_at is not None]
    by_desk = {r.desk.id: r.id for r in asked if r.desk is not None and r.outstanding()}
    close(case, CloseReason.DECEASED, act)
    case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, code="deceased")
    if asked:
        case.ask(WorkItemKind.CHOOSE_WORDING, act, code="request_closed")
    for request_id in by_desk.values():
        case.note("request_ended_by_death", act, request=request_id)


def paused_no_more(case: Case, event: Event, book: Book, act: Act) -> None:
    """After a pause nobody gets everything that fell due in it."""
    if not case.on_hold and not emergency(case):
        pause_over(case, book, act)


def patient_reached(case: Case, event: Event, book: Book, act: Act) -> None:
    """Nobody has to look for the patient: what was to be done for that ends."""
    for item in case.work_items:
        if item.open and (item.code.startswith(SEARCH_CALLS) or item.code == "m32-unreachable"):
            item.end(act.now, act.by)
    paused_no_more(case, event, book, act)


def capacity_lost(case: Case, event: Event, book: Book, act: Act) -> None:
    """Somebody with authority must act: people look for them (``domain.md`` §1.8)."""
    case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, code="capacity_lost")


def case_declined(case: Case, event: Event, book: Book, act: Act) -> None:
    """Screening said no; what the patient is told is approved by a person."""
    close(case, CloseReason.NOT_ELIGIBLE, act)


def case_closed(case: Case, event: Event, book: Book, act: Act) -> None:
    """A person ended the case for a stated reason."""
    close(case, CloseReason(event["reason"]), act)
