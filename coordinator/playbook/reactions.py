"""The law of the case: what follows from a fact, whatever the policy says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.guards import ANSWER_FIELDS, unanswered
from coordinator.domain.plan_options import ASK_IF_WAITING_IS_SAFE, PARTIAL_PACKET, RECORD_REVIEW
from coordinator.domain.words import CloseReason, ContactKind, DeadlineRisk, Disclosure, LegalBasis, Stage, WorkItemKind
from coordinator.playbook import records_reactions as records
from coordinator.playbook import standing_reactions as standing
from coordinator.playbook import visiting
from coordinator.playbook.after_opening import offer_copy, tell_of_third
from coordinator.playbook.book import Book
from coordinator.playbook.comparing import compare, draft_first_opinion
from coordinator.playbook.correcting import corrected
from coordinator.playbook.document_reactions import item_wanted_again, keep_in_sight, packet_grows, wrong_patient_found
from coordinator.playbook.referring import accepted, declined, make_referral, rung_reached, unwanted
from coordinator.playbook.reopening import case_reopened
from coordinator.playbook.requests import make_ready, make_requests
from coordinator.playbook.returned import fee_quoted, legal_basis_changed, request_returned
from coordinator.playbook.scheduling import make_shortlist, offer_shortlist
from coordinator.playbook.screening import screen

TOLD_OF_RISK = "m14-record-delay-urgent"
"""The code of the call that tells the patient plainly that their date is in danger (``domain.md`` §5, M14)."""

EMERGENCY = ANSWER_FIELDS[0]

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
        standing.paused_no_more(case, event, book, act)
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


REACTIONS: Mapping[str, Reaction] = {
    "case_opened": case_opened,
    "missing_answered": answers_changed,
    "deadline_changed": answers_changed,
    "plan_option_chosen": plan_option_chosen,
    "deadline_risk_changed": deadline_risk_changed,
    "source_added": records.source_added,
    "stage_entered": stage_entered,
    "authorization_signed": records.authorization_signed,
    "authorization_revoked": records.authorization_revoked,
    "request_returned": request_returned,
    "records_withheld": records.records_withheld,
    "reviewing_laboratory_chosen": records.laboratory_chosen,
    "records_received": records.records_changed,
    "item_waived": records.records_changed,
    "no_record_found": records.records_changed,
    "request_refused": records.request_refused,
    "fee_quoted": fee_quoted,
    "legal_basis_changed": legal_basis_changed,
    "work_item_done": records.work_item_done,
    "wrong_patient_found": wrong_patient_found,
    "item_wanted_again": item_wanted_again,
    "document_verified": packet_grows,
    "document_unsealed": packet_grows,
    "opinion_unsealed": packet_grows,
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
    "withdrawn": standing.withdrawn,
    "patient_died": standing.patient_died,
    "case_declined": standing.case_declined,
    "case_closed": standing.case_closed,
    "corrected": corrected,
    "case_reopened": case_reopened,
    "hold_ended": standing.paused_no_more,
    "patient_reached": standing.patient_reached,
    "capacity_lost": standing.capacity_lost,
}
