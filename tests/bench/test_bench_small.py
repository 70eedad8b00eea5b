"""``python -m bench --small``: the keys and shapes that scripts read. No number is asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

# Those that need no whole stack; `make bench` measures the latency of one too.
RATES = {"advance_batched", "advance_single", "floor_pgbench", "letter_pdf"}
TIMES = {"claim_at_100k_asleep", "claim_at_100k_due", "worklist_at_100k_cases", "case_page_at_100k_cases"}
ONLY_IN_FULL = {"claim_at_1m_asleep", "claim_at_1m_due", "worklist_at_1m_cases", "case_page_at_1m_cases"}
LATER = {"simulate_case_days", "backlog_100k_after_outage"}


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it as ``make bench`` does."""
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.timeout(600)
def test_a_small_run_keeps_the_shape_that_scripts_read(tmp_path: Path) -> None:
    out = tmp_path / "out" / "bench.json"

    done = bench("--small", "--only", ",".join(sorted(RATES | TIMES | ONLY_IN_FULL | LATER)), "--out", str(out))

    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    assert set(found) == RATES | TIMES | ONLY_IN_FULL | LATER
    for key in RATES:
        assert found[key]["n"] > 0, key
        assert found[key]["seconds"] > 0, key
        assert found[key]["per_second"] > 0, key
    for key in TIMES:
        assert found[key]["n"] > 0, key
        assert 0 < found[key]["p50_ms"] <= found[key]["p95_ms"] <= found[key]["p99_ms"], key
    for key in ("advance_batched", "advance_single"):
        assert found[key]["ratio_to_floor"] > 0, key
    assert {key for key in found if found[key]["n"] == 0} == ONLY_IN_FULL | LATER
    for key in LATER:
        assert found[key] == {"n": 0, "later": True}
        assert key in done.stdout


def test_a_key_that_does_not_exist_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"

    done = bench("--only", "letter_pdf,letters_pdf", "--out", str(out))

    assert done.returncode == 2
    assert "letters_pdf" in done.stderr
    assert not out.exists()


def test_only_measures_what_was_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"

    done = bench("--small", "--only", "letter_pdf,simulate_case_days", "--out", str(out))

    assert done.returncode == 0, done.stderr
    assert set(json.loads(out.read_text(encoding="utf-8"))) == {"letter_pdf", "simulate_case_days"}
