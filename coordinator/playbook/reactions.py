"""The law of the case: what follows from a fact, whatever the policy says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.guards import unanswered
from coordinator.domain.record_request import SETTLED
from coordinator.domain.words import (
    AppointmentStatus,
    CloseReason,
    ContactKind,
    ItemStatus,
    LegalBasis,
    RequestStatus,
    Stage,
    WorkItemKind,
)
from coordinator.playbook import visiting
from coordinator.playbook.book import Book
from coordinator.playbook.comparing import compare, draft_first_opinion
from coordinator.playbook.document_reactions import item_wanted_again, wrong_patient_found
from coordinator.playbook.referring import accepted, declined, make_referral, rung_reached
from coordinator.playbook.requests import (
    ask_apart,
    ask_for_sources,
    make_ready,
    make_request,
    make_requests,
    weigh_items,
)
from coordinator.playbook.returned import (
    fee_quoted,
    found_elsewhere,
    legal_basis_changed,
    request_returned,
    signed_again,
)
from coordinator.playbook.scheduling import make_shortlist, offer_shortlist

Reaction = Callable[[Case, Event, Book, Act], None]


def case_opened(case: Case, event: Event, book: Book, act: Act) -> None:
    """Prove the contact points of whoever reads, and ask what the intake left open."""
    patient = case.patient
    emails = [
        p
        for p in patient.points_of(patient.reader(local(act.now, patient.time_zone).date()))
        if p.kind is ContactKind.EMAIL and p.verified_at is None
    ]
    for point in emails:
        case.note("contact_added", act, contact=point.id)
    if not emails and not any(p.verified_at for p in patient.contact_points):
        case.ask(WorkItemKind.CALL_PATIENT, act, code="verify_contact")
    if unanswered(case):
        case.note("answers_wanted", act, fields=unanswered(case))


def answers_changed(case: Case, event: Event, book: Book, act: Act) -> None:
    """An answered question ends its work item; acceptance asks again for sources."""
    if not unanswered(case):
        case.finish(WorkItemKind.ANSWER_MISSING, act)


def stage_entered(case: Case, event: Event, book: Book, act: Act) -> None:
    """What each stage begins with."""
    first_visit = event["visit"] == "1"
    case.finish(WorkItemKind.STAGE_LATE, act)
    if event["stage"] == Stage.RECORDS and first_visit:
        draft_first_opinion(case, act)
        make_requests(case, book, act)
    elif event["stage"] == Stage.SCHEDULING:
        make_shortlist(case, book, act, offer=True)
    elif event["stage"] == Stage.COMPARISON:
        compare(case, act)


def source_added(case: Case, event: Event, book: Book, act: Act) -> None:
    """A later source becomes requests like the first ones; before acceptance it waits with them."""
    sources = case.intake.get("sources") or []
    if case.stage is Stage.REQUEST or not event["source"]:
        return
    source = sources[int(event["source"])]
    make_request(case, source, book, act)
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
            _cancel(case, request.id, act)


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


def provider_chosen(case: Case, event: Event, book: Book, act: Act) -> None:
    """The offer goes out at once, and what only a treating provider may ask for becomes ready."""
    make_referral(case, event["provider"], book, act)
    for request in case.requests:
        if request.legal_basis in (LegalBasis.TREATMENT, LegalBasis.ACCESS_DIRECTIVE):
            make_ready(case, request, act)


def shortlist_wanted(case: Case, event: Event, book: Book, act: Act) -> None:
    """Somebody wants the list before the stage asks for it."""
    make_shortlist(case, book, act, offer=False)


def choosing_changed(case: Case, event: Event, book: Book, act: Act) -> None:
    """What was said about a provider, or about the patient's travel, changes who fits; a list that was made follows."""
    if case.shortlisted_at is not None and case.stage in (Stage.RECORDS, Stage.SCHEDULING):
        make_shortlist(case, book, act, offer=case.stage is Stage.SCHEDULING)


def filter_overridden(case: Case, event: Event, book: Book, act: Act) -> None:
    """The kept list stays; it may now have somebody to offer."""
    offer_shortlist(case, act, offer=case.stage is Stage.SCHEDULING)


def opinion_filed(case: Case, event: Event, book: Book, act: Act) -> None:
    """A new or changed opinion makes the comparison again, if there is one."""
    if case.comparison() is not None and case.stage in (Stage.COMPARISON, Stage.CONSULTATION):
        compare(case, act)


def withdrawn(case: Case, event: Event, book: Book, act: Act) -> None:
    """Accepted without a reason; everything open is cancelled."""
    close(case, CloseReason.WITHDRAWN_BY_PATIENT, act)


def patient_died(case: Case, event: Event, book: Book, act: Act) -> None:
    """Everything stops; a person chooses what the offices are told."""
    asked = [r for r in case.requests if r.open and r.sent_at is not None]
    close(case, CloseReason.DECEASED, act)
    case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, code="deceased")
    if asked:
        case.ask(WorkItemKind.CHOOSE_WORDING, act, code="request_closed")


def case_declined(case: Case, event: Event, book: Book, act: Act) -> None:
    """Screening said no; what the patient is told is approved by a person."""
    close(case, CloseReason.NOT_ELIGIBLE, act)


def case_closed(case: Case, event: Event, book: Book, act: Act) -> None:
    """A person ended the case for a stated reason."""
    close(case, CloseReason(event["reason"]), act)


def close(case: Case, reason: CloseReason, act: Act) -> None:
    """Enter ``closed``: open requests and the visit are cancelled, open work items end."""
    if not case.open:
        return
    for item in [w for w in case.work_items if w.open]:
        item.end(act.now, act.by)
    if not reason.completed:
        for request in list(case.requests):
            if request.open:
                _cancel(case, request.id, act, tell=reason is CloseReason.WITHDRAWN_BY_PATIENT)
        appointment = case.appointment()
        if appointment is not None:
            appointment.status = AppointmentStatus.CANCELLED
            case.note("appointment_released", act, appointment=appointment.id)
            if reason is not CloseReason.DECEASED:
                case.ask(WorkItemKind.CALL_PROVIDER, act, about=appointment.id, code="visit_cancelled")
    case.closed_from, case.close_reason, case.closed_at = case.stage, reason, act.now
    enter(case, Stage.CLOSED, act)
    case.stopped_seq = case.seq


def enter(case: Case, stage: Stage, act: Act) -> None:
    """Move to ``stage`` and say so; a stage entered again counts its visits."""
    visits = case.answers.setdefault("stage_visits", {})
    visits = {**visits, stage.value: int(visits.get(stage.value, 0)) + 1}
    case.answers = {**case.answers, "stage_visits": visits}
    case.stage, case.stage_visit, case.stage_entered_at = stage, visits[stage.value], act.now
    case.note("stage_entered", act, stage=stage, visit=case.stage_visit, reason=case.close_reason)


def _cancel(case: Case, request_id: str, act: Act, *, tell: bool = True) -> None:
    request = case.request(request_id)
    if request is None:
        return
    was_sent = request.sent_at is not None and bool(request.outstanding())
    request.status = RequestStatus.CANCELLED
    if was_sent and tell and request.desk is not None:
        case.note("request_cancelled", act, request=request.id)


REACTIONS: Mapping[str, Reaction] = {
    "case_opened": case_opened,
    "missing_answered": answers_changed,
    "source_added": source_added,
    "stage_entered": stage_entered,
    "authorization_signed": authorization_signed,
    "authorization_revoked": authorization_revoked,
    "request_returned": request_returned,
    "records_withheld": records_withheld,
    "reviewing_laboratory_chosen": laboratory_chosen,
    "records_received": records_changed,
    "item_waived": records_changed,
    "no_record_found": records_changed,
    "request_refused": request_refused,
    "fee_quoted": fee_quoted,
    "legal_basis_changed": legal_basis_changed,
    "work_item_done": work_item_done,
    "wrong_patient_found": wrong_patient_found,
    "item_wanted_again": item_wanted_again,
    "provider_chosen": provider_chosen,
    "shortlist_wanted": shortlist_wanted,
    "referral_accepted": accepted,
    "referral_declined": declined,
    "rung_reached": rung_reached,
    "same_institution_allowed": choosing_changed,
    "provider_refused": choosing_changed,
    "conflict_declared": choosing_changed,
    "recommendation_noted": choosing_changed,
    "credential_checked": choosing_changed,
    "travel_limited": choosing_changed,
    "filter_overridden": filter_overridden,
    "appointment_booked": visiting.booked,
    "risk_acknowledged": visiting.risk_acknowledged,
    "visit_missed": visiting.visit_missed,
    "opinion_filed": opinion_filed,
    "withdrawn": withdrawn,
    "patient_died": patient_died,
    "case_declined": case_declined,
    "case_closed": case_closed,
}
