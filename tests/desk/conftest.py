"""Staff, and a world to sign in to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from servers import PostgresServer, SmtpSink, smtp_sink
from stage import Stage

from coordinator.services.staff import add_user


@pytest.fixture(scope="session")
def desk_template(
    postgres_server: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database to copy: the directory and two people of one team, whose passwords take time to make."""
    name = postgres_server.create_database(migrated_template)
    with smtp_sink() as sink:
        made = Stage.open(postgres_server.url(name), sink, tmp_path_factory.mktemp("desk"), "2026-11-23T15:00:00Z")
        add_user(made.world, NAVIGATOR, "Nora Navigator", ["navigator"], "north", PASSWORD)
        add_user(made.world, SUPERVISOR, "Sam Supervisor", ["supervisor"], "north", PASSWORD)
        made.close()
    return name


@pytest.fixture
def stage(postgres_server: PostgresServer, desk_template: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    """The example directory is loaded, no case is, and two people of one team may sign in."""
    name = postgres_server.create_database(desk_template)
    made = Stage.again(postgres_server.url(name), smtp_sink, tmp_path)
    yield made
    made.close()
    postgres_server.drop_database(name)
