"""``coordinator playbook``: what would change, what is active, what open cases follow."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from command_line import CommandLine, working
from playbook_file import AGAIN, changed
from sqlalchemy import update
from stage import Stage
from typer.testing import CliRunner

from coordinator.cli.main import app
from coordinator.paths import default_playbook
from coordinator.store.engine_tables import playbook_version


def test_a_difference_is_said_by_its_place_whatever_else_the_file_looks_like(line: CommandLine, tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        (AGAIN, "again: {message: m02-verify-contact, after: 2 days}   # calmer"),
        ("waiting: ", "waiting:  "),
        ("  patient:  7 days\n", ""),
        ("  office:   21 days\n", "  office:   21 days\n  courier:  10 days\n"),
        ("  courier:  10 days\n  us:", "  us:"),
    )
    said = line.ok("playbook", "diff", file).splitlines()
    assert said == [
        "  version: 1 -> 2",
        "- waiting/patient: 7 days",
        "  ladders/verify-contact/rungs/again/after: 24 hours -> 2 days",
    ]
    told = json.loads(line.ok("playbook", "diff", file, "--json"))
    assert told[1] == {"place": "waiting/patient", "before": "7 days", "after": None}


def test_rungs_in_another_order_are_a_difference(line: CommandLine, tmp_path: Path) -> None:
    ask = "      ask:   {at_once: yes,     message: m02-verify-contact}\n"
    file = changed(tmp_path, (ask, ""), (f"      {AGAIN}\n", f"      {AGAIN}\n{ask}"), version=1)
    assert line.ok("playbook", "diff", file).splitlines() == [
        "  ladders/verify-contact/rungs (order): ask, again, call -> again, ask, call"
    ]


def test_the_same_playbook_differs_in_nothing(line: CommandLine) -> None:
    assert "Nothing differs from second-opinion version 1." in line.ok("playbook", "diff", default_playbook())


def test_activating_says_whom_it_concerns(stage: Stage, line: CommandLine, tmp_path: Path) -> None:
    stage.intake("0001")
    file = changed(tmp_path, (AGAIN, AGAIN.replace("24", "48")))

    assert line.ok("playbook", "activate", file).splitlines() == [
        "New cases follow second-opinion version 2 from now on.",
        "1 open case keeps another; --open-cases changes that.",
    ]
    assert "again: {after: 48 hours" in line.ok("playbook", "show")
    with working(stage):
        told = json.loads(line.ok("playbook", "activate", file, "--open-cases", "--json"))
    assert told == {"playbook": "second-opinion", "version": 2, "moved": 1, "open_cases": {"2": 1}}


def test_a_number_that_stands_for_something_else_is_refused_with_what_to_do(
    stage: Stage, line: CommandLine, tmp_path: Path
) -> None:
    stage.intake("0001")
    file = changed(tmp_path, (AGAIN, AGAIN.replace("24", "48")), version=1)
    assert "raise `version`" in line.refused("playbook", "activate", file)


@pytest.mark.parametrize("program", ["web", "worker"])
def test_no_process_starts_while_an_open_case_lives_under_what_it_cannot_follow(
    program: str, stage: Stage, line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.intake("0001")
    gone = default_playbook().read_text(encoding="utf-8").replace("items_outstanding", "items_lying_about")
    with stage.world.database.transaction() as session:
        session.execute(update(playbook_version).values(source=gone))
    left = threading.Event()
    left.set()
    monkeypatch.setattr("uvicorn.run", lambda *_args, **_settings: None)
    monkeypatch.setattr("tasks.app.app.start", lambda _words: None)
    monkeypatch.setattr("tasks.hearing.watch", lambda: left)

    said = line.refused(program)
    assert "items_lying_about" in said
    assert "(open cases under it: 1)" in said


def test_without_a_database_the_one_it_will_begin_with_is_shown_and_nothing_is_made(tmp_path: Path) -> None:
    place = tmp_path / "nothing-here"
    result = CliRunner().invoke(app, ["playbook", "show", "--data-dir", str(place)])
    assert result.stdout.rstrip() == default_playbook().read_text(encoding="utf-8").rstrip()
    assert not place.exists()
