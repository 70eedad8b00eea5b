"""Many invented people: the same whatever the number of processes, near the numbers they are drawn from, unbroken."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from any_facts import theatre
from typer.testing import CliRunner

from coordinator.cli.main import app
from coordinator.paths import default_playbook
from coordinator.simulate.memory.report import lines, report, side_by_side
from coordinator.simulate.memory.run import Setting, simulate


def setting(**changes: object) -> Setting:
    return replace(theatre().setting, **{"cases": 60, "days": 180, **changes})


def test_the_results_do_not_depend_on_the_number_of_processes() -> None:
    alone = report(simulate(setting(), processes=1))

    assert report(simulate(setting(), processes=2)) == alone
    assert report(simulate(setting(), processes=3)) == alone


def test_another_seed_is_another_world_and_the_same_seed_the_same() -> None:
    one = report(simulate(setting(cases=20), processes=1))

    assert report(simulate(setting(cases=20), processes=1)) == one
    assert report(simulate(setting(cases=20, seed=2), processes=1)) != one


def test_the_records_stage_takes_as_long_as_declared() -> None:
    """§10.4: with ten thousand within 2 and 6 days (docs/simulation.md); a standard error of 400 is 1 and 3 days."""
    told = report(simulate(setting(cases=400, days=100, closures=False, ladder_effect=False), processes=1))
    slowest = told["days_in"]["slowest source + signature"]

    assert slowest["median"] == pytest.approx(24, abs=3)
    assert slowest["p75"] == pytest.approx(36, abs=4)
    assert slowest["p90"] == pytest.approx(61, abs=8)
    assert told["broken"] == []


def test_a_simulation_runs_without_the_database_library() -> None:
    """Plain attributes: those that SQLAlchemy instruments take several times as long to read."""
    program = (
        "import sys; from coordinator.cli.main import app; import coordinator.simulate.memory.run;"
        "from coordinator.cli.simulate import _setting; _setting(None, cases=1);"
        "sys.exit('sqlalchemy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_reports_stand_side_by_side() -> None:
    told = lines(report(simulate(setting(cases=5), processes=1)))
    rows = side_by_side([told, told[:-1]])

    assert {len(row) for row in rows} == {4}
    assert any(row[3] == "" for row in rows)


def test_the_command_prints_both_playbooks_and_writes_them_down(tmp_path) -> None:
    other = tmp_path / "other.yaml"
    text = default_playbook().read_text(encoding="utf-8")
    other.write_text(text.replace("version: 1\n", "version: 2\n", 1), encoding="utf-8")
    arguments = [
        "simulate",
        "--cases",
        "3",
        "--processes",
        "1",
        "--against",
        str(other),
        "--out",
        str(tmp_path / "out"),
    ]

    done = CliRunner().invoke(app, arguments)

    assert done.exit_code == 0, done.output
    assert "second-opinion 1, second-opinion 2" in done.output
    assert "slowest source + signature" in done.output
    written = json.loads((tmp_path / "out" / "against.json").read_text(encoding="utf-8"))
    assert written["playbook"]["version"] == 2


def test_a_broken_invariant_is_told_with_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordinator.simulate.memory.run.broken_invariants", lambda _person: iter(["something"]))

    done = CliRunner().invoke(app, ["simulate", "--cases", "1", "--seed", "7", "--processes", "1"])

    assert done.exit_code == 1
    assert "Broken: seed 7, case 0: something" in done.output


def test_a_switch_is_on_or_off() -> None:
    assert CliRunner().invoke(app, ["simulate", "--cases", "1", "--closures", "perhaps"]).exit_code == 2
