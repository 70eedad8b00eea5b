"""Why a stage cannot be left yet (``domain.md`` §1.3 to §1.7). Every guard gives reasons; empty means it can."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from coordinator.domain.agreement import needs_reviewer
from coordinator.domain.booking_guards import approval_gaps, records_too_late, wanted_before_visit
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.checklist import History, Need, essential_needs, needs, unmet
from coordinator.domain.errors import Reason
from coordinator.domain.opinion_content import reading
from coordinator.domain.packet_index import NOT_INDEXED, indexed
from coordinator.domain.record_request import SETTLED, RecordItem
from coordinator.domain.record_types import too_old
from coordinator.domain.treating import copy_owed
from coordinator.domain.words import (
    ItemStatus,
    ReferralStatus,
    RequestStatus,
    Stage,
)

ANSWER_FIELDS = ("screening.emergency_now", "question.decision_deadline")
"""Questions a guard needs; an intake that leaves them out opens a work item, never a silent "no"."""

LEGAL_DISPUTE = "screening.legal_dispute"

HOLDS_ALL = "patient holds all records"
"""The answer that stands in for a list of sources (``domain.md`` §1.3)."""


def missing(case: Case, today: date) -> list[Reason]:
    """Why the case cannot leave the stage it is in. ``today`` is the patient's local date."""
    return list(lacking(case, today))


def lacking(case: Case, today: date) -> Iterator[Reason]:
    """The same one by one: the engine, which asks after every fact, seldom wants more than the first."""
    guard = GUARDS.get(case.stage)
    return guard(case, today) if guard else iter(())


def unanswered(case: Case) -> list[str]:
    """Intake questions that a guard needs and nobody answered, as field names."""
    screening = case.intake.get("screening") or {}
    fields = []
    if screening.get("emergency_now") is None and "screening.emergency_now" not in case.answers:
        fields.append("screening.emergency_now")
    question = case.intake.get("question") or {}
    if "decision_deadline" not in question and "question.decision_deadline" not in case.answers:
        fields.append("question.decision_deadline")
    if not case.intake.get("sources") and not case.requests and "sources" not in case.answers:
        fields.append("sources")
    return fields


def emergency(case: Case) -> bool:
    """True when somebody said that this is an emergency now; the software stops, people act."""
    if "screening.emergency_now" in case.answers:
        return str(case.answers["screening.emergency_now"]).lower() in ("true", "yes", "1")
    return bool((case.intake.get("screening") or {}).get("emergency_now"))


def in_legal_dispute(case: Case) -> bool:
    """True when the opinion is wanted for a dispute or an examination: out of scope until a person says otherwise."""
    told = case.answers.get(LEGAL_DISPUTE)
    if told is not None:
        return str(told).lower() in ("true", "yes", "1")
    return bool((case.intake.get("screening") or {}).get("legal_dispute"))


def missing_before_records(case: Case, today: date) -> Iterator[Reason]:
    """``domain.md`` §1.3, exit guard ``request → records``."""
    if case.identity_level < 3:
        yield Reason("identity.not_verified", "an identity check of level 3 allows signatures (§3.9)")
    if case.patient.is_minor(today) and case.patient.representative(today) is None:
        yield Reason("representative.missing", "a parent or guardian acts for a minor")
    if case.capacity_lost and case.patient.representative(today) is None:
        yield Reason("capacity.unsettled", "somebody with authority must act for the patient")
    if case.terms_accepted_at is None:
        yield Reason("terms.not_accepted")
    if not any(p.verified_at for p in case.patient.contact_points):
        yield Reason("contact.not_verified", "one confirmed round trip over one contact point")
    if emergency(case):
        yield Reason("emergency.now", "people act first; nothing automatic runs")
    if in_legal_dispute(case):
        yield Reason("scope.legal_dispute", "legal, disability and examination purposes are out of scope")
    yield from [Reason("answer.missing", name) for name in unanswered(case)]
    if case.accepted_at is None:
        yield Reason("case.not_accepted", "a navigator accepts the case")


def checklist(case: Case) -> list[Need]:
    """What this specialty wants to see (``domain.md`` §2.3), given the patient's history."""
    return needs(case.specialty, _history(case), case.icd10cm)


def _history(case: Case) -> History:
    told = case.intake.get("history") or {}
    return History(
        told.get("surgery"),
        told.get("biopsy"),
        told.get("chemo_or_radiation"),
        told.get("genetic_test"),
        told.get("implant"),
    )


def without_source(case: Case) -> list[Need]:
    """Essential needs that no record request covers and nobody waived."""
    present = {item.record_type for item in case.items()}
    gaps = unmet(essential_needs(case.specialty, _history(case), case.icd10cm), present)
    return [need for need in gaps if not any(f"waived.{t}" in case.answers for t in need.types)]


def aged(case: Case, item: RecordItem) -> bool:
    """True for a verified record that was too old when somebody looked at it (``domain.md`` §2.3)."""
    if item.status is not ItemStatus.VERIFIED or item.dated_on is None or item.settled_at is None:
        return False
    return too_old(
        item.record_type, case.specialty, item.dated_on, local(item.settled_at, case.patient.time_zone).date()
    )


def gaps_accepted(case: Case) -> set[str]:
    """Record types and item ids that the second provider's office does without (``domain.md`` §1.4)."""
    referral = case.referral()
    return set(referral.gap_accepted or []) if referral and referral.status is ReferralStatus.ACCEPTED else set()


def missing_before_scheduling(case: Case, today: date) -> Iterator[Reason]:
    """``domain.md`` §1.4: every essential item verified, or waived by the provider or by patient and navigator."""
    complete, accepted = True, gaps_accepted(case)
    for need in without_source(case):
        if not any(t in accepted for t in need.types):
            complete = False
            yield Reason("source.missing", str(need))
    for request in case.requests:
        if request.status is RequestStatus.CANCELLED:
            continue
        for item in request.items:
            if not item.essential:
                continue
            old = aged(case, item)
            settled = item.status in SETTLED and not old
            if not settled and item.id not in accepted and item.record_type not in accepted:
                complete = False
                code = "item.to_review" if item.status is ItemStatus.RECEIVED else f"item.{item.status}"
                code = "item.too_old" if old else code
                yield Reason(code, f"{item.record_type} from {request.organization_name} ({request.department})")
    for document in case.documents:
        if document.quarantined:
            complete = False
            yield Reason("document.quarantined", document.id)
    if complete and not indexed(case):
        yield Reason(NOT_INDEXED, "made as soon as the rest holds")


def missing_before_consultation(case: Case, today: date) -> Iterator[Reason]:
    """``domain.md`` §1.5: booked, accepted by the provider, paid for, and in time or the risk acknowledged."""
    referral = case.referral()
    appointment = case.appointment()
    if referral is None and appointment is None:
        yield Reason("provider.not_chosen")
    elif referral is None or referral.status is not ReferralStatus.ACCEPTED:
        yield Reason("referral.not_accepted")
    if appointment is None and not case.visited():
        yield Reason("appointment.not_booked")
    if referral is not None and referral.status is ReferralStatus.ACCEPTED:
        yield from [Reason("office.wants", want) for want in wanted_before_visit(referral)]
    if appointment is not None:
        yield from approval_gaps(case, appointment)
        yield from records_too_late(case, appointment, today)
    if not coverage_settled(case):
        yield Reason("cost.not_agreed", "a plan the provider takes, an approval, or an agreed price")
    if appointment is not None and case.patient.interpreter and not appointment.interpreter_booked:
        yield Reason("interpreter.not_booked")
    if appointment is not None and case.consult_too_late and case.risk_acknowledged_at is None:
        yield Reason("risk.not_acknowledged", "the visit is later than the deadline allows")


def coverage_settled(case: Case) -> bool:
    """True when it is clear who pays: agreed price, approval, network checked, or a plan that the directory lists."""
    return case.cost_agreed_minor is not None or plan_pays(case)


def plan_pays(case: Case) -> bool:
    """True when the patient's plan pays: approved, asked whether the provider is in its network, or listed so."""
    if case.prior_authorization == "approved" or case.coverage_network == "in":
        return True
    if case.coverage_network == "out":
        return False
    referral = case.referral()
    payer = (case.intake.get("coverage") or {}).get("payer")
    return bool(referral and payer and payer in (referral.provider.profile.get("insurance") or []))


def missing_before_comparison(case: Case, today: date) -> Iterator[Reason]:
    """``domain.md`` §1.6: the visit took place and its answer is on file, in writing or as a recollection."""
    if not case.visited():
        yield Reason("visit.not_attended")
    if not case.second_opinion_filed():
        yield Reason("opinion.not_filed")


def classification_needed(case: Case) -> bool:
    """True unless both opinions give the same code and the same treatment, or a clinical reviewer has spoken."""
    comparison = case.comparison()
    opinions = sorted(case.opinions, key=lambda o: o.ordinal)
    if comparison is None or len(opinions) < 2 or comparison.classified_by is not None:
        return False
    return needs_reviewer(reading(opinions[0].content), reading(opinions[-1].content))


def missing_before_close(case: Case, today: date) -> Iterator[Reason]:
    """``domain.md`` §1.7: shared and opened, clarification offered where it matters, decided or declined."""
    comparison = case.comparison()
    if comparison is None:
        yield Reason("comparison.not_made")
        return
    if classification_needed(case):
        yield Reason("agreement.not_classified", "a clinical reviewer says how the opinions relate")
    if comparison.verified_at is None:
        yield Reason("comparison.not_verified")
    if comparison.shared_at is None:
        yield Reason("comparison.not_shared")
    if comparison.opened_at is None:
        yield Reason("comparison.not_opened")
    grave = "changed" in (comparison.diagnosis_confirmed,) or comparison.treatment_confirmed == "major_change"
    if grave and comparison.clarification_offered_at is None:
        yield Reason("clarification.not_offered")
    if copy_owed(case):
        yield Reason("copy.not_sent", "the patient agreed to a copy for the treating doctor")
    if case.decision_at is None:
        yield Reason("decision.missing", "recorded, or the patient declined to record one")


GUARDS: Mapping[Stage, Callable[[Case, date], Iterator[Reason]]] = {
    Stage.REQUEST: missing_before_records,
    Stage.RECORDS: missing_before_scheduling,
    Stage.SCHEDULING: missing_before_consultation,
    Stage.CONSULTATION: missing_before_comparison,
    Stage.COMPARISON: missing_before_close,
}
"""By the stage they let a case leave."""
