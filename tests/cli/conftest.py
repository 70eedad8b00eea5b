"""A world of one's own, and the command line on it, as on servers that the environment names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine
from servers import PostgresServer, SmtpSink
from stage import Stage


@pytest.fixture
def stage(
    postgres_server: PostgresServer, opened_template: str, smtp_sink: SmtpSink, tmp_path: Path
) -> Iterator[Stage]:
    """The example directory is loaded and no case is; it is Monday, 2026-11-23, 9 a.m. in Chicago."""
    with Stage.copied(postgres_server, opened_template, smtp_sink, tmp_path) as made:
        yield made


@pytest.fixture
def line(stage: Stage, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """``coordinator`` on the stage's servers; no worker runs unless a test starts one."""
    assert stage.home is not None
    for name, value in CommandLine.environment(stage, postgres_server.url(stage.home.name)).items():
        monkeypatch.setenv(name, value)
    return CommandLine()
