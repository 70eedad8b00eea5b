"""The broker is emptied and workers are killed while the demo runs: the same things leave, and none twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import redis
from servers import reachable_folder

Sent = tuple[str, str, str, str]


def _demo(out: Path, *, hurt: bool) -> Counter[Sent]:
    """Play the first example; what left, as (case, name, recipient, local day)."""
    said = out.with_suffix(".log")
    process = subprocess.Popen(
        [sys.executable, "-m", "coordinator", "demo", "--out", str(out), "--cases", "1"],
        stdout=said.open("wb"),
        stderr=subprocess.STDOUT,
        env={**os.environ, "COORDINATOR_LOG_LEVEL": "error", "COORDINATOR_LEASE_SECONDS": "3"},
    )
    hurts = mails = 0
    while process.poll() is None:
        if hurt and hurts < 3 and _sent(out) > mails:
            with suppress(psutil.Error, redis.RedisError):  # somebody else ended just now
                hurts += _hurt(process.pid, out / "stack")
                mails = _sent(out)
        time.sleep(0.2)
    assert process.returncode == 0, said.read_text(encoding="utf-8")[-4000:]
    assert hurts == (3 if hurt else 0)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return Counter(
        (case["external_id"], sent["name"], sent["to"], sent["sent_at"][:10])
        for case in summary["cases"]
        for sent in [*case["letters"], *case["mails"]]
    )


def _sent(out: Path) -> int:
    """How many mails have left so far."""
    return len(list((out / "stack" / "mail").glob("*.eml")))


def _hurt(pid: int, data_dir: Path) -> int:
    """Kill every worker and empty the broker, once the demo is under way; 1 when it was done."""
    try:
        environment = json.loads((data_dir / "stack.json").read_text(encoding="utf-8"))["environment"]
    except (OSError, ValueError):
        return 0
    children = psutil.Process(pid).children(recursive=True)
    workers = [c for c in children if c.is_running() and c.cmdline()[-2:] == ["coordinator", "worker"]]
    if not workers:
        return 0
    redis.Redis.from_url(environment["COORDINATOR_BROKER_URL"]).flushall()
    for worker in workers:
        worker.kill()
    return 1


@pytest.mark.timeout(600)
def test_a_hurt_demo_sends_what_a_quiet_one_sends_and_nothing_twice() -> None:
    with reachable_folder() as folder:
        quiet = _demo(folder / "quiet", hurt=False)
        hurt = _demo(folder / "hurt", hurt=True)

    assert quiet
    assert hurt == quiet
