"""What follows from a visit that is booked, called off or missed (``domain.md`` §1.5, §1.6)."""

from __future__ import annotations

from datetime import timedelta

from coordinator.domain import estimate
from coordinator.domain.attendance import missed
from coordinator.domain.back_plan import packet_lead
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.words import WorkItemKind
from coordinator.playbook.book import Book

OPTIONS_WHEN_TOO_LATE = "cancellation_list,video,other_provider,ask_if_deadline_can_move"
"""What a person may offer for a visit after the plan's date (``domain.md`` §1.5)."""

SECOND, THIRD = 2, 3
"""Missed visits after which a supervisor looks, and after which the patient leads."""

PATIENT_LED = "patient_led"
REVIEW_AFTER = timedelta(days=30)


def booked(case: Case, event: Event, book: Book, act: Act) -> None:
    """When the records must be there, what estimate is owed, and what else can be done where it is late."""
    appointment = next((a for a in case.appointments if a.id == event["appointment"]), None)
    if appointment is None:
        return
    provider, calendar = appointment.provider, book.calendar()
    visit_on = local(appointment.starts_at, provider.time_zone).date()
    lead = packet_lead(case.priority, provider.lead_business_days)
    appointment.records_needed_by = calendar.before(visit_on, lead)
    kept = estimate.estimate_of(case)
    if kept is None or kept.provider != provider.id:
        booked_on = local(appointment.booked_at or act.now, provider.time_zone).date()
        owed = estimate.for_visit(provider.id, booked_on, visit_on, calendar)
        if owed is not None:
            estimate.keep(case, owed)
            case.note("estimate_owed", act, provider=provider.id, why=owed.why, by_when=owed.by)
    _options_off(case, act)
    if case.consult_too_late and case.appointment() is appointment:
        if any(a.starts_at < appointment.starts_at for a in case.appointments[:-1]):
            case.risk_acknowledged_at = None  # what the patient accepted was an earlier day
        case.ask(WorkItemKind.PLAN_INFEASIBLE, act, about=appointment.id, code=OPTIONS_WHEN_TOO_LATE)


def risk_acknowledged(case: Case, event: Event, book: Book, act: Act) -> None:
    """The patient knows and goes on: the options are off the desk."""
    _options_off(case, act)


def _options_off(case: Case, act: Act) -> None:
    for item in case.open_items(WorkItemKind.PLAN_INFEASIBLE):
        if item.code == OPTIONS_WHEN_TOO_LATE:
            item.end(act.now, act.by)
            case.note("work_item_ended", act, work_item=item.id, kind=item.kind)


def visit_missed(case: Case, event: Event, book: Book, act: Act) -> None:
    """The second: a supervisor looks. The third: the case rests until the patient wants it to go on."""
    count = len(missed(case))
    if count == SECOND:
        case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, about=event["appointment"], code="second_missed_visit")
    elif count >= THIRD:
        case.ask(WorkItemKind.CALL_PATIENT, act, about=event["appointment"], code=PATIENT_LED)
        if not case.on_hold:
            case.hold_reason = PATIENT_LED
            case.hold_review_on = local(act.now, case.patient.time_zone).date() + REVIEW_AFTER
            noted = case.note("placed_on_hold", act, reason=PATIENT_LED, review_on=case.hold_review_on)
            case.stopped_seq = noted.seq
