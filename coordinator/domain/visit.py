"""The offer of a case to a provider, and the booked consultation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coordinator.domain.provider import Provider
from coordinator.domain.words import AppointmentStatus, ReferralStatus, VisitMode


@dataclass(eq=False)
class Referral:
    """A case offered to one provider: accepted or declined by a time."""

    id: str
    provider: Provider
    status: ReferralStatus = ReferralStatus.SENT
    chosen_at: datetime | None = None
    packet_sent_at: datetime | None = None
    accept_by: date | None = None
    answered_at: datetime | None = None
    decline_reason: str | None = None
    gap_accepted: list[str] | None = None


@dataclass(eq=False)
class Appointment:
    """One booked visit. A rescheduled one supersedes: same calendar UID, higher ``sequence``."""

    id: str
    provider: Provider
    starts_at: datetime
    minutes: int
    mode: VisitMode
    time_zone: str
    calendar_uid: str
    sequence: int = 0
    status: AppointmentStatus = AppointmentStatus.BOOKED
    booked_at: datetime | None = None
    place: str | None = None
    slot_id: str | None = None
    confirmed_at: datetime | None = None
    interpreter_booked: bool = False
    attended_at: datetime | None = None
    cancelled_by: str | None = None
