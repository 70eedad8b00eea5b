"""Staff, and a world to sign in to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_people import add_people
from records_cases import two_cases
from servers import PostgresServer, SmtpSink
from servers import smtp_sink as open_sink
from stage import Stage

START = "2026-11-23T15:00:00Z"


@pytest.fixture(scope="session")
def desk_template(
    postgres_server: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database to copy: the directory and two people of one team, whose passwords take time to make."""
    name = postgres_server.create_database(migrated_template)
    with open_sink() as sink:
        made = Stage.open(postgres_server.url(name), sink, tmp_path_factory.mktemp("desk"), START)
        add_people(made.world)
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


@pytest.fixture(scope="module")
def house(
    postgres_server: PostgresServer, desk_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The same for a whole module: its tests use cases of their own."""
    name = postgres_server.create_database(desk_template)
    with open_sink() as sink:
        made = Stage.again(postgres_server.url(name), sink, tmp_path_factory.mktemp("house"))
        yield made
        made.close()
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def records_template(
    postgres_server: PostgresServer, desk_template: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, str]]:
    """The name of a database to copy, and the references of the two cases in it."""
    name = postgres_server.create_database(desk_template)
    with open_sink() as sink:
        made = Stage.again(postgres_server.url(name), sink, tmp_path_factory.mktemp("records"))
        two_cases(made)
        made.close()
    return name, dict(made.refs)


@pytest.fixture
def records_stage(
    postgres_server: PostgresServer, records_template: tuple[str, dict[str, str]], smtp_sink: SmtpSink, tmp_path: Path
) -> Iterator[Stage]:
    """A case whose letters have left, and one that was accepted (``records_cases.py``)."""
    template, refs = records_template
    name = postgres_server.create_database(template)
    made = Stage.again(postgres_server.url(name), smtp_sink, tmp_path)
    made.refs.update(refs)
    yield made
    made.close()
    postgres_server.drop_database(name)
