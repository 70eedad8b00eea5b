from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from command_line import CommandLine
from typer.testing import CliRunner

from coordinator.cli.durations import duration, moment
from coordinator.cli.main import app

HEAVY = ("sqlalchemy", "celery", "fastapi", "redis", "rich.table", "yaml", "holidays", "pydantic", "jinja2", "babel")


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, coordinator.cli.main; print([m for m in {HEAVY!r} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "command",
    [
        "up", "demo", "web", "worker", "tick", "migrate", "user add", "facts", "intake check", "intake load",
        "case list",
        "case show", "case timeline", "case plan", "case why", "case record", "case communications", "case document",
        "effects list", "effects retry", "effects cancel", "effects settle", "outbound pause", "outbound resume",
        "playbook show", "playbook check", "playbook activate", "playbook diff", "letter", "directory load",
        "audit verify", "clock show", "clock advance", "clock jump", "doctor",
    ],
)  # fmt: skip
def test_every_command_helps_and_takes_the_data_folder(command: str) -> None:
    result = CliRunner().invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "--data-dir" in result.stdout


@pytest.mark.parametrize(
    "command", ["intake load", "case record", "case document", "effects retry", "effects cancel", "effects settle",
                "outbound pause", "outbound resume", "directory load", "user add"],
)  # fmt: skip
def test_every_command_that_changes_something_says_by_whom(command: str) -> None:
    assert "--by" in CliRunner().invoke(app, [*command.split(), "--help"]).stdout


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["case", "show"],
        ["case", "record", "SO-AAAA-AA", "terms_accepted", "no-equals-sign"],
        ["case", "record", "SO-AAAA-AA", "terms_accepted", "a=1", "a=2"],
        ["intake", "load", "there-is-no-such-file.json"],
        ["clock", "advance", "3 weeks"],
        ["effects", "settle", "ID", "--evidence", "log"],
        ["up", "--clock", "2026-11-23T15:00:00"],
        ["playbook", "diff", "some.yaml"],
    ],
)
def test_wrong_usage_exits_with_2_and_says_so_on_stderr(words: list[str]) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert result.stdout == ""


def test_missing_settings_are_all_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDINATOR_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    result = CliRunner().invoke(app, ["case", "list"])
    assert result.exit_code == 2
    assert {"COORDINATOR_BROKER_URL is missing", "COORDINATOR_SECRET_KEY is missing"} <= set(result.stderr.splitlines())


def test_a_database_that_does_not_answer_is_one_line(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDINATOR_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    assert line.refused("case", "list").splitlines() == [
        "database.unreachable: the database does not answer; `coordinator doctor` says more"
    ]


def test_a_database_without_a_schema_says_what_to_do(
    line: CommandLine, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COORDINATOR_DATABASE_URL", empty_database_url)
    assert "coordinator migrate" in line.refused("case", "list")


@pytest.mark.parametrize(("text", "seconds"), [("0m", 0), ("45m", 2_700), ("6h", 21_600), ("30d", 2_592_000)])
def test_a_duration_is_a_number_with_its_unit(text: str, seconds: int) -> None:
    assert duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "5", "-1d", "1.5h", "2w", "99999d"])
def test_other_durations_are_wrong_usage(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        duration(text)


def test_a_moment_keeps_its_instant() -> None:
    assert moment("2026-11-23T10:00:00-05:00").isoformat() == "2026-11-23T15:00:00+00:00"


def test_a_playbook_problem_names_file_and_line(line: CommandLine, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "mine.yaml"
    file.write_text("playbook: mine\nversion: 1\nladdders: {}\n")
    assert "mine.yaml:3:" in line.refused("playbook", "check", file)
    file.write_text(line.ok("playbook", "show"))
    assert "in order" in line.ok("playbook", "check", file)


def test_facts_are_listed_with_their_keys(line: CommandLine) -> None:
    listed = {fact["name"]: fact for fact in line.json("facts")}
    assert [key["name"] for key in listed["office_promised"]["keys"] if key["required"]] == ["request", "on"]
    assert line.json("facts", "office_promised") == listed["office_promised"]
    assert "did you mean office_promised?" in line.refused("facts", "office_promise")
