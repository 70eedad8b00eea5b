"""A member of the stack: a server or a program that is to run as long as the stack does."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from coordinator.embedded.process import Child

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
SETTLED_AFTER = 10.0


class Member:
    """Starts, watches, restarts and ends one child. A second early death in a row is waited out longer (``PAUSES``)."""

    def __init__(self, name: str, launch: Callable[[], Child], *, stop_signal: signal.Signals, patience: float) -> None:
        self.name = name
        self._launch = launch
        self._stop_signal = stop_signal
        self._patience = patience
        self._child: Child | None = None
        self._started = 0.0
        self._again_at = 0.0
        self._stop_by = 0.0
        self._deaths = 0

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._child.pid if self._child else None

    def start(self) -> Child:
        """Start the child; its readiness is another matter."""
        self._started = time.monotonic()
        self._child = self._launch()
        return self._child

    def died(self) -> int | None:
        """The exit code of a child that has just ended; None when nothing new happened. What it forked is killed."""
        if self._child is None or (code := self._child.code()) is None:
            return None
        self._child.bury()
        self._child = None
        now = time.monotonic()
        self._deaths = 1 if now - self._started > SETTLED_AFTER else self._deaths + 1
        self._again_at = now + PAUSES[min(self._deaths, len(PAUSES)) - 1]
        return code

    def restart_when_due(self) -> bool:
        """Start a dead child again once its pause is over; True when that happened."""
        if self._child is not None or time.monotonic() < self._again_at:
            return False
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Send the stop signal, and wait for nothing. The child's patience runs from here."""
        self._stop_by = time.monotonic() + self._patience
        if self._child and self._child.code() is None:
            self._child.signal(self._stop_signal)

    def stop(self, hurry: Callable[[], bool]) -> None:
        """Wait for the end after ``ask_to_stop``, then kill what is left; at once when ``hurry`` says so."""
        if self._child is None:
            return
        while not self._child.wait(0.05) and time.monotonic() < self._stop_by and not hurry():
            pass
        self._child.bury()
        self._child = None
