"""How many woken cases a second advance, in batches and one by one, and what their row writes alone would cost."""

from __future__ import annotations

from time import perf_counter

from sqlalchemy import func, select

from bench.crowd import multiply
from bench.figures import Figure, rate
from bench.ground import Ground
from bench.size import Size
from bench.writes import taken_down
from coordinator.services.advance import BATCH, advance_batch
from coordinator.services.world import World
from coordinator.store.engine_tables import event as event_table

KEYS = ("advance_batched", "advance_single", "floor_pgbench")

WARM = 10
"""Cases advanced before the clock runs: the first pay for connections, tables of holidays and compiled statements."""

LONGEST = 20.0
"""Seconds that one way of advancing works at most."""


def measure(ground: Ground, size: Size) -> dict[str, Figure]:
    """One process. Every case was woken by a note; nothing follows from it but the look at every guard and ladder."""
    origin = ground.database()
    with ground.world(origin) as world:
        multiply(world, size.advanced + size.advanced_singly + WARM - 1, noted=True)
    twin = ground.database(origin)
    with ground.world(origin) as world:
        noted = _events(world)
        _advance(world, 1, WARM)
        with taken_down(world.database.engine) as writes:
            batched, batched_seconds = _advance(world, BATCH, size.advanced)
        single, single_seconds = _advance(world, 1, size.advanced_singly)
        assert _events(world) == noted, "a note must not lead to anything here"
    floor = rate(batched, writes.replay(ground.url(twin)), batch=BATCH)
    return {
        "advance_batched": rate(batched, batched_seconds, floor=floor, batch=BATCH),
        "advance_single": rate(single, single_seconds, floor=floor),
        "floor_pgbench": floor,
    }


def _advance(world: World, batch: int, wanted: int) -> tuple[int, float]:
    """How many were advanced, in how many seconds: ``wanted`` of them, fewer where the time was up."""
    began, done = perf_counter(), 0
    while done < wanted and perf_counter() - began < LONGEST:
        done += advance_batch(world, min(batch, wanted - done))
    return done, perf_counter() - began


def _events(world: World) -> int:
    with world.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(event_table)).scalar_one())
