"""The choice of a provider: the shortlist, the referral, and the plan back from the deadline."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from coordinator.domain import choosing
from coordinator.domain.back_plan import BackPlan, deadline_risk, infeasible, plan
from coordinator.domain.calendar import local
from coordinator.domain.candidate import CredentialCheck, Wish
from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.matching import NAMED, shortlist, shown, snapshot
from coordinator.domain.priority import next_change_on, priority_for, raised
from coordinator.domain.window import usual_time
from coordinator.domain.words import AppointmentStatus, DeadlineRisk, Stage, WorkItemKind
from coordinator.playbook.book import Book

OPTIONS_WHEN_INFEASIBLE = "record_review,focused_question,partial_packet,ask_if_waiting_is_safe"
"""What a person may offer when the deadline cannot be met (``domain.md`` §1.8)."""


def wish_of(case: Case, book: Book, today: date) -> Wish:
    """What this case asks of a provider. ``today`` is the patient's local date."""
    first = case.intake.get("first_opinion") or {}
    coverage = case.intake.get("coverage") or {}
    limit = coverage.get("self_pay_limit") or {}
    earlier = [a.provider for a in case.appointments if a.status is AppointmentStatus.ATTENDED]
    place = book.directory.place(case.patient.postal_code)
    return Wish(
        specialty=case.specialty,
        icd_root=case.icd10cm[:3] if case.icd10cm else None,
        first_opinion_provider=first.get("provider"),
        first_opinion_organization=first.get("organization"),
        patient_state=(case.intake.get("telehealth") or {}).get("state") or case.patient.state,
        age_group="child" if case.patient.is_minor(today) else "adult",
        language=case.patient.language,
        payer=coverage.get("payer"),
        self_pay_limit_minor=limit.get("amount_minor"),
        consult_by=case.consult_by,
        deadline_fixed=case.deadline_fixed,
        time_zone=ZoneInfo(case.patient.time_zone),
        allowed_modes=choosing.allowed_modes(case),
        same_institution_allowed=choosing.same_institution_allowed(case),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        earlier_ids=frozenset(p.id for p in earlier),
        earlier_organizations=frozenset(p.organization.name for p in earlier),
        earlier_groups=frozenset(str(p.profile["practice_group"]) for p in earlier if p.profile.get("practice_group")),
        declined_ids=choosing.declined_ids(case),
        refused_ids=choosing.refused_ids(case),
        conflicted_ids=choosing.conflicted_ids(case),
        overridden=choosing.overridden(case),
        recommended=_recommended(case),
        credentials=tuple(
            CredentialCheck(one["provider"], one["board"], one["status"], one["source"], date.fromisoformat(one["on"]))
            for one in choosing.credentials(case)
        ),
        case_id=case.id,
    )


def _recommended(case: Case) -> dict[str, tuple[str, ...]]:
    by_provider: dict[str, tuple[str, ...]] = {}
    for one in choosing.recommendations(case):
        by_provider[one["provider"]] = (*by_provider.get(one["provider"], ()), one["by"])
    return by_provider


def make_shortlist(case: Case, book: Book, act: Act, *, offer: bool) -> None:
    """Keep a snapshot of who fits and why not, and offer it to the patient; nobody at all is a work item."""
    today = local(act.now, case.patient.time_zone).date()
    by = NAMED[choosing.order_of(case)]
    entries = shortlist(book.directory.candidates(), wish_of(case, book, today), act.now, by)
    case.shortlist = snapshot(entries)
    case.shortlisted_at = act.now
    case.note("shortlist_made", act, fit=len(shown(entries)), known=len(entries))
    offer_shortlist(case, act, offer=offer)


def offer_shortlist(case: Case, act: Act, *, offer: bool) -> None:
    """Put the kept list before the patient when anybody on it fits; otherwise a person looks for somebody."""
    if not any(not entry["excluded"] for entry in case.shortlist):
        case.ask(WorkItemKind.NO_PROVIDER, act)
        return
    case.finish(WorkItemKind.NO_PROVIDER, act)
    if offer and case.referral() is None and not case.waits_of("choose-provider"):
        case.note("shortlist_offered", act)


def back_plan(case: Case, book: Book) -> BackPlan | None:
    """The dates back from the decision deadline; ``None`` without one."""
    if case.deadline_on is None:
        return None
    referral = case.referral()
    known = [r.desk.p75_days for r in case.requests if r.desk and r.desk.p75_days]
    lead = referral.provider.lead_business_days if referral else None
    return plan(case.deadline_on, case.priority, lead, max(known, default=None), book.calendar())


def weigh_deadline(case: Case, book: Book, act: Act) -> None:
    """Priority rises by itself and falls only by a person; the plan back from the deadline follows it."""
    if case.deadline_on is None and case.treatment_on is None and case.deadline_risk is DeadlineRisk.NONE:
        case.consult_by = None
        return
    today = local(act.now, case.patient.time_zone).date()
    priority = raised(case.priority, priority_for(case.deadline_on, case.treatment_on, today))
    if priority is not case.priority:
        case.priority = priority
        case.note("priority_raised", act, priority=priority)
    made = back_plan(case, book)
    case.consult_by = made.consult_by if made else None
    comparison = case.comparison()
    risk = deadline_risk(
        made,
        case.stage,
        case.deadline_on,
        today,
        book.calendar(),
        visited=case.attended() is not None,
        opinion_filed=case.second_opinion_filed(),
        shared=bool(comparison and comparison.shared_at),
    )
    if risk is not case.deadline_risk:
        case.deadline_risk = risk
        case.note("deadline_risk_changed", act, risk=risk)
    early = case.stage in (Stage.REQUEST, Stage.RECORDS)
    told = any(w.kind is WorkItemKind.PLAN_INFEASIBLE for w in case.work_items)
    if made is not None and early and not told and infeasible(made, today):
        case.ask(WorkItemKind.PLAN_INFEASIBLE, act, code=OPTIONS_WHEN_INFEASIBLE)


def weighs_again_at(case: Case, book: Book, now: datetime) -> datetime | None:
    """The next morning on which priority or risk may change by the passing of time alone."""
    if case.deadline_on is None and case.treatment_on is None:
        return None
    today = local(now, case.patient.time_zone).date()
    days = [next_change_on(case.deadline_on, case.treatment_on, today)]
    if case.deadline_on is not None and today <= case.deadline_on:
        days.append(today + timedelta(days=1))
    ahead = [usual_time(book.playbook.windows["patient"], day, case.patient.time_zone) for day in days if day]
    return min(ahead, default=None)
