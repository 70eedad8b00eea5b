"""Staff, and a world to sign in to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from browsing import Browser
from desk_people import add_people
from every_page import EVERYBODY, Town, Walk, add_everybody, settle, signed_in, walk
from records_cases import two_cases
from servers import PostgresServer, SmtpSink
from servers import smtp_sink as open_sink
from stage import Stage

from coordinator.web.app import create_app

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
    with Stage.copied(postgres_server, desk_template, smtp_sink, tmp_path) as made:
        yield made


@contextmanager
def _house(server: PostgresServer, template: str, folder: Path) -> Iterator[Stage]:
    with open_sink() as sink, Stage.copied(server, template, sink, folder) as made:
        yield made


@pytest.fixture(scope="module")
def house(
    postgres_server: PostgresServer, desk_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The same for a whole module: its tests use cases of their own."""
    with _house(postgres_server, desk_template, tmp_path_factory.mktemp("house")) as made:
        yield made


# -- every page (every_page.py): one house for all tests that look at all pages --------------------------------------


@pytest.fixture(scope="session")
def great_house(
    postgres_server: PostgresServer, desk_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A house with people of every role, and without a case."""
    with _house(postgres_server, desk_template, tmp_path_factory.mktemp("great")) as made:
        add_everybody(made)
        yield made


@pytest.fixture(scope="session")
def empty_walk(great_house: Stage) -> Walk:
    """Every page before there is any case."""
    return walk(signed_in(great_house, EVERYBODY), create_app(great_house.world))


@pytest.fixture(scope="session")
def town(great_house: Stage, empty_walk: Walk) -> Town:
    """The house full."""
    return settle(great_house)


@pytest.fixture(scope="session")
def eve(town: Town) -> Browser:
    """Somebody with every role."""
    return signed_in(town.stage, EVERYBODY)


@pytest.fixture(scope="session")
def full_walk(town: Town, eve: Browser) -> Walk:
    """Every page of the full house, and what was logged meanwhile."""
    with structlog.testing.capture_logs() as lines:
        found = walk(eve, town.app, town.starts(eve))
    found.logged.extend(lines)
    return found


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
    with Stage.copied(postgres_server, template, smtp_sink, tmp_path) as made:
        made.refs.update(refs)
        yield made
