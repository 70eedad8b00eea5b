"""Mails with every guarantee, two workers; and the same bytes by a bare loop over the same server."""

from __future__ import annotations

import multiprocessing
import smtplib
from collections.abc import Mapping
from multiprocessing.synchronize import Barrier
from time import perf_counter
from urllib.parse import urlsplit

from sqlalchemy import select

from bench.crowd import multiply, order
from bench.figures import Figure, rate
from bench.ground import Ground
from bench.sink import sink
from bench.size import Size
from coordinator import logs
from coordinator.bootstrap import world as make_world
from coordinator.domain.effect import MAIL
from coordinator.services.perform import perform_some
from coordinator.services.world import World
from coordinator.store.engine_tables import communication

KEYS = ("deliver_smtp", "floor_smtplib")

WORKERS = 2
WARM = 5
"""Mails that each worker sends before the clock runs."""
MESSAGE = "m04-accepted"
LONGEST = 20.0
"""Seconds that the workers work at most; what is not sent by then is not counted."""

PATIENCE = 120.0
"""Seconds after which a worker that has not come to the start or to the end is given up."""


def measure(ground: Ground, size: Size) -> dict[str, Figure]:
    """From claim to settled, each mail to another person; the floor then sends the very bytes that left."""
    name = ground.database()
    with sink() as relay, ground.world(name, relay.url) as world:
        multiply(world, size.mails + WARM * WORKERS - 1)
        order(world, "pending", MESSAGE)
        seconds = _deliver(ground.environ(name, relay.url))
        sent = _sent(world)
        assert relay.accepted() == len(sent), f"{relay.accepted()} mails were accepted and {len(sent)} were sent"
        floor_seconds = _bare_loop(relay.url, sent)
    floor = rate(len(sent), floor_seconds)
    return {
        "deliver_smtp": rate(len(sent) - WARM * WORKERS, seconds, floor=floor, workers=WORKERS),
        "floor_smtplib": floor,
    }


def _deliver(environ: Mapping[str, str]) -> float:
    """Seconds until both workers found nothing more to do, or their time was up. The first few mails are not timed."""
    context = multiprocessing.get_context("spawn")
    start, end = (context.Barrier(WORKERS + 1, timeout=PATIENCE) for _ in range(2))
    workers = [context.Process(target=_work, args=(dict(environ), start, end), daemon=True) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    start.wait()
    began = perf_counter()
    end.wait()
    seconds = perf_counter() - began
    for worker in workers:
        worker.join(PATIENCE)
    return seconds


def _work(environ: Mapping[str, str], start: Barrier, end: Barrier) -> None:
    """A worker process without Celery, claiming and performing as ``perform_lane`` does."""
    logs.configure("error")
    world = make_world(environ)
    for _ in range(WARM):
        perform_some(world, MAIL)
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
