"""Processes to kill, and row locks that keep one from committing what it was told."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

PATIENCE = 120.0
"""Real seconds to wait for anything that must come."""


class Broken(AssertionError):
    """A guarantee does not hold, or a cycle never reached its place."""


def until(holds: Callable[[], bool], what: str) -> None:
    """Return as soon as something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise Broken(f"waited in vain until {what}")
        time.sleep(0.02)


class Forker:
    """The process that forks our victims."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("forker.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )
        self._told: dict[str, queue.Queue[int]] = {"pid": queue.Queue(), "status": queue.Queue()}
        threading.Thread(target=self._listen, daemon=True).start()

    def run(self, what: str = "fork") -> int:
        """Let another process perform what is due; its exit status, minus the signal that killed it."""
        for told in self._told.values():
            while not told.empty():
                told.get()
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return self._told["status"].get(timeout=PATIENCE)

    def victim(self, _port: int) -> int:
        """The pid of the one that runs."""
        return self._told["pid"].get(timeout=PATIENCE)

    def close(self) -> None:
        """End it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(60)

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            told: dict[str, Any] = json.loads(line)
            for what, value in told.items():
                self._told[what].put(value)


class Workers:
    """A real worker and a real tick. The victim is whichever of their processes holds a connection."""

    def __init__(self, environ: dict[str, str]) -> None:
        settings = {**os.environ, **environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "coordinator", what],
                env=settings,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for what in ("worker", "tick")
        ]

    def victim(self, port: int) -> int:
        """The process at the other end of a connection from this port."""
        for process in self._processes:
            for member in psutil.Process(process.pid).children(recursive=True):
                with suppress(psutil.Error):
                    if any(each.laddr and each.laddr.port == port for each in member.net_connections("inet")):
                        return member.pid
        raise Broken("no worker holds this connection")

    def close(self) -> None:
        """End them, each with its group."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(60)


class HeldRows:
    """Row locks on every mail whose dot is out: what 250 tells cannot be committed until they are let go."""

    def __init__(self, database_url: str) -> None:
        self._connection = psycopg.connect(database_url.replace("+psycopg", ""))
        self._connection.execute(
            "SELECT id FROM effect WHERE dot_sent_at IS NOT NULL AND status = 'released' FOR UPDATE"
        )

    def wait(self) -> None:
        """Until somebody waits for them."""
        until(lambda: bool(self._waiting()), "the answer was to be committed")

    def release(self) -> None:
        """Its server process would go on without it: it goes first."""
        for pid in self._waiting():
            self._connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        until(lambda: not self._waiting(), "the victim's server process ended")
        self._connection.rollback()
        self._connection.close()

    def _waiting(self) -> list[int]:
        # pg_locks is read anew each time; pg_stat_activity would show this transaction its first look for ever.
        rows = self._connection.execute(
            "SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return [row[0] for row in rows]
