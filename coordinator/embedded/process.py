"""A child process that cannot outlive us: in the foreground, in a session of its own, with its end arranged."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from coordinator.embedded.account import Account
from coordinator.embedded.watchdog import Watchdog

PR_SET_PDEATHSIG = 1
STDERR = 2
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Child:
    """One running process and all it forks. A session of its own keeps the terminal's Ctrl-C away from it.

    The kernel's parent-death signal belongs to the *thread* that starts the child: start from one that stays.
    """

    def __init__(self, process: subprocess.Popen[bytes], watchdog: Watchdog) -> None:
        self._process = process
        self._watchdog = watchdog

    @classmethod
    def start(
        cls,
        command: Sequence[str],
        watchdog: Watchdog,
        *,
        env: Mapping[str, str],
        account: Account | None = None,
        death_signal: signal.Signals = signal.SIGKILL,
        log: Path | None = None,
    ) -> Child:
        """Run ``command`` as ``account``; without a ``log`` its output goes to our stderr."""
        with contextlib.ExitStack() as stack:
            output: IO[bytes] | int = stack.enter_context(log.open("ab")) if log else STDERR
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(env),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                umask=0o077,
                start_new_session=True,
                # Runs after the change of account, which would clear the signal.
                preexec_fn=_end_with(os.getpid(), death_signal),
            )
        watchdog.watch(process.pid, death_signal)
        return cls(process, watchdog)

    @property
    def pid(self) -> int:
        """The process, and also its group and session."""
        return self._process.pid

    def code(self) -> int | None:
        """The exit code, minus the signal for a killed one; None while it runs."""
        return self._process.poll()

    def signal(self, number: signal.Signals) -> None:
        """Signal the process alone, not what it forked."""
        self._process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False when it has not come in time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def bury(self) -> None:
        """Kill what is left of the process and of all it forked."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._watchdog.forget(self.pid)


def _end_with(parent: int, death_signal: signal.Signals) -> Callable[[], None] | None:
    """What the child does before it becomes the program: ask the kernel for ``death_signal`` when we die."""
    libc = _LIBC
    if libc is None:
        return None

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # we died before the kernel was asked
            os._exit(1)

    return ask
