"""A small process that outlives a killed supervisor by a moment, to end what that one had started.

On Linux the kernel ends the direct children of a dead parent; nobody ends their children (a Celery worker's pool).
Elsewhere nobody ends even the children. So this process holds the reading end of a pipe whose writing end only the
supervisor has: when it closes, however the supervisor died, every process group still on the list is ended.

It runs as a script by itself, imports the standard library only, and hears no signal meant for the supervisor.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 6.0


class Watchdog:
    """The supervisor's end of the pipe. ``watch`` and ``forget`` name process groups, ``sweep`` folders to delete."""

    def __init__(self) -> None:
        self._orders: list[str] = []
        self._process = self._start()

    @property
    def pid(self) -> int:
        """The process that watches now."""
        return self._process.pid

    def watch(self, group: int, death_signal: int) -> None:
        """End ``group`` with ``death_signal`` when we are gone; what has not left after 6 s is killed."""
        self._order(f"watch {group} {death_signal}")

    def forget(self, group: int) -> None:
        """This group has ended; its number may come to mean another one."""
        self._order(f"forget {group}")

    def sweep(self, folder: Path) -> None:
        """Delete ``folder`` when we are gone."""
        self._order(f"sweep {folder}")

    def tend(self) -> None:
        """Put another in its place when the watchdog itself was killed."""
        if self._process.poll() is None:
            return
        self._process = self._start()
        for line in self._orders:
            self._write(line)

    def dismiss(self) -> None:
        """Close the pipe: whatever is still on its list is ended now."""
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def _order(self, line: str) -> None:
        self._orders.append(line)
        self._write(line)

    def _write(self, line: str) -> None:
        pipe = self._process.stdin
        if pipe:
            with contextlib.suppress(BrokenPipeError):  # `tend` will notice
                pipe.write(f"{line}\n".encode())
                pipe.flush()

    @staticmethod
    def _start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-S", str(Path(__file__).resolve())]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True)


def main() -> None:
    """Take orders until the pipe closes, then carry them out."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, int] = {}
    folders: list[str] = []
    for line in sys.stdin:
        verb, _, rest = line.rstrip("\n").partition(" ")
        if verb == "watch":
            group, death_signal = rest.split()
            groups[int(group)] = int(death_signal)
        elif verb == "forget":
            groups.pop(int(rest), None)
        else:
            folders.append(rest)
    _end(groups)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _end(groups: dict[int, int]) -> None:
    for group, death_signal in groups.items():
        _signal(group, death_signal)
    deadline = time.monotonic() + PATIENCE
    while groups and time.monotonic() < deadline:
        groups = {group: death_signal for group, death_signal in groups.items() if _signal(group, 0)}
        time.sleep(0.02)
    for group in groups:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    """Signal a process group; False when it has no member left."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so of a group that has only zombies left
        return False
    return True


if __name__ == "__main__":
    main()
