"""The tick: it listens to the database and knocks at Celery's door. It holds no state; any number of ticks may run."""

from __future__ import annotations

import time
from datetime import timedelta

import psycopg
import structlog
from kombu.exceptions import OperationalError
from sqlalchemy.exc import OperationalError as DatabaseGone

from coordinator.store import cases, clock, effects, processes, schedule
from coordinator.store.database import CHANNEL, Database
from tasks.app import JOBS, LANES, LISTEN, app

SEEN_EVERY = 10.0
"""Seconds between heartbeats; each also knocks once, so that idle workers are seen."""

OUTAGE = timedelta(minutes=10)
"""A gap in every heartbeat longer than this was an outage (``domain.md`` §12 R7)."""

log = structlog.get_logger()


def run(database: Database, tick_seconds: float = 2.0) -> None:
    """Listen and poll for ever. A database or broker that is gone is waited for; nothing is lost meanwhile."""
    _remember_outage(database)
    while True:
        try:
            _listen(database, tick_seconds)
        except (psycopg.OperationalError, DatabaseGone) as error:
            log.warning("tick.database_gone", error_type=type(error).__name__)
            time.sleep(0.5)


def _listen(database: Database, tick_seconds: float) -> None:
    url = database.url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        seen_at = 0.0
        knock(_due(database))
        while True:
            asked = {note.payload for note in connection.notifies(timeout=tick_seconds, stop_after=1)}
            asked |= {note.payload for note in connection.notifies(timeout=0)}
            if time.monotonic() - seen_at > SEEN_EVERY:
                seen_at = time.monotonic()
                with database.transaction() as session:
                    processes.seen(session, "tick", clock.now(session))
                    begun = {job for job in JOBS if schedule.begin(session, job)}
                asked.add("advance")
                knock(begun)
            knock((asked & set(LANES)) or _due(database))


def knock(lanes: set[str]) -> None:
    """Publish one "look" a lane. A broker that is gone is no reason to stop: the next tick knocks again."""
    for lane in sorted(lanes):
        try:
            name, arguments = (lane, ()) if lane in ("advance", *JOBS) else ("perform", (lane,))
            queue = LISTEN if lane in JOBS else lane
            app.send_task(name, args=arguments, queue=queue, retry=False, ignore_result=True)
        except (OperationalError, OSError) as error:
            log.warning("tick.broker_gone", error_type=type(error).__name__, lane=lane)


def _due(database: Database) -> set[str]:
    with database.reading() as session:
        now = clock.now(session)
        lanes = effects.due_lanes(session, now)
        if cases.any_woken(session, now):
            lanes.add("advance")
        return lanes


def _remember_outage(database: Database) -> None:
    """On the real clock: when nobody lived for a while, the rungs of that while are judged as after an outage."""
    with database.transaction() as session:
        last = processes.last_clock_at(session)
        now = clock.now(session)
        if clock.kind(session) == clock.REAL and last is not None and now - last > OUTAGE:
            clock.add_outage(session, last, now)
