"""Joining: any other command finds the running stack, or starts just the database for as long as it needs it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from coordinator.embedded import stack_file
from coordinator.embedded.errors import StackBusy
from coordinator.embedded.folders import Folders
from coordinator.embedded.lock import LONGEST_WAIT, LOOK_AGAIN, Lock, Purpose
from coordinator.embedded.member import Member
from coordinator.embedded.postgres import STOP_SIGNAL, Postgres
from coordinator.embedded.stack_environment import stack_environment
from coordinator.embedded.watchdog import Watchdog

# Nothing listens there. A command without a stack records facts; only tick and workers talk to broker and relay.
NOBODY_BROKER = "redis://127.0.0.1:9/0"
NOBODY_RELAY = "smtp://127.0.0.1:9"


@contextlib.contextmanager
def environment(data_dir: Path) -> Iterator[Mapping[str, str]]:
    """The environment of the stack on ``data_dir``, as long as the block lasts.

    A stack that is just starting, and another short command, are waited for (a minute at most, then ``StackBusy``).
    Do not nest it: the second would wait for the first.
    """
    folders = Folders.of(data_dir)
    lock = Lock(folders.data_dir)
    deadline = time.monotonic() + LONGEST_WAIT
    while not lock.take(Purpose.DATABASE):
        holder = lock.holder()
        if holder and holder.purpose is Purpose.UP:
            found = stack_file.read(folders.data_dir, holder.pid)
            if found is not None:
                yield found
                return
        if time.monotonic() > deadline:
            raise StackBusy(f"another command keeps the database of {folders.data_dir}")
        time.sleep(LOOK_AGAIN)
    try:
        with _just_the_database(folders) as url:
            yield stack_environment(
                folders,
                database_url=url,
                broker_url=NOBODY_BROKER,
                smtp_url=NOBODY_RELAY,
                web_port=stack_file.remembered_web_port(folders.data_dir) or 8000,
            )
    finally:
        lock.release()


def running(data_dir: Path) -> bool:
    """Is a stack up on this data folder?"""
    if not (data_dir / "up.lock").exists():
        return False
    lock = Lock(data_dir)
    if lock.take(Purpose.DATABASE):
        lock.release()
        return False
    holder = lock.holder()
    return holder is not None and holder.purpose is Purpose.UP


@contextlib.contextmanager
def _just_the_database(folders: Folders) -> Iterator[str]:
    watchdog = Watchdog()
    sockets = folders.sockets()
    watchdog.sweep(sockets)
    postgres = Postgres(folders.servers, sockets, folders.log("postgres"), folders.account)
    member = Member("postgres", lambda: postgres.launch(watchdog), stop_signal=STOP_SIGNAL, patience=10.0)
    try:
        postgres.initialize()
        postgres.wait_until_ready(member.start())
        postgres.create_database()
        yield postgres.url()
    finally:
        member.ask_to_stop()
        member.stop(lambda: False)
        watchdog.dismiss()
