"""Mails with every guarantee, two workers; and the same bytes by a bare loop over the same server."""

from __future__ import annotations

import multiprocessing
import smtplib
from collections.abc import Callable, Mapping
from multiprocessing.synchronize import Barrier
from time import perf_counter
from urllib.parse import urlsplit

from sqlalchemy import select

from bench.caseload import build
from bench.figures import Figure, rate
from bench.ground import NOW, Ground
from bench.sink import sink
from bench.size import Size
from coordinator import logs
from coordinator.bootstrap import world as make_world
from coordinator.domain.effect import MAIL, Effect, effect_key
from coordinator.domain.words import ToRole
from coordinator.playbook.orders import URGENCY_USUAL
from coordinator.services.perform import perform_lane, perform_one
from coordinator.services.world import World, new_id
from coordinator.store import effects
from coordinator.store.engine_tables import communication

KEYS = ("deliver_smtp", "floor_smtplib")

WORKERS = 2
WARM = 5
"""Mails that each worker sends before the clock runs."""
MESSAGE = "m04-accepted"
LONGEST = 120.0
"""Seconds after which a worker that has not come to the start is given up."""


def measure(ground: Ground, size: Size) -> dict[str, Figure]:
    """From claim to settled, each mail to another person; the floor then sends the very bytes that left."""
    name = ground.database()
    warm = WARM * WORKERS
    with sink() as relay, ground.world(name, relay.url) as world:
        ids = build(world, size.mails + warm).ids
        _order(world, ids[:warm])
        seconds = _deliver(ground.environ(name, relay.url), lambda: _order(world, ids[warm:]))
        accepted = relay.accepted()
        assert accepted == size.mails + warm, f"{accepted} mails were accepted, not {size.mails + warm}"
        floor_seconds = _bare_loop(relay.url, _sent(world)[: size.mails])
    floor = rate(size.mails, floor_seconds)
    return {
        "deliver_smtp": rate(size.mails, seconds, floor=floor, workers=WORKERS),
        "floor_smtplib": floor,
    }


def _order(world: World, ids: list[str]) -> None:
    """One message about each case, due now."""
    with world.database.transaction() as session:
        effects.order(
            session,
            [
                Effect(
                    id=new_id(),
                    key=effect_key(case_id, 2, MESSAGE, ToRole.PATIENT, "case"),
                    case_id=case_id,
                    kind="message",
                    name=MESSAGE,
                    cause_seq=2,
                    to_role=ToRole.PATIENT,
                    subject="case",
                    due_at=NOW,
                    created_at=NOW,
                    lane=MAIL,
                    urgency=URGENCY_USUAL,
                    arose_at=NOW,
                )
                for case_id in ids
            ],
        )


def _deliver(environ: Mapping[str, str], order: Callable[[], None]) -> float:
    """Seconds until both workers find nothing more to do. Each has sent a few before the clock runs."""
    context = multiprocessing.get_context("spawn")
    warm, start, end = (context.Barrier(WORKERS + 1, timeout=LONGEST) for _ in range(3))
    workers = [
        context.Process(target=_work, args=(dict(environ), warm, start, end), daemon=True) for _ in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    warm.wait()
    order()
    start.wait()
    began = perf_counter()
    end.wait()
    seconds = perf_counter() - began
    for worker in workers:
        worker.join(LONGEST)
    return seconds


def _work(environ: Mapping[str, str], warm: Barrier, start: Barrier, end: Barrier) -> None:
    """A worker process, without Celery: what a `perform` task does, again and again until the lane is empty."""
    logs.configure("error")
    world = make_world(environ)
    for _ in range(WARM):
        with world.database.transaction() as session:
            claim = effects.claim(session, MAIL, NOW, world.lease, new_id())
        assert claim is not None
        perform_one(world, claim)
    warm.wait()
    start.wait()
    while perform_lane(world, MAIL):
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
