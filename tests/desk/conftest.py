"""Staff, and a world to sign in to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from servers import SmtpSink
from stage import Stage

from coordinator.services.staff import add_user


@pytest.fixture
def stage(database_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    """The example directory is loaded, no case is, and two people of one team may sign in."""
    made = Stage.open(database_url, smtp_sink, tmp_path, "2026-11-23T15:00:00Z")
    add_user(made.world, NAVIGATOR, "Nora Navigator", ["navigator"], "north", PASSWORD)
    add_user(made.world, SUPERVISOR, "Sam Supervisor", ["supervisor"], "north", PASSWORD)
    yield made
    made.close()
