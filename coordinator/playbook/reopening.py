"""A case that was closed goes on: what its end cancelled and stopped is taken up where it is still wanted."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.left import CALLED_OFF
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import AuthorizationStatus, RequestStatus
from coordinator.playbook.book import Book
from coordinator.playbook.ending import CANCELLED_FROM
from coordinator.playbook.requests import ask_for_sources, make_ready, weigh_items
from coordinator.playbook.resuming import go_on

STOPPED = "stopped_"
"""How the reason of a wait begins that a stop ended."""


def case_reopened(case: Case, event: Event, book: Book, act: Act) -> None:
    """Requests are asked for again, or go on; ladders go on; a visit that was called off is booked anew by people."""
    for request in case.requests:
        if request.status is RequestStatus.CANCELLED and request.outstanding() and not _revoked(case, request):
            _revive(case, request, act)
    weigh_items(case)
    ask_for_sources(case, act)
    go_on(case, book, act, lambda wait, _by_itself: (wait.ended_why or "").startswith(STOPPED))


def _revoked(case: Case, request: RecordRequest) -> bool:
    paper = case.authorization(request.authorization_id or "")
    return paper is not None and paper.status is AuthorizationStatus.REVOKED


def _revive(case: Case, request: RecordRequest, act: Act) -> None:
    """An office that was told to stop, or never asked, is asked from the beginning; any other never heard of it."""
    before = request.details.get(CANCELLED_FROM)
    request.details = {key: value for key, value in request.details.items() if key != CANCELLED_FROM}
    asked_already = request.sent_at is not None and not (request.last_letter_name or "").startswith(CALLED_OFF)
    if asked_already or request.from_patient:
        request.status = RequestStatus(before) if before else RequestStatus.SENT
        return
    request.status = RequestStatus.WAITING
    request.sent_at = request.received_at = request.receipt_evidence = None
    request.due_on = request.promised_on = request.returned_cause = None
    request.extended = False
    make_ready(case, request, act)
