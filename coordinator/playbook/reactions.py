"""The law of the case: what follows from a fact, whatever the policy says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.guards import ANSWER_FIELDS, emergency, unanswered
from coordinator.domain.plan_options import ASK_IF_WAITING_IS_SAFE, PARTIAL_PACKET, RECORD_REVIEW
from coordinator.domain.record_request import SETTLED
from coordinator.domain.words import (
    CloseReason,
    ContactKind,
    DeadlineRisk,
    Disclosure,
    ItemStatus,
    LegalBasis,
    Stage,
    WorkItemKind,
)
from coordinator.playbook import visiting
from coordinator.playbook.after_opening import offer_copy, tell_of_third
from coordinator.playbook.book import Book
from coordinator.playbook.comparing import compare, draft_first_opinion
from coordinator.playbook.correcting import MADE_OF, corrected
from coordinator.playbook.document_reactions import item_wanted_again, keep_in_sight, wrong_patient_found
from coordinator.playbook.ending import cancel, close
from coordinator.playbook.referring import accepted, declined, make_referral, rung_reached, unwanted
from coordinator.playbook.reopening import case_reopened
from coordinator.playbook.requests import (
    ask_apart,
    ask_for_sources,
    make_ready,
    make_request,
    make_requests,
    weigh_items,
)
from coordinator.playbook.resuming import pause_over
from coordinator.playbook.returned import (
    fee_quoted,
    found_elsewhere,
    legal_basis_changed,
    request_returned,
    signed_again,
)
from coordinator.playbook.scheduling import make_shortlist, offer_shortlist
from coordinator.playbook.screening import screen

TOLD_OF_RISK = "m14-record-delay-urgent"
"""The code of the call that tells the patient plainly that their date is in danger (``domain.md`` §5, M14)."""

EMERGENCY = ANSWER_FIELDS[0]

SEARCH_CALLS = "t03-"
"""How the scripts of calls begin that look for a patient."""

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
    screen(case, act)
    if unanswered(case):
        case.note("answers_wanted", act, fields=unanswered(case))


def answers_changed(case: Case, event: Event, book: Book, act: Act) -> None:
    """An answered question ends its work item; an emergency that is over ends its pause."""
    if event["field"] == EMERGENCY:
        paused_no_more(case, event, book, act)
    if not unanswered(case):
        case.finish(WorkItemKind.ANSWER_MISSING, act)
    if event["field"].startswith("screening."):
        screen(case, act)


def plan_option_chosen(case: Case, event: Event, book: Book, act: Act) -> None:
    """Somebody does what was chosen; the list of providers follows the way of meeting (``domain.md`` §1.8)."""
    if event["option"] == RECORD_REVIEW and case.shortlist:
        make_shortlist(case, book, act, offer=case.stage is Stage.SCHEDULING)
    elif event["option"] in (PARTIAL_PACKET, ASK_IF_WAITING_IS_SAFE):
        case.ask(WorkItemKind.CALL_PROVIDER, act, code=event["option"])


def deadline_risk_changed(case: Case, event: Event, book: Book, act: Act) -> None:
    """Resolved: nobody need tell the patient any more that the date is in danger."""
    if event["risk"] not in (DeadlineRisk.BREACH_LIKELY, DeadlineRisk.BREACHED):
        for item in case.open_items(WorkItemKind.CALL_PATIENT):
            if item.code == TOLD_OF_RISK:
                item.end(act.now, act.by)
                case.note("work_item_ended", act, work_item=item.id, kind=item.kind)


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
        compare(case, book, act)
    elif event["stage"] == Stage.CLOSED:
        keep_in_sight(case, act)
        if CloseReason(event["reason"]).completed:
            case.note("case_completed", act, reason=event["reason"])


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
    if event.name in ("provider_refused", "conflict_declared"):
        unwanted(case, event, book, act)
    if case.shortlisted_at is not None and case.stage in (Stage.RECORDS, Stage.SCHEDULING):
        make_shortlist(case, book, act, offer=case.stage is Stage.SCHEDULING)


def filter_overridden(case: Case, event: Event, book: Book, act: Act) -> None:
    """The kept list stays; it may now have somebody to offer."""
    offer_shortlist(case, act, offer=case.stage is Stage.SCHEDULING)


def opinion_filed(case: Case, event: Event, book: Book, act: Act) -> None:
    """A new or changed opinion makes the comparison again, if there is one; the seal is over once it is the answer."""
    if case.disclosure is Disclosure.SEALED and event["ordinal"] == str(case.wanted_ordinal):
        case.disclosure = Disclosure.FULL
        case.note("opinion_unsealed", act, cause="opinion_filed")
    if case.comparison() is not None and case.stage in (Stage.COMPARISON, Stage.CONSULTATION):
        compare(case, book, act)


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


REACTIONS: Mapping[str, Reaction] = {
    "case_opened": case_opened,
    "missing_answered": answers_changed,
    "deadline_changed": answers_changed,
    "plan_option_chosen": plan_option_chosen,
    "deadline_risk_changed": deadline_risk_changed,
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
    "comparison_shared": offer_copy,
    "copy_to_treating": offer_copy,
    "comparison_opened": tell_of_third,
    "agreement_classified": tell_of_third,
    "withdrawn": withdrawn,
    "patient_died": patient_died,
    "case_declined": case_declined,
    "case_closed": case_closed,
    "corrected": corrected,
    "case_reopened": case_reopened,
    "hold_ended": paused_no_more,
    "patient_reached": patient_reached,
    "capacity_lost": capacity_lost,
}
