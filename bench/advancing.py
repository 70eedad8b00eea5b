"""How many woken cases a second advance, in batches and one by one, and what their row writes alone would cost."""

from __future__ import annotations

from time import perf_counter

from sqlalchemy import func, select

from bench.caseload import AT_A_TIME, build
from bench.figures import Figure, rate
from bench.ground import Ground
from bench.size import Size
from bench.writes import taken_down
from coordinator.domain.event import Act
from coordinator.domain.facts import record
from coordinator.services.advance import BATCH, advance_batch
from coordinator.services.record import StoredKnown
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal
from coordinator.store.engine_tables import event as event_table

KEYS = ("advance_batched", "advance_single", "floor_pgbench")


def measure(ground: Ground, size: Size) -> dict[str, Figure]:
    """One process. Every case was woken by a note; nothing follows from it but the look at every guard and ladder."""
    origin = ground.database()
    with ground.world(origin) as world:
        ids = build(world, size.advanced + size.advanced_singly).ids
        _wake(world, ids)
    batched, single = ids[: size.advanced], ids[size.advanced :]
    twin = ground.database(origin)
    with ground.world(origin) as world:
        noted = _events(world)
        _let_sleep(world, single)
        advance_batch(world, 1)  # the first one pays for every connection, template and compiled statement
        with taken_down(world.database.engine) as writes:
            batched_seconds = _advance(world, BATCH, len(batched) - 1)
        _wake_again(world, single)
        single_seconds = _advance(world, 1, len(single))
        assert _events(world) == noted, "a note must not lead to anything here"
    floor = rate(len(batched) - 1, writes.replay(ground.url(twin)), batch=BATCH)
    return {
        "advance_batched": rate(len(batched) - 1, batched_seconds, floor=floor, batch=BATCH),
        "advance_single": rate(len(single), single_seconds, floor=floor),
        "floor_pgbench": floor,
    }


def _wake(world: World, ids: list[str]) -> None:
    """Record a note about each case, as ``services.record`` does, many in one transaction."""
    for start in range(0, len(ids), AT_A_TIME):
        with world.database.transaction() as session:
            act = Act(by="operator", now=world.now(session), new_id=new_id)
            loaded = cases.lock_all(session, ids[start : start + AT_A_TIME])
            for case in loaded:
                record(case, "note_added", {"text": "The office was kind."}, act, StoredKnown(session))
            journal.append(session, loaded, world.secret, act.now)


def _let_sleep(world: World, ids: list[str]) -> None:
    with world.database.transaction() as session:
        session.execute(cases.case_table.update().where(cases.case_table.c.id.in_(ids)).values(wake_at=None))


def _wake_again(world: World, ids: list[str]) -> None:
    with world.database.transaction() as session:
        now = world.now(session)
        session.execute(cases.case_table.update().where(cases.case_table.c.id.in_(ids)).values(wake_at=now))


def _advance(world: World, batch: int, wanted: int) -> float:
    """Seconds until nothing is woken any more."""
    began, done = perf_counter(), 0
    while found := advance_batch(world, batch):
        done += found
    seconds = perf_counter() - began
    assert done == wanted, f"{done} cases were woken, not {wanted}"
    return seconds


def _events(world: World) -> int:
    with world.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(event_table)).scalar_one())
