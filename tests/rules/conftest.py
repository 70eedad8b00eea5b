"""Tests of rules live in the same world as those of the stack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import SmtpSink
from stage import Stage

START = "2026-11-23T15:00:00Z"


@pytest.fixture
def stage(database_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    """The example directory is loaded and no case is; it is Monday, 2026-11-23, 9 a.m. in Chicago."""
    made = Stage.open(database_url, smtp_sink, tmp_path, START)
    yield made
    made.close()
