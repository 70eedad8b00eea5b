"""The demo on a real stack: two cases through all five stages, with real tasks, broker, database and mail."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from servers import reachable_folder

PLAY = """
import sys
from pathlib import Path
from coordinator.simulate.live.demo import run_demo
out = Path(sys.argv[1])
sys.exit(0 if run_demo(out, 1, out / "stack", cases=2) else 1)
"""


@pytest.fixture
def reachable():
    """A folder that the servers' account can walk to, gone afterwards with all that is in it."""
    with reachable_folder() as folder:
        yield folder


@pytest.mark.timeout(600)
def test_two_cases_are_played_to_the_end_and_nothing_is_broken(reachable):
    out = reachable / "demo"
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(out)], timeout=580, capture_output=True, text=True, cwd=reachable,
        env={name: value for name, value in os.environ.items() if not name.startswith("COORDINATOR_")},
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert [case["external_id"] for case in summary["cases"]] == ["INTAKE-0001", "INTAKE-0002"]
    assert "custody return" in summary["cases"][0]["shows"]
    assert "sealed first opinion" in summary["cases"][1]["shows"]
    for case in summary["cases"]:
        assert case["close_reason"].startswith("completed_")
        stages = [stage["stage"] for stage in case["stages"]]
        assert stages[0] == "request"
        assert {"records", "scheduling", "consultation", "comparison", "closed"} <= set(stages)
        assert (out / "timelines" / case["ref"] / "timeline.html").is_file()
        for letter in case["letters"]:
            assert (out / letter["file"]).read_bytes().startswith(b"%PDF"), letter
        for mail in case["mails"]:
            assert (out / mail["file"]).read_bytes().count(b"Message-ID:") == 1, mail
        firsts = [letter for letter in case["letters"] if letter["name"] == "l01-request"]
        assert firsts
    assert summary["totals"]["letters"] == sum(len(case["letters"]) for case in summary["cases"])
