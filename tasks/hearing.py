"""Does a worker still hear its broker? One that does not is sent away, to start from scratch (ADR 0021).

A worker whose broker dies while every place is taken waits for nothing at that moment, so nothing tells it; the
acknowledgements fail, the places stay taken, and it never asks for work again.
"""

from __future__ import annotations

import threading
import time

import redis
import structlog
from celery.signals import worker_ready, worker_shutting_down
from celery.worker import state

from tasks.app import LANES, LISTEN, app

LOOK_EVERY = 0.5
DEAF_AFTER = 10
"""Looks in a row at which work lay at the broker and a worker with nothing in hand did not take it."""

log = structlog.get_logger()


def watch() -> threading.Event:
    """Watch this process's worker from when it is ready; the event is set once somebody asks it to leave."""
    asked_to_leave = threading.Event()

    def ready(**_kwargs: object) -> None:
        threading.Thread(target=_listen, name="hearing", daemon=True).start()

    def leaving(**_kwargs: object) -> None:
        asked_to_leave.set()

    worker_ready.connect(ready, weak=False)
    worker_shutting_down.connect(leaving, weak=False)
    return asked_to_leave


def _listen() -> None:
    broker = redis.Redis.from_url(app.conf.broker_url, socket_timeout=5)
    silent, taken = 0, -1
    while silent < DEAF_AFTER:
        time.sleep(LOOK_EVERY)
        before, taken = taken, sum(state.total_count.values())
        idle = taken == before and not state.reserved_requests
        silent = silent + 1 if idle and _work_lies_at(broker) else 0
    log.error("worker.deaf")
    state.should_stop = 1


def _work_lies_at(broker: redis.Redis) -> bool:
    try:
        return any(broker.llen(queue) for queue in (*LANES, LISTEN))
    except redis.RedisError:
        return False
