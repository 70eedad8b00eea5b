"""Mails with every guarantee, two workers; and the same bytes by a bare loop over the same server."""

from __future__ import annotations

import gc
import multiprocessing
import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Barrier
from time import perf_counter
from urllib.parse import urlsplit

from sqlalchemy import select

from bench.crowd import multiply, order
from bench.figures import Figure, rate
from bench.ground import Ground, cpu_seconds
from bench.sink import Sink, sink
from bench.size import Size
from coordinator import logs
from coordinator.bootstrap import world as make_world
from coordinator.domain.effect import MAIL
from coordinator.services.perform import AT_ONCE, perform_some
from coordinator.services.world import World
from coordinator.store.engine_tables import communication

KEYS = ("deliver_smtp", "floor_smtplib")

WORKERS = 2
WARM = 2
"""Looks of each worker before the clock runs."""
MESSAGE = "m04-accepted"
LONGEST = 20.0
"""Seconds that the workers work at most; what is not sent by then is not counted."""

PATIENCE = 120.0
"""Seconds after which a worker that has not come to the start or to the end is given up."""


def measure(ground: Ground, size: Size) -> dict[str, Figure]:
    """From claim to settled, each mail to another person; the floor then sends the very bytes that left."""
    name = ground.database()
    with sink() as relay, ground.world(name, relay.url) as world:
        multiply(world, size.mails + WARM * WORKERS * AT_ONCE[MAIL] - 1)
        order(world, "pending", MESSAGE)
        timed, seconds, cpu = _deliver(ground, relay, ground.environ(name, relay.url))
        sent = _sent(world)
        assert relay.accepted() == len(sent), f"{relay.accepted()} mails were accepted and {len(sent)} were sent"
        floor_seconds = _bare_loop(relay.url, sent)
    floor = rate(len(sent), floor_seconds)
    return {
        "deliver_smtp": rate(
            timed,
            seconds,
            floor=floor,
            workers=WORKERS,
            cpu_ms_of_workers=round(cpu.workers / timed * 1000, 2),
            cpu_ms_of_postgres=round(cpu.postgres / timed * 1000, 2),
        ),
        "floor_smtplib": floor,
    }


@dataclass(frozen=True)
class Cpu:
    """Seconds of processor time, which tell more than the clock where the machine has other work."""

    workers: float
    postgres: float

    def since(self, before: Cpu) -> Cpu:
        """What was used since."""
        return Cpu(self.workers - before.workers, self.postgres - before.postgres)


def _deliver(ground: Ground, relay: Sink, environ: Mapping[str, str]) -> tuple[int, float, Cpu]:
    """How many mails, in what time, until nothing was left or the time was up. The first few are not counted."""
    context = multiprocessing.get_context("spawn")
    start, end = (context.Barrier(WORKERS + 1, timeout=PATIENCE) for _ in range(2))
    workers = [context.Process(target=_work, args=(dict(environ), start, end), daemon=True) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    start.wait()
    began, before, warm = perf_counter(), _used(ground, workers), relay.accepted()
    end.wait()
    seconds, used, done = perf_counter() - began, _used(ground, workers).since(before), relay.accepted() - warm
    for worker in workers:
        worker.join(PATIENCE)
    return done, seconds, used


def _used(ground: Ground, workers: Iterable[SpawnProcess]) -> Cpu:
    return Cpu(sum(cpu_seconds(worker.pid) for worker in workers if worker.pid), ground.cpu_seconds())


def _work(environ: Mapping[str, str], start: Barrier, end: Barrier) -> None:
    """A worker process without Celery, claiming and performing as ``perform_lane`` does."""
    logs.configure("error")
    world = make_world(environ)
    for _ in range(WARM):
        perform_some(world, MAIL)
    gc.freeze()  # as each worker process does: tasks/app.py
    gc.set_threshold(50_000, 20, 100)
    start.wait()
    until = perf_counter() + LONGEST
    while perform_some(world, MAIL) and perf_counter() < until:
        pass
    end.wait()


def _sent(world: World) -> list[tuple[str, bytes]]:
    """Recipient and exact bytes of everything that left."""
    with world.database.reading() as session:
        rows = session.execute(select(communication.c.address, communication.c.bytes)).all()
    return [(row.address, row.bytes) for row in rows]


def _bare_loop(url: str, mails: list[tuple[str, bytes]]) -> float:
    """One connection, kept open; MAIL, RCPT, DATA and nothing around it."""
    address = urlsplit(url)
    with smtplib.SMTP(str(address.hostname), address.port or 25, local_hostname="bench.example") as client:
        client.ehlo()
        began = perf_counter()
        for to, content in mails:
            client.sendmail("desk@beacon.example", [to], content)
        return perf_counter() - began
