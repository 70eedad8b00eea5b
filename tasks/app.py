"""The Celery application. Messages say "look" and nothing else: no ids, no times, no results."""

from __future__ import annotations

import gc
import os
from functools import lru_cache
from typing import TYPE_CHECKING

from celery import Celery
from celery.signals import setup_logging, worker_process_init

from coordinator import logs

if TYPE_CHECKING:
    from coordinator.services.world import World

LANES = ("advance", "mail", "pdf")

LISTEN = "listen"
"""The queue of the mailbox: fetching from a slow server must not keep a lane waiting for its place in the queue."""

RECONCILE = "reconcile"
"""A calendar job that reads a log, perhaps a long one: it shares the queue of the mailbox."""

JOBS = (LISTEN, RECONCILE)
"""Begun once a minute each, by whichever tick comes first."""

app = Celery("coordinator", include=["tasks.look"])
app.conf.update(
    broker_url=os.environ.get("COORDINATOR_BROKER_URL", "redis://127.0.0.1:9/0"),
    broker_connection_retry_on_startup=True,
    broker_connection_retry=False,  # once it was there, a worker that loses it starts from scratch (ADR 0021)
    broker_transport_options={
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        "max_retries": 0,
        "visibility_timeout": 60,
    },
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    task_send_sent_event=False,
    task_publish_retry=False,
    task_routes={"advance": {"queue": "advance"}},
    task_default_queue="advance",
)


@lru_cache(maxsize=1)
def world() -> World:
    """This process's world, made when it is first wanted: connections are never shared with a parent."""
    from coordinator.bootstrap import world as make_world  # not for the tick, which only needs the database

    return make_world(os.environ)


@setup_logging.connect
def _set_up_logging(**_kwargs: object) -> None:
    logs.configure(os.environ.get("COORDINATOR_LOG_LEVEL", "info"))


@worker_process_init.connect
def _begin_alone(**_kwargs: object) -> None:
    """A pool process makes its own world; what was imported by now is not looked through for garbage again."""
    world.cache_clear()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
