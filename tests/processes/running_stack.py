"""A whole stack of real processes in a folder of its own, and ways to hurt it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from servers import reachable_folder

from coordinator.bootstrap import world as make_world
from coordinator.paths import examples_dir
from coordinator.services.directory_loading import load_directory
from coordinator.services.intake_loading import load_files
from coordinator.services.world import World

PATIENCE = 120.0
"""Real seconds: several leases."""


def until(holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Return as soon as something holds; fail when it does not in time."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s in vain")
        time.sleep(0.05)


class RunningStack:
    """``coordinator up`` with a clock and a short lease."""

    def __init__(self, process: subprocess.Popen[bytes], data_dir: Path) -> None:
        self.process = process
        self.data_dir = data_dir
        self.world: World

    def join(self) -> None:
        """Wait until it serves, and reach its database the way another command does."""
        until(lambda: self._environment() is not None)
        environment = self._environment()
        assert environment is not None
        self.world = make_world(environment)
        load_directory(self.world, [examples_dir() / "directory.json"])

    def _environment(self) -> dict[str, str] | None:
        try:
            said = json.loads((self.data_dir / "stack.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        found: dict[str, str] = said["environment"]
        return found

    def intake(self, number: int) -> str:
        """Open a case of somebody new; returns the address their mail goes to."""
        told = json.loads((examples_dir() / "intake" / "intake-0001.json").read_text(encoding="utf-8"))
        told["external_id"] = f"HURT-{number}"
        told["patient"]["legal_name"]["given"] = f"Person{chr(65 + number)}"
        told["patient"]["email"] = f"hurt{number}@patients.example"
        told["contacts"] = []
        file = self.data_dir.parent / f"hurt-{number}.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        load_files(self.world, [file])
        return str(told["patient"]["email"])

    def mails(self) -> list[dict[str, Any]]:
        """What the mail catcher accepted."""
        with urllib.request.urlopen(f"{self.world.mail_catcher_url}/messages.json", timeout=60) as answer:
            found: list[dict[str, Any]] = json.loads(answer.read())
            return found

    def accepted(self, address: str) -> int:
        """How many mails one address got."""
        return sum(mail["envelope_to"] in (address, [address]) for mail in self.mails())

    def members(self, *words: str) -> list[psutil.Process]:
        """Processes of this stack whose command line holds all these words."""
        own = [self.process.pid]
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                line = " ".join(child.cmdline())
            except psutil.Error:
                continue
            if all(word in line for word in words) and child.pid not in own:
                found.append(child)
        return found

    def kill(self, *words: str) -> None:
        """``kill -9`` every process whose command line holds these words; there must be one."""
        victims = self.members(*words)
        assert victims, f"no process to kill: {words}"
        for victim in victims:
            victim.kill()


@contextmanager
def running_stack(**settings: str) -> Iterator[RunningStack]:
    """A stack that serves, with further settings; it ends with the block."""
    with reachable_folder() as folder:
        environ = {
            **os.environ,
            "COORDINATOR_LEASE_SECONDS": "3",
            "COORDINATOR_TICK_SECONDS": "0.5",
            "COORDINATOR_LOG_LEVEL": "error",
            **settings,
        }
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "coordinator",
                "up",
                "--data-dir",
                str(folder / "stack"),
                "--clock",
                "2026-11-23T15:00:00Z",
            ],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        stack = RunningStack(process, folder / "stack")
        try:
            stack.join()
            yield stack
            stack.world.database.dispose()
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
