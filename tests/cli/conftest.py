"""A world of one's own, and the command line on it, as on servers that the environment names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine
from servers import SmtpSink
from stage import Stage

START = "2026-11-23T15:00:00Z"


@pytest.fixture
def stage(database_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    """The example directory is loaded and no case is; it is Monday, 2026-11-23, 9 a.m. in Chicago."""
    made = Stage.open(database_url, smtp_sink, tmp_path, START)
    yield made
    made.close()


@pytest.fixture
def line(stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """``coordinator`` on the stage's servers; no worker runs unless a test starts one."""
    for name, value in CommandLine.environment(stage, database_url).items():
        monkeypatch.setenv(name, value)
    return CommandLine()
