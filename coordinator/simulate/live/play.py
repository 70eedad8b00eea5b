"""Playing: from due moment to due moment, letting everybody outside do what is due, until all cases are closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from coordinator.domain.errors import Refused
from coordinator.services import clock
from coordinator.services.record import record
from coordinator.services.world import World
from coordinator.simulate.live.settling import settle_uncertain
from coordinator.simulate.live.watching import Watch
from coordinator.simulate.world.agenda import Agenda
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.world import World as Outside

HORIZON = timedelta(days=200)
"""Calendar days after which a play ends, whatever is open."""

TRIES = 3
"""How often a fact is recorded anew when the database could not, as a person at the desk would."""

OnStep = Callable[[datetime, Mapping[str, CaseSeen]], None]


@dataclass
class Played:
    """How a play went. ``refused`` are the deeds that the service did not allow, with the code it gave."""

    began: datetime
    ended: datetime
    cases: Mapping[str, CaseSeen]
    steps: int = 0
    deeds: int = 0
    refused: list[tuple[Deed, str]] = field(default_factory=list)


def play(
    world: World,
    outside: Outside,
    refs: Sequence[str],
    *,
    horizon: timedelta = HORIZON,
    on_step: OnStep | None = None,
) -> Played:
    """Play these cases on the running stack; returns when all are closed and nothing more is to be done about them.

    Facts go through the public service. The clock is moved only while the stack rests, and only to moments at which
    something is due, here or there.
    """
    agenda, watch = Agenda(), Watch(world, refs)
    clock.rest(world)
    _look(agenda, watch, outside)
    played = Played(watch.now, watch.now, watch.cases)
    while True:
        while due := agenda.due(watch.now):
            for deed in due:
                _perform(world, deed, played, watch)
            clock.rest(world)
            settle_uncertain(world)
            _look(agenda, watch, outside)
        deed_at = agenda.next_at()
        if watch.all_closed and deed_at is None:
            break
        moment = min((at for at in (deed_at, clock.next_moment(world)) if at is not None), default=None)
        if moment is None or moment > played.began + horizon:
            break
        clock.step_to(world, moment)
        settle_uncertain(world)
        _look(agenda, watch, outside)
        played.steps += 1
        if on_step is not None:
            on_step(watch.now, watch.cases)
    played.ended = watch.now
    return played


def _look(agenda: Agenda, watch: Watch, outside: Outside) -> None:
    for case in watch.look():
        agenda.put(case.ref, outside.reactions(case, watch.now))


def _perform(world: World, deed: Deed, played: Played, watch: Watch) -> None:
    """Do it. A refusal is kept: the world may know another way. What the database gave up on is tried again."""
    for attempt in range(TRIES):
        try:
            record(world, deed.ref, deed.fact, deed.values, by=deed.by)
            played.deeds += 1
        except Refused as refusal:
            played.refused.append((deed, str(refusal)))
            watch.cases[deed.ref].refused.add(deed.key)
        except OperationalError:
            if attempt + 1 == TRIES:
                raise
            clock.rest(world)
            continue
        return
