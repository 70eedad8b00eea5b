"""A world of one's own for a fault test, and what stands in its database afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import servers
from stage import Stage

START = "2026-11-23T15:00:00Z"


@pytest.fixture(scope="module")
def shared_stage(
    postgres_server: servers.PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One world for all tests of a file; each has cases of its own. It is Monday, 9 a.m. in Chicago."""
    name = postgres_server.create_database(migrated_template)
    with servers.smtp_sink() as sink:
        made = Stage.open(postgres_server.url(name), sink, tmp_path_factory.mktemp("stage"), START)
        yield made
        made.close()
    postgres_server.drop_database(name)


@pytest.fixture
def lone_stage(database_url: str, smtp_sink: servers.SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    """A world of one test, whose clock may be moved."""
    made = Stage.open(database_url, smtp_sink, tmp_path, START)
    yield made
    made.close()
