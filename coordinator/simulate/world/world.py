"""The outside world of one seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from coordinator.domain.business_days import BusinessCalendar
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.cast import Offices
from coordinator.simulate.world.concerns import CUSTODY, OFFICES, PATIENTS, PROVIDERS, READERS, WORK
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
    WORK: work_deeds,
    CUSTODY: custody_deeds,
    PATIENTS: patient_deeds,
    OFFICES: office_deeds,
    PROVIDERS: provider_deeds,
    READERS: reader_deeds,
}
"""Who acts on a case, in the order in which they are asked."""

WHEN_CLOSED = (WORK, CUSTODY)


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
        concerned, about_to = seen.concerned(), seen.about_to
        deeds: list[Deed] = []
        for side in SIDES if seen.case.open else WHEN_CLOSED:
            if side in concerned:
                about_to[side] = list(SIDES[side](scene))
            deeds += about_to.get(side, ())
        return deeds
