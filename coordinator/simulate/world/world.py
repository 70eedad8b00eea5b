"""The outside world of one seed."""

from __future__ import annotations

from collections.abc import Mapping
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
        """All that follows from what the case shows, each deed with its moment; one in the past is to be done now."""
        direction = self.directions.get(seen.name, NONE)
        scene = Scene(self.seed, seen, now, self.rates, self.offices, self.calendar, direction)
        deeds = [*work_deeds(scene), *custody_deeds(scene)]
        if seen.case.open:
            deeds += [*patient_deeds(scene), *office_deeds(scene), *provider_deeds(scene), *reader_deeds(scene)]
        return deeds
