"""From where a ladder counts, and in whose calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import at_local, local
from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.routes import provider_of
from coordinator.domain.wait import Wait
from coordinator.domain.window import Window, usual_time
from coordinator.playbook.book import Book
from coordinator.playbook.schema import Ladder

NOON = time(12)


@dataclass(frozen=True, eq=False)
class Place:
    """Whose wall clock and business days apply, and when something may leave there; ``place_at`` makes one of each."""

    zone: str
    calendar: BusinessCalendar
    window: Window

    def day(self, at: datetime) -> date:
        """The local date of a moment."""
        return local(at, self.zone).date()

    def usual(self, day: date) -> datetime:
        """The usual moment of a local day."""
        return usual_time(self.window, day, self.zone)


@lru_cache(maxsize=1 << 10)
def place_at(zone: str, calendar: BusinessCalendar, window: Window) -> Place:
    """One object for each place, so that what was counted there is found again."""
    return Place(zone, calendar, window)


def request_of(case: Case, ladder: Ladder, wait: Wait) -> RecordRequest | None:
    """The record request a wait is about, if it is about one."""
    return case.request(wait.subject) if ladder.subject == "request" else None


def place_of(ladder: Ladder, subject: str, case: Case, book: Book) -> Place:
    """The calendar the ladder declares, for this subject."""
    if ladder.calendar == "patient":
        return patient_place(case, book)
    if ladder.calendar == "desk":
        request = case.request(subject)
        if request is not None and request.desk is not None:
            return desk_place(request.desk, book)
    if ladder.calendar == "provider":
        zone = provider_zone(case, subject)
        if zone:
            return place_at(zone, book.calendar(), book.playbook.windows["office"])
    return patient_place(case, book)


def patient_place(case: Case, book: Book) -> Place:
    """The patient's own time."""
    return place_at(case.patient.time_zone, book.calendar(), book.playbook.windows["patient"])


def desk_place(desk: Desk, book: Book) -> Place:
    """The time and business days of one desk."""
    return place_at(desk.time_zone, book.calendar(desk), book.playbook.windows["office"])


def provider_zone(case: Case, subject: str) -> str:
    """The zone of the provider of a referral or appointment; empty when there is none."""
    for referral in case.referrals:
        if referral.id == subject:
            return referral.provider.time_zone
    for appointment in case.appointments:
        if appointment.id == subject:
            return appointment.provider.time_zone
    provider = provider_of(case, subject)
    return provider.time_zone if provider else ""


def anchor_of(ladder: Ladder, wait: Wait, case: Case) -> tuple[datetime | None, str]:
    """The moment the ladder counts from, and what it is in words."""
    if ladder.counts_from == "its beginning":
        return wait.started_at, "the beginning"
    if ladder.counts_from == "its start":
        appointment = next((a for a in case.appointments if a.id == wait.subject), None)
        return (appointment.starts_at if appointment else None), "the visit"
    if ladder.counts_from == "its review date":
        review_on = case.hold_review_on
        return (at_local(review_on, NOON, case.patient.time_zone) if review_on else None), "the review date"
    if ladder.counts_from == "its day":
        step = next((s for s in case.next_steps if s.id == wait.subject), None)
        if step is None:
            return None, ""
        at = at_local(step.due_on, time(12), case.patient.time_zone)
        return at, f"the day of the step ({step.due_on.isoformat()})"
    if ladder.counts_from == "evidenced receipt, else sending":
        request = case.request(wait.subject)
        if request is None:
            return None, ""
        if request.receipt_evidenced:
            return request.received_at, "the office's receipt"
        return request.sent_at or wait.started_at, "our sending"
    return wait.started_at, "the beginning"
