"""The outside world of one seed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from coordinator.domain.business_days import BusinessCalendar
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.cast import Offices
from coordinator.simulate.world.custody import custody_deeds
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.directions import NONE, Direction
from coordinator.simulate.world.offices import office_deeds
from coordinator.simulate.world.patients import patient_deeds
from coordinator.simulate.world.providers import provider_deeds
from coordinator.simulate.world.rates import Rates
from coordinator.simulate.world.readers import reader_deeds
from coordinator.simulate.world.scene import Scene
from coordinator.simulate.world.work import work_deeds

SIDES: Mapping[str, Callable[[Scene], Iterable[Deed]]] = {
    "work": work_deeds,
    "custody": custody_deeds,
    "patients": patient_deeds,
    "offices": office_deeds,
    "providers": provider_deeds,
    "readers": reader_deeds,
}
"""Who acts on a case, in the order in which they are asked."""

WHEN_CLOSED = ("work", "custody")

READING = ("work", "readers")
"""Who cares about what becomes of a comparison, until the stage is another."""

ONLY_FOR: Mapping[str, Collection[str]] = {
    "work_item_opened": ("work", "readers"),
    "work_item_ended": ("work", "readers"),
    "work_item_done": ("work",),
    "call_logged": ("work", "patients", "offices"),
    "letter_sent": ("offices", "custody"),
    "letter_approved": ("work",),
    "letter_handed_over": ("work",),
    "request_sent": ("work", "offices"),
    "request_received": ("work", "offices"),
    "records_received": ("work", "custody", "patients", "offices"),
    "request_answered": ("work", "custody", "patients", "offices"),
    "visit_attended": ("work", "providers", "readers"),
    "agreement_classified": READING,
    "comparison_verified": READING,
    "comparison_shared": READING,
    "comparison_opened": READING,
    "clarification_wanted": READING,
    "clarification_offered": READING,
    "clarification_sent": READING,
    "clarification_answered": READING,
    "copy_to_treating": READING,
    "decision_recorded": READING,
    "decision_declined": READING,
}
"""The events that come most often, and who may do something else because of them; after every other one all may."""


class World:
    """Says what everybody outside does next. The same look at the same case always gives the same deeds."""

    def __init__(
        self,
        seed: int,
        calendar: BusinessCalendar,
        *,
        offices: Offices | None = None,
        rates: Rates | None = None,
        directions: Mapping[str, Direction] | None = None,
    ) -> None:
        self.seed, self.calendar = seed, calendar
        self.offices, self.rates = offices or Offices(), rates or Rates()
        self.directions = directions or {}

    def reactions(self, seen: CaseSeen, now: datetime) -> list[Deed]:
        """All that follows from what the case shows, each deed with its moment; one in the past is to be done now.

        Whom nothing new concerns does what they were about to do.
        """
        direction = self.directions.get(seen.name, NONE)
        scene = Scene(self.seed, seen, now, self.rates, self.offices, self.calendar, direction)
        sides = SIDES if seen.case.open else WHEN_CLOSED
        for side in seen.concerned(SIDES, ONLY_FOR):
            seen.about_to[side] = list(SIDES[side](scene)) if side in sides else []
        return [deed for side in sides for deed in seen.about_to[side]]
