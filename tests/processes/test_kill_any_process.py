"""Kill any one process: everything still happens, once (``design.md``, "The way of a fact")."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import psutil
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from running_stack import RunningStack, running_stack, until
from sqlalchemy.exc import DBAPIError

from coordinator.services import clock
from coordinator.store import processes
from coordinator.store.database import notify


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


@pytest.mark.timeout(600)
def test_a_worker_hears_again_after_its_broker_died_while_every_place_was_taken(stack: RunningStack) -> None:
    """Nobody waits at the broker then, so nobody notices: only the acknowledgements fail, and Celery shrugs."""
    until(lambda: len(_pool(stack)) == 2 and _waits_for_work(stack))
    pool = _pool(stack)
    for child in pool:
        child.suspend()
    with stack.world.database.transaction() as session:
        notify(session, "advance")
        notify(session, "mail")
    with redis.Redis.from_url(stack.world.broker_url) as broker:
        until(lambda: broker.hlen("unacked") == len(pool))
    stack.kill("valkey-server")
    with _hung_up_on(stack.world.broker_url):
        for child in pool:
            child.resume()
        until(_resting(pool))  # what was in hand is done, and nobody could be told

    until(lambda: _waits_for_work(stack))
    address = stack.intake(5)
    until(lambda: stack.accepted(address) >= 1)


def _pool(stack: RunningStack) -> list[psutil.Process]:
    """The processes of the worker that carry tasks out."""
    workers = stack.members("coordinator worker")
    return [child for worker in workers for child in workers if child.ppid() == worker.pid]


def _resting(processes: Sequence[psutil.Process]) -> Callable[[], bool]:
    """Have these used no processor for twenty looks?"""
    spent: list[float] = []

    def resting() -> bool:
        spent.append(sum(sum(process.cpu_times()[:2]) for process in processes))
        return len(spent) > 20 and spent[-1] == spent[-20]

    return resting


def _waits_for_work(stack: RunningStack) -> bool:
    """Does a worker stand at the broker's door, blocked until somebody knocks?"""
    try:
        with redis.Redis.from_url(stack.world.broker_url, retry=Retry(NoBackoff(), 0)) as broker:
            return any("b" in client["flags"] for client in broker.client_list())
    except redis.ConnectionError:
        return False


@contextmanager
def _hung_up_on(url: str) -> Iterator[None]:
    """Sit where a server that has ended listened, and hang up on everybody: it cannot come back meanwhile."""
    address = urlsplit(url)
    servers: list[socket.socket] = []

    def seated() -> bool:
        with suppress(OSError):
            servers.append(socket.create_server((str(address.hostname), int(address.port or 0))))
        return bool(servers)

    def hang_up() -> None:
        with suppress(OSError):
            while True:
                servers[0].accept()[0].close()

    until(seated)
    threading.Thread(target=hang_up, daemon=True).start()
    yield
    servers[0].shutdown(socket.SHUT_RDWR)
    servers[0].close()


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
