"""What follows from facts about documents, whatever the policy says (``domain.md`` §1.4)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.office_routes import sending_office
from coordinator.domain.packet_told import behind
from coordinator.domain.words import RequestStatus, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.requests import make_ready

PACKET_UPDATE = "packet-update"
"""The ladder that tells a provider's office of late records."""

UNKNOWN_SENDER, WRONG_PATIENT = "wrong_patient_sender", "wrong_patient"


def wrong_patient_found(case: Case, event: Event, book: Book, act: Act) -> None:
    """The sender's office is told the same day; where no office sent it, a supervisor finds out who did."""
    if sending_office(case, event["document"]) is not None:
        case.note("sender_owed_notice", act, document=event["document"])
    else:
        case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, about=event["document"], code=UNKNOWN_SENDER)


def keep_in_sight(case: Case, act: Act) -> None:
    """A case that closes ends its work items; what is locked away is still somebody else's."""
    for document in case.documents:
        if document.quarantined:
            case.ask(WorkItemKind.CHECK_DOCUMENT, act, about=document.id, code=WRONG_PATIENT)


def item_wanted_again(case: Case, event: Event, book: Book, act: Act) -> None:
    """The office is written to, or the patient who sent it (M09); what was never asked is asked in the first letter."""
    request = case.request(event["request"])
    if request is None:
        return
    if request.from_patient:
        case.note("patient_asked_again", act, request=request.id, item=event["item"])
    elif request.status is RequestStatus.WAITING:
        make_ready(case, request, act)
    elif request.sent_at is not None:
        case.note("office_asked_again", act, request=request.id)


def packet_grows(case: Case, event: Event, book: Book, act: Act) -> None:
    """Who already has the packet hears of what came since; what comes while a letter is due goes into it (L13)."""
    for referral in behind(case):
        due = [wait for wait in case.waits_of(PACKET_UPDATE, referral.id) if wait.last_rung is None]
        if not due:
            case.note("packet_grown", act, referral=referral.id)
