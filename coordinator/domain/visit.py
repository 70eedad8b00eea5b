"""The offer of a case to a provider, and the booked consultation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from coordinator.domain.provider import Provider
from coordinator.domain.words import AppointmentStatus, MissedCause, PacketAccess, ReferralStatus, VisitMode

LATE_CANCEL = timedelta(hours=24)
"""A visit called off by the patient less than this ahead is counted apart (``domain.md`` §1.6)."""


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
    packet_access: PacketAccess | None = PacketAccess.OPEN
    office_wants: list[dict[str, Any]] | None = None

    @property
    def live(self) -> bool:
        """True while the offer stands: neither declined nor lapsed."""
        return self.status in (ReferralStatus.SENT, ReferralStatus.ACCEPTED)


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
    cancelled_at: datetime | None = None
    missed_cause: MissedCause | None = None
    records_needed_by: date | None = None

    @property
    def cancelled_late(self) -> bool:
        """True when the patient called it off less than 24 hours ahead."""
        if self.cancelled_by != "patient" or self.cancelled_at is None:
            return False
        return self.starts_at - self.cancelled_at < LATE_CANCEL
