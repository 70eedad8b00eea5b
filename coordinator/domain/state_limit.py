"""State limits shorter than the federal 30 days (``domain.md`` §3.3): data, and how a request is measured by them.

A limit counts only once a person verified it. It is never said on basis C or D.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.directory import Desk
from coordinator.domain.words import Department

APPLIES_TO = ("any", "hospital", "physician", "electronic")
DAY_TYPES = ("calendar", "business")


@dataclass(frozen=True)
class LegalLimit:
    """One row: ``days`` of ``day_type`` after receipt, for offices of a state that ``applies_to`` describes."""

    id: str
    jurisdiction: str
    applies_to: str
    days: int
    day_type: str
    citation: str
    verified_on: date | None = None
    verified_by: str | None = None
    enabled: bool = False

    @property
    def holds(self) -> bool:
        """True when a person verified it and it was not switched off since."""
        return self.enabled and self.verified_on is not None

    def fits(self, desk: Desk) -> bool:
        """True for a desk in this jurisdiction (its own postal address, not the patient's) of the kind it names."""
        if desk.organization.address.get("state") != self.jurisdiction:
            return False
        physician = desk.department is Department.PHYSICIAN_OFFICE
        return {
            "any": True,
            "physician": physician,
            "hospital": desk.organization.kind == "hospital" and not physician,
            "electronic": desk.holds_ehr is True,
        }[self.applies_to]

    def due_on(self, received_on: date, calendar: BusinessCalendar) -> date:
        """The last day, by its own kind of days; business days are those of the office."""
        if self.day_type == "business":
            return calendar.add(received_on, self.days)
        return received_on + timedelta(days=self.days)


def earliest(
    limits: Iterable[LegalLimit], desk: Desk, received_on: date, calendar: BusinessCalendar
) -> tuple[date, LegalLimit] | None:
    """The limit that ends first among those that hold for this desk; ``None`` where there is none."""
    found = [(limit.due_on(received_on, calendar), limit) for limit in limits if limit.holds and limit.fits(desk)]
    return min(found, key=lambda one: (one[0], one[1].id), default=None)
