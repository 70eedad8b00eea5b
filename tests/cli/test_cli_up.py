"""The whole embedded stack by its command, once: it takes seconds to come up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from servers import reachable_folder

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as made:
        yield made


def _coordinator(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coordinator", *words, "--data-dir", str(folder / "data")]
    return subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False, timeout=170)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("COORDINATOR_")}


def _until(holds: Callable[[], bool], seconds: float = 300.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_up_serves_the_demo_caseload_until_it_is_asked_to_stop(folder: Path) -> None:
    said = folder / "said.txt"
    command = [sys.executable, "-m", "coordinator", "up", "--demo", "--data-dir", str(folder / "data")]
    with said.open("w") as out:
        stack = subprocess.Popen(command, stdout=out, env=_environment())
    try:
        _until(lambda: "Ctrl-C" in said.read_text() or stack.poll() is not None)
        assert stack.poll() is None
        address = next(line.split()[1] for line in said.read_text().splitlines() if line.startswith("Web"))
        printed = next(line for line in said.read_text().splitlines() if line.startswith("Sign-in")).split()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        form = urllib.parse.urlencode(
            {"email": printed[1].rstrip(","), "password": printed[-1], "next": "/cases?as=table"}
        )
        with browser.open(f"{address}sign-in", form.encode(), timeout=60) as answer:  # what the stack just printed
            assert answer.read().count(b'scope="row"') == 10

        second = _coordinator(folder, "up")
        assert (second.returncode, len(second.stderr.splitlines()), second.stdout) == (2, 1, "")

        report = json.loads(_coordinator(folder, "doctor", "--json").stdout)
        assert report["ok"], report
        assert report["clock"] == {"kind": "virtual", "now": "2026-11-23T15:00:00+00:00"}

        assert _coordinator(folder, "clock", "advance", "3h").returncode == 0
    finally:
        stack.send_signal(signal.SIGINT)
        code = stack.wait(120)
    assert code == 0
    assert len(json.loads(_coordinator(folder, "case", "list", "--json").stdout)) == 10
