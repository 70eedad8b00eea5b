"""The lock of a data folder: one stack, or one short command with just the database, at a time.

The kernel drops a ``flock`` with its process, so a killed stack leaves no lock behind. What the file says about its
holder counts only while the lock is held.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coordinator.embedded.errors import AlreadyUp, StackBusy

LOOK_AGAIN = 0.05
LONGEST_WAIT = 60.0


class Purpose(StrEnum):
    """What somebody holds the lock for."""

    UP = "up"
    DATABASE = "database"


@dataclass(frozen=True)
class Holder:
    """Who holds the lock."""

    pid: int
    purpose: Purpose


class Lock:
    """The lock file of a data folder. Not inherited by child processes."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / "up.lock"
        self._descriptor: int | None = None

    def take(self, purpose: Purpose) -> bool:
        """Take the lock if nobody has it."""
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps({"pid": os.getpid(), "purpose": purpose}).encode())
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> Holder | None:
        """Who says to hold the lock; None when nobody does, or says so yet. Ask only after ``take`` failed."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            said = json.loads(self._file.read_text(encoding="utf-8"))
            os.kill(said["pid"], 0)
            return Holder(said["pid"], Purpose(said["purpose"]))
        return None


@contextlib.contextmanager
def held_for_the_stack(data_dir: Path) -> Iterator[None]:
    """Hold the lock for ``up``; short commands are waited for, another stack is not."""
    lock = Lock(data_dir)
    deadline = time.monotonic() + LONGEST_WAIT
    while not lock.take(Purpose.UP):
        holder = lock.holder()
        if holder and holder.purpose is Purpose.UP:
            raise AlreadyUp(f"a stack is already up on {data_dir} (process {holder.pid})")
        if time.monotonic() > deadline:
            raise StackBusy(f"another command keeps the database of {data_dir}")
        time.sleep(LOOK_AGAIN)
    try:
        yield
    finally:
        lock.release()
