"""Kill any one process: everything still happens, once (``design.md``, "The way of a fact")."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from running_stack import RunningStack, running_stack, until
from sqlalchemy.exc import DBAPIError

from coordinator.services import clock
from coordinator.store import processes


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    with running_stack() as running:
        yield running


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, ("coordinator", "worker")),
        (1, ("coordinator", "tick")),
        (2, ("valkey-server",)),
        (3, ("-m", "coordinator", "web")),
    ],
    ids=["worker", "tick", "broker", "web"],
)
def test_a_case_that_comes_in_while_a_process_dies_is_welcomed_once(
    stack: RunningStack, number: int, words: tuple[str, ...]
) -> None:
    stack.kill(*words)
    address = stack.intake(number)

    until(lambda: stack.accepted(address) >= 1)
    clock.rest(stack.world)
    assert stack.accepted(address) == 1


@pytest.mark.timeout(400)
def test_a_flushed_broker_loses_no_work(stack: RunningStack) -> None:
    address = stack.intake(7)
    redis.Redis.from_url(stack.world.broker_url).flushall()

    until(lambda: stack.accepted(address) >= 1)
    clock.rest(stack.world)
    assert stack.accepted(address) == 1


@pytest.mark.timeout(400)
def test_the_broker_holds_no_id_and_no_name(stack: RunningStack) -> None:
    stack.intake(8)
    clock.rest(stack.world)
    broker = redis.Redis.from_url(stack.world.broker_url)
    dump = b"".join(broker.dump(key) or b"" for key in broker.scan_iter())

    assert b"patients.example" not in dump
    assert b"HURT" not in dump
    assert broker.dbsize() < 50


def test_live_workers_are_seen(stack: RunningStack) -> None:
    def seen(kind: str) -> bool:
        with stack.world.database.reading() as session:
            return processes.alive(session, kind) >= 1

    until(lambda: seen("worker") and seen("tick"))


@pytest.mark.timeout(400)
def test_a_killed_database_loses_nothing_that_was_committed(stack: RunningStack) -> None:
    address = stack.intake(9)
    stack.kill("bin/postgres", "-D")

    until(lambda: stack.accepted(address) >= 1)
    until(lambda: _rests(stack))
    assert stack.accepted(address) == 1


def _rests(stack: RunningStack) -> bool:
    try:
        clock.rest(stack.world, 5)
    except (DBAPIError, clock.NotAtRest):
        return False
    return True
