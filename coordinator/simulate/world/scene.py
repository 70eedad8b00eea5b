"""One look at one case: what is seen, what time it is, and how chance and working hours are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, TypeVar, cast

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.guards import missing
from coordinator.domain.words import Priority, WorkItemKind
from coordinator.domain.work_item import WorkItem
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.cast import NAVIGATOR, Offices
from coordinator.simulate.world.chance import draw
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.directions import Direction
from coordinator.simulate.world.hours import round_after
from coordinator.simulate.world.journal import Journal
from coordinator.simulate.world.opinions import agreement_of
from coordinator.simulate.world.rates import Rates

T = TypeVar("T")


def turn(item: WorkItem) -> tuple[datetime, str]:
    """By this, work items stand in the order in which they were opened."""
    return item.opened_at, item.id


@dataclass(eq=False)
class Scene:
    """``calendar`` holds the federal holidays; ``now`` is the stack's clock; ``direction`` overrules chance."""

    seed: int
    seen: CaseSeen
    now: datetime
    rates: Rates
    offices: Offices
    calendar: BusinessCalendar
    direction: Direction

    def __post_init__(self) -> None:
        """Take apart what every look asks for."""
        self.case: Case = self.seen.case
        self.journal: Journal = self.seen.journal
        self._missing: dict[str, list[str]] | None = None

    @property
    def intake(self) -> Mapping[str, Any]:
        """The document the case began with."""
        return self.case.intake

    @property
    def hurried(self) -> bool:
        """True where a deadline is near."""
        return self.case.priority is not Priority.ROUTINE

    @property
    def urgent(self) -> bool:
        """True where the urgent profile applies."""
        return self.case.priority is Priority.URGENT

    @property
    def missing(self) -> Mapping[str, list[str]]:
        """Details of what the present stage waits for, by code."""
        if self._missing is None:
            self._missing = {}
            for reason in missing(self.case, local(self.now, self.case.patient.time_zone).date()):
                self._missing.setdefault(reason.code, []).append(reason.detail)
        return self._missing

    def open_items(self, kind: str) -> list[WorkItem]:
        """Open work items of a kind."""
        return self.case.open_items(WorkItemKind(kind))

    def number(self, item: WorkItem) -> int:
        """Which of its kind this work item is, counted from 1 as they were opened."""
        return self.remembered(lambda: self._number(item), "number", item.id)

    def _number(self, item: WorkItem) -> int:
        at = turn(item)
        return len([other for other in self.case.work_items if other.kind is item.kind and turn(other) <= at])

    def chance(self, *about: object) -> Random:
        """Chance about one thing of this case."""
        return draw(self.seed, self.seen.name, *about)

    def drawn(self, make: Callable[[Random], T], *about: object) -> T:
        """What ``make`` draws about one thing; drawn once, and the same whenever it is asked again."""
        found = self.seen.drawn.get(about)
        if found is None:
            found = self.seen.drawn[about] = make(self.chance(*about))
        return cast("T", found)

    def remembered(self, make: Callable[[], T], *about: object) -> T:
        """Something without chance that stays as it is once it was worked out."""
        found = self.seen.drawn.get(about)
        if found is None:
            found = self.seen.drawn[about] = make()
        return cast("T", found)

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
        at = round_after(after, days, self.calendar, workdays, exact)
        told = {**values, **more} if values else more
        return Deed(at, f"{self.case.external_id}/{key}", self.case.ref, fact, told, by)

    def was_refused(self, key: str) -> bool:
        """True when a deed with this key was tried and refused."""
        return f"{self.seen.name}/{key}" in self.seen.refused

    def since(self, name: str, **where: object) -> datetime | None:
        """When such an event happened last."""
        found = self.journal.named(name, **where)
        return found[-1].at if found else None

    def happened(self, name: str, **where: object) -> int:
        """How often such an event happened."""
        return len(self.journal.named(name, **where))

    @property
    def agreement(self) -> tuple[str, str]:
        """How the second opinion agrees with the first, where nobody wrote it down for this condition."""
        return self.drawn(lambda chance: agreement_of(chance, self.rates), "agreement")

    @property
    def stage_since(self) -> datetime:
        """When the case entered the stage it is in."""
        return self.case.stage_entered_at
