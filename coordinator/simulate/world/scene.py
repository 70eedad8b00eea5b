"""One look at one case: what is seen, what time it is, and how chance and working hours are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from coordinator.domain.business_days import BusinessCalendar
from coordinator.simulate.world.case_seen import CaseSeen, Json, moment
from coordinator.simulate.world.cast import NAVIGATOR, Offices
from coordinator.simulate.world.chance import draw
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.hours import days_after, morning_of, next_round
from coordinator.simulate.world.rates import Rates


@dataclass(frozen=True)
class Scene:
    """``calendar`` holds the federal holidays; ``now`` is the stack's clock."""

    seed: int
    case: CaseSeen
    now: datetime
    rates: Rates
    offices: Offices
    calendar: BusinessCalendar

    def chance(self, *about: object) -> Random:
        """Chance about one thing of this case."""
        return draw(self.seed, self.case.name, *about)

    def deed(
        self,
        key: str,
        fact: str,
        after: datetime,
        days: float = 0.0,
        *,
        by: str = NAVIGATOR,
        workdays: bool = True,
        exact: bool = False,
        values: Mapping[str, object] | None = None,
        **more: object,
    ) -> Deed:
        """Somebody does this in the first round at or after ``after`` plus ``days`` (calendar days).

        Counted from the morning of ``after``, except where it is ``exact``: a visit has its hour. ``values`` holds the
        keys of the fact that are not written out as arguments.
        """
        counted_from = after if exact else morning_of(after)
        at = next_round(days_after(counted_from, days), self.calendar, workdays=workdays)
        return Deed(
            at=at, key=f"{self.case.name}/{key}", ref=self.case.ref, fact=fact, values={**(values or {}), **more}, by=by
        )

    def was_refused(self, key: str) -> bool:
        """True when a deed with this key was tried and refused."""
        return f"{self.case.name}/{key}" in self.case.refused

    def opened(self, item: Json) -> datetime:
        """When a work item was opened."""
        text = item.get("opened_at") or item.get("due_at")
        return moment(text) if text else self.now

    @property
    def stage_since(self) -> datetime:
        """When the case entered the stage it is in."""
        return moment(self.case.show["stage_entered_at"])
