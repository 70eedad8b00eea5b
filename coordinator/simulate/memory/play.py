"""Playing one person's cases in memory: from due moment to due moment, letting everybody outside do what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from coordinator.domain.errors import Refused
from coordinator.simulate.memory.life import Life
from coordinator.simulate.memory.person import Person
from coordinator.simulate.world.agenda import Agenda
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.world import World

MOST_STEPS = 5_000
"""Moments in one person's play; whoever needs more runs in a circle."""


class NeverEnds(Exception):
    """A play went round in a circle."""


@dataclass(frozen=True)
class Opening:
    """An intake that arrives at a moment."""

    at: datetime
    ref: str
    told: Mapping[str, Any]


@dataclass
class Played:
    """How it went. ``refused`` are the deeds that were not allowed, with the code they got."""

    person: Person
    cases: dict[str, CaseSeen] = field(default_factory=dict)
    refused: list[tuple[Deed, str]] = field(default_factory=list)
    deeds_of: Counter[str] = field(default_factory=Counter)

    def life(self, ref: str) -> Life:
        """The life of a case."""
        for life in self.person.lives:
            if life.case.ref == ref:
                return life
        raise KeyError(ref)


def play(
    person: Person,
    outside: World,
    openings: Iterable[Opening],
    *,
    by: str,
    days: int,
    on_rest: Callable[[Played, datetime], None] | None = None,
) -> Played:
    """Open the cases as they arrive and play each for ``days`` calendar days, or until nothing is left to do."""
    coming = sorted(openings, key=lambda one: one.at)
    played, agenda = Played(person), Agenda()
    now, until = coming[0].at, coming[-1].at + timedelta(days=days)
    for _step in range(MOST_STEPS):
        moments = (agenda.next_at(), person.next_at(), coming[0].at if coming else None)
        soonest = min([at for at in moments if at is not None], default=None)
        if soonest is None or soonest > until:
            return played
        now = max(now, soonest)  # a deed that should have been done before is done now
        while coming and coming[0].at <= now:
            arrived = coming.pop(0)
            life = person.open(arrived.told, arrived.ref, by, now)
            played.cases[life.case.ref] = CaseSeen(life.case, life.journal)
        _rest_and_look(played, agenda, outside, now)
        while due := agenda.due(now):
            for deed in due:
                _perform(played, deed, now)
            _rest_and_look(played, agenda, outside, now)
        if on_rest is not None:
            on_rest(played, now)
    raise NeverEnds(next(iter(played.cases.values())).name)


def _rest_and_look(played: Played, agenda: Agenda, outside: World, now: datetime) -> None:
    played.person.rest(now)
    for seen in played.cases.values():
        if seen.news():
            agenda.put(seen.ref, outside.reactions(seen, now))


def _perform(played: Played, deed: Deed, now: datetime) -> None:
    """Do it. A refusal is kept: the world may know another way."""
    seen = played.cases[deed.ref]
    try:
        played.person.record(played.life(deed.ref), deed.fact, deed.values, deed.by, now)
        played.deeds_of[deed.ref] += 1
    except Refused as refusal:
        played.refused.append((deed, str(refusal)))
        seen.refused.add(deed.key)
