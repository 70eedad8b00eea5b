"""A clinician who gives opinions, their office, and their openings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coordinator.domain.directory import Organization
from coordinator.domain.words import VisitMode


def held(held_for: str | None, held_until: datetime | None, now: datetime) -> bool:
    """True while a hold on an opening has not lapsed."""
    return held_for is not None and held_until is not None and now < held_until


@dataclass(eq=False)
class Slot:
    """An opening of one provider; ``taken_by`` is the appointment that took it.

    ``held_for`` is the case that it is kept for until ``held_until``; a hold that lapsed is none.
    """

    id: str
    starts_at: datetime
    minutes: int
    mode: VisitMode
    taken_by: str | None = None
    held_for: str | None = None
    held_until: datetime | None = None

    def kept_from(self, case_id: str, now: datetime) -> bool:
        """True while it is held for another case than this one."""
        return held(self.held_for, self.held_until, now) and self.held_for != case_id

    def let_go(self) -> None:
        """Hold it for nobody."""
        self.held_for = self.held_until = None


@dataclass(eq=False)
class Provider:
    """A clinician and the office that answers for them. ``profile`` keeps the directory's facts as loaded."""

    id: str
    name: str
    organization: Organization
    profile: dict[str, Any] = field(default_factory=dict)
    npi: str | None = None
    office_fax: str | None = None
    office_phone: str | None = None
    office_time_zone: str | None = None
    slots: list[Slot] = field(default_factory=list)

    @property
    def time_zone(self) -> str:
        """IANA zone of the office, else of the organization."""
        return self.office_time_zone or self.organization.time_zone

    @property
    def lead_business_days(self) -> int | None:
        """How many business days before the visit the records are wanted, where the directory says so."""
        lead = self.profile.get("records_lead_business_days")
        return int(lead) if lead is not None else None
