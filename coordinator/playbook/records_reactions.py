"""What follows from facts about sources, papers and record requests, whatever the policy says."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.record_request import SETTLED
from coordinator.domain.words import ItemStatus, LegalBasis, Stage, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.correcting import MADE_OF
from coordinator.playbook.ending import cancel
from coordinator.playbook.requests import ask_apart, ask_for_sources, make_ready, make_request, weigh_items
from coordinator.playbook.returned import found_elsewhere, signed_again


def source_added(case: Case, event: Event, book: Book, act: Act) -> None:
    """A later source becomes requests like the first ones; before acceptance it waits with them."""
    sources = case.intake.get("sources") or []
    if case.stage is Stage.REQUEST or not event["source"] or int(event["source"]) >= len(sources):
        return
    source = sources[int(event["source"])]
    for request in make_request(case, source, book, act):
        request.details = {**request.details, MADE_OF: event.seq}
    found_elsewhere(case, source, act)
    weigh_items(case)
    ask_for_sources(case, act)


def authorization_signed(case: Case, event: Event, book: Book, act: Act) -> None:
    """The requests under the paper may leave."""
    for request in case.requests:
        if request.authorization_id == event["authorization"]:
            make_ready(case, request, act)
            signed_again(case, request, act)


def records_withheld(case: Case, event: Event, book: Book, act: Act) -> None:
    """What is kept back as specially protected is asked for on a paper of its own (``domain.md`` §1.4, §3.5)."""
    request, named, labels = case.request(event["request"]), event.data.get("items"), event.data.get("categories")
    if request is None or not isinstance(named, list) or not isinstance(labels, list):
        return
    items = [item for item in request.items if item.id in named and item.status not in SETTLED]
    if items:
        ask_apart(case, request, items, [str(label) for label in labels], act)


def authorization_revoked(case: Case, event: Event, book: Book, act: Act) -> None:
    """From now on nothing rests on this paper; offices that were asked under it are told."""
    for request in case.requests:
        if request.authorization_id == event["authorization"] and request.open:
            cancel(case, request, act)


def laboratory_chosen(case: Case, event: Event, book: Book, act: Act) -> None:
    """Slides and blocks may be asked for: they go to the reviewing laboratory, never to us."""
    for request in case.requests:
        if request.legal_basis is LegalBasis.TREATMENT and request.laboratory_desk_id is None:
            request.laboratory_desk_id = case.laboratory_desk_id
            make_ready(case, request, act)


def records_changed(case: Case, event: Event, book: Book, act: Act) -> None:
    """What came, was waived or cannot be had changes what is still asked of the office."""
    ask_for_sources(case, act)
    request = case.request(event["request"])
    if request is None:
        return
    asked = request.desk is not None and request.sent_at is not None
    partly = event.name in ("records_received", "request_refused") and not request.ball_with_us
    if partly and asked and request.outstanding():
        case.note("items_missing", act, request=request.id)
    for item in request.items:
        lost = item.essential and item.status in (ItemStatus.NOT_AVAILABLE, ItemStatus.REFUSED)
        if lost and not case.open_items(WorkItemKind.CALL_PATIENT, item.id):
            case.note("essential_unavailable", act, item=item.id, request=request.id)


def request_refused(case: Case, event: Event, book: Book, act: Act) -> None:
    """A person judges a denial: ask for its review, say that it is no ground, or tell the patient how to complain."""
    records_changed(case, event, book, act)
    case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, about=event["request"], code=f"denied: {event['ground']}")


def work_item_done(case: Case, event: Event, book: Book, act: Act) -> None:
    """An office whose address somebody found is in the directory now: its request may leave."""
    request = case.request(event["about"])
    if event["kind"] != WorkItemKind.FIND_OFFICE_ADDRESS or request is None:
        return
    request.desk = request.desk or book.directory.desk(request.organization_name, request.department)
    if request.desk is None or not request.desk.channels():
        case.ask(WorkItemKind.FIND_OFFICE_ADDRESS, act, about=request.id)
    else:
        make_ready(case, request, act)
