"""The choice of a provider: the shortlist, the referral, and the plan back from the deadline."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from coordinator.domain import choosing
from coordinator.domain.back_plan import BackPlan, deadline_risk, infeasible, plan
from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import at_local, local
from coordinator.domain.candidate import CredentialCheck, Wish
from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.matching import NAMED, shortlist, shown, snapshot
from coordinator.domain.plan_options import OPTIONS
from coordinator.domain.priority import WHEN_SET, next_change_on, priority_for, rises_to
from coordinator.domain.words import AppointmentStatus, DeadlineRisk, Stage, WorkItemKind
from coordinator.playbook.book import Book

OPTIONS_WHEN_INFEASIBLE = ",".join(OPTIONS)
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
    """Put the kept list before the patient when anybody on it fits; otherwise a person looks for somebody.

    Where the choice ran ahead of the records, the visit is booked or over: nobody is looked for.
    """
    if case.visited() or case.appointment() is not None:
        case.finish(WorkItemKind.NO_PROVIDER, act)
        return
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
    computed = priority_for(case.deadline_on, case.treatment_on, today)
    priority = rises_to(case.priority, computed, case.answers.get(WHEN_SET))
    if priority is not case.priority:
        case.priority = priority
        case.note("priority_raised", act, priority=priority)
    made = back_plan(case, book)
    case.consult_by = made.consult_by if made else None
    _show_options(case, made, today, act)
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
        covered = "plan_infeasible" if case.open_items(WorkItemKind.PLAN_INFEASIBLE) else None
        case.note("deadline_risk_changed", act, risk=risk, covered_by=covered)


def _show_options(case: Case, made: BackPlan | None, today: date, act: Act) -> None:
    """While all of it is still to come: the options of §1.8, once for each deadline. A plan that fits takes them away.

    Once letters left, a date that was passed is no news any more; then ``deadline_risk`` speaks.
    """
    ahead = case.stage is Stage.REQUEST or (case.stage is Stage.RECORDS and not any(r.sent_at for r in case.requests))
    late = made is not None and infeasible(made, today)
    deadline = case.deadline_on.isoformat() if case.deadline_on else ""
    told_for = case.answers.get("options_shown_for", "")
    if late and ahead and told_for != deadline:
        case.answers = {**case.answers, "options_shown_for": deadline}
        case.ask(WorkItemKind.PLAN_INFEASIBLE, act, code=OPTIONS_WHEN_INFEASIBLE)
    elif not late and told_for and told_for != deadline:
        case.finish(WorkItemKind.PLAN_INFEASIBLE, act)


def weighs_again_at(case: Case, book: Book, now: datetime) -> datetime | None:
    """The patient's next midnight at which priority or risk may change by the passing of time alone.

    Between two such days every night would find the same, so nobody is woken for it.
    """
    zone = case.patient.time_zone
    if case.deadline_on is None and case.treatment_on is None:
        return None
    today = local(now, zone).date()
    day = _weighs_again_on(case.deadline_on, case.treatment_on, back_plan(case, book), book.calendar(), today)
    return at_local(day, time(0), zone) if day is not None else None


@lru_cache(maxsize=1 << 12)  # asked again whenever anything happened to a case
def _weighs_again_on(
    deadline_on: date | None, treatment_on: date | None, made: BackPlan | None, calendar: BusinessCalendar, today: date
) -> date | None:
    days = [next_change_on(deadline_on, treatment_on, today)]
    if made is not None and deadline_on is not None:
        days.append(deadline_on + timedelta(days=1))
        for day in made:
            if day >= today:
                days += [day + timedelta(days=1), *(calendar.before(day, n) for n in (2, 3))]
    return min((day for day in days if day is not None and day > today), default=None)
