"""A stack in a process of its own, on a folder of its own, and a look at which processes live."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import servers

from coordinator.embedded import folders

SCRIPT = Path(__file__).with_name("stack_process.py")


class StackProcess:
    """A stack that was started as ``up`` starts one. ``env`` is what it said when it was ready."""

    def __init__(self, data_dir: Path, *programs: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(data_dir), *programs],
            stdout=subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if not name.startswith("COORDINATOR_")},
            start_new_session=True,
        )
        assert self._process.stdout
        self.env: dict[str, str] = json.loads(self._process.stdout.readline())

    @property
    def pid(self) -> int:
        return self._process.pid

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self._process.pid).children(recursive=True)

    def signal(self, number: signal.Signals) -> int:
        """Send it and wait for the end of the supervisor."""
        self._process.send_signal(number)
        code = self._process.wait(120)
        assert self._process.stdout
        self._process.stdout.close()
        return code

    def close(self) -> None:
        if self._process.poll() is None:
            self.signal(signal.SIGTERM)


@pytest.fixture(scope="module")
def running_stack() -> Iterator[StackProcess]:
    """One stack for the tests that leave it as it is, with a program that waits."""
    with servers.reachable_folder() as folder:
        stack = StackProcess(folder / "data", "import time; time.sleep(600)")
        yield stack
        stack.close()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with servers.reachable_folder() as folder:
        yield folder / "data"
        folders.remove(folder / "data")


@pytest.fixture
def up(data_dir: Path) -> Iterator[Callable[..., StackProcess]]:
    """Start a stack on ``data_dir`` with programs given as lines of Python."""
    started: list[StackProcess] = []

    def start(*programs: str) -> StackProcess:
        started.append(StackProcess(data_dir, *programs))
        return started[-1]

    yield start
    for stack in started:
        stack.close()
