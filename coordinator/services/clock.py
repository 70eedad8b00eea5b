"""Moving a virtual clock, and waiting until the stack rests (``design.md``, "Clocks")."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from coordinator.domain.errors import Refused
from coordinator.services.world import World
from coordinator.store import cases, clock, effects
from coordinator.store.database import notify

PATIENCE = 120.0
"""Real seconds to wait for rest at one moment: longer than a lease, so that a killed worker's work is taken up."""

LOOK_EVERY = 0.02
ASK_EVERY = 1.0

LANES = ("advance", "mail", "pdf")

_BUSY = text(
    """
    SELECT EXISTS (SELECT 1 FROM "case" WHERE wake_at <= :now AND NOT stuck)
        OR EXISTS (
            SELECT 1 FROM effect
            WHERE status IN ('pending', 'released') AND lane <> 'joined' AND due_at <= :now
              AND (lease_until IS NULL OR token IS NOT NULL OR lease_until <= clock_timestamp())
        )
    """
)


@dataclass(frozen=True)
class ClockState:
    """Which clock the stack runs on, and what it shows (aware UTC)."""

    kind: str
    now: datetime


class NotAtRest(Refused):
    """The stack did not come to rest in time; nobody works, or work is waiting for something."""


def show(world: World) -> ClockState:
    """The stack's clock."""
    with world.database.reading() as session:
        return ClockState(clock.kind(session), clock.now(session))


def advance(world: World, duration: timedelta, on_step: Callable[[datetime], None] | None = None) -> datetime:
    """Live through ``duration``: from due moment to due moment, at rest before each step; the new time."""
    target = _virtual(world) + duration
    rest(world)
    while True:
        moment = next_moment(world)
        if moment is None or moment >= target:
            break
        step_to(world, moment)
        if on_step is not None:
            on_step(moment)
    step_to(world, target)
    if on_step is not None:
        on_step(target)
    return target


def jump(world: World, duration: timedelta) -> datetime:
    """Skip ``duration``: an outage, in which nothing could be done; the new time, at rest."""
    began = _virtual(world)
    rest(world)
    target = began + duration
    with world.database.transaction() as session:
        clock.add_outage(session, began, target)
    step_to(world, target)
    return target


def next_moment(world: World) -> datetime | None:
    """The next moment after now at which something is due; ``None`` when nothing is."""
    with world.database.reading() as session:
        now = clock.now(session)
        due = [cases.next_wake(session, now), effects.next_due(session, now)]
    return min((moment for moment in due if moment is not None), default=None)


def step_to(world: World, moment: datetime) -> None:
    """Set the clock and wait until everything due has been done."""
    with world.database.transaction() as session:
        clock.set_to(session, moment)
        for lane in LANES:
            notify(session, lane)
    rest(world)


def rest(world: World, timeout: float = PATIENCE) -> None:
    """Return when no case is woken and no effect is due or under way; :class:`NotAtRest` after ``timeout`` seconds.

    What waits for a relay that does not answer counts as resting.
    """
    deadline = time.monotonic() + timeout
    asked = time.monotonic()
    while _busy(world):
        if time.monotonic() > deadline:
            raise NotAtRest("stack.not_at_rest", "is a worker running? see `coordinator doctor`")
        if time.monotonic() - asked > ASK_EVERY:
            asked = time.monotonic()
            with world.database.transaction() as session:
                for lane in LANES:
                    notify(session, lane)
        time.sleep(LOOK_EVERY)


def _busy(world: World) -> bool:
    with world.database.reading() as session:
        return bool(session.execute(_BUSY, {"now": clock.now(session)}).scalar_one())


def _virtual(world: World) -> datetime:
    state = show(world)
    if state.kind != clock.VIRTUAL:
        raise Refused("clock.not_virtual", "only a stack started with --clock has a clock that can be moved")
    return state.now
