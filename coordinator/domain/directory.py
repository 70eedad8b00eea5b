"""Hospitals and clinics, and their desks that answer record requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from coordinator.domain.channel_health import resting
from coordinator.domain.words import Channel, Department

DEFAULT_ORDER = (Channel.FAX, Channel.OFFICE_PORTAL, Channel.PRINT)
"""domain.md §4.1: e-mail only where the desk agreed to secure e-mail."""

ENOUGH_ANSWERS = 5
"""From so many answers on, what a desk taught us counts for more than what it says of itself."""


class Weekday(StrEnum):
    """On which a desk may want its one summary letter a week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"


@dataclass(eq=False)
class Organization:
    """A hospital, clinic or laboratory."""

    id: str
    name: str
    kind: str
    time_zone: str
    address: dict[str, object] = field(default_factory=dict)
    privacy_officer_name: str | None = None
    privacy_officer_fax: str | None = None


@dataclass(eq=False)
class Desk:
    """An organization's office for one kind of record. One hospital is several desks (``domain.md`` §2.1)."""

    id: str
    organization: Organization
    department: Department
    phone: str | None = None
    fax: str | None = None
    email: str | None = None
    secure_email_agreed: bool = False
    portal_url: str | None = None
    hours: str | None = None
    phone_tree: str | None = None
    own_form_required: bool = False
    reviewing_laboratory: bool = False
    courier: str | None = None
    closed_on: list[date] = field(default_factory=list)
    channel_order: list[str] = field(default_factory=list)
    p75_response_days: int | None = None
    holds_ehr: bool | None = None
    answers: int = 0
    median_answer_days: int | None = None
    learned_p75_days: int | None = None
    weekly_summary: str | None = None
    channel_health: dict[str, Any] = field(default_factory=dict)
    prepay_required: bool | None = None

    @property
    def time_zone(self) -> str:
        """The organization's IANA zone."""
        return self.organization.time_zone

    @property
    def p75_days(self) -> int | None:
        """Calendar days within which three of four letters are answered: learned from enough answers, else as told."""
        return self.learned_p75_days if self.answers >= ENOUGH_ANSWERS else self.p75_response_days

    @property
    def expected_days(self) -> int | None:
        """Calendar days after which an answer may be expected: the median of enough answers, else the told p75."""
        return self.median_answer_days if self.answers >= ENOUGH_ANSWERS else self.p75_response_days

    def channels(self) -> list[Channel]:
        """The ways to reach this desk, first choice first, without what rests; plain e-mail is never among them."""
        order = [Channel(name) for name in self.channel_order] or list(DEFAULT_ORDER)
        usable = []
        for channel in order:
            if channel in (Channel.EMAIL, Channel.SECURE_EMAIL):
                if self.email and self.secure_email_agreed:
                    usable.append(Channel.SECURE_EMAIL)
            elif (
                (channel is Channel.FAX and self.fax)
                or (channel is Channel.OFFICE_PORTAL and self.portal_url)
                or (channel is Channel.PRINT and self.organization.address)
            ):
                usable.append(channel)
        return [channel for channel in usable if not resting(self.channel_health, channel)]
