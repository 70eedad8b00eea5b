"""Servers for every test that asks for one by name; nothing starts before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import argon2
import hypothesis
import pytest
import servers
from hypothesis.internal.conjecture import providers
from order import WholeFiles, turn_of

from coordinator import logs

MONDAY = "2026-11-23T15:00:00Z"
"""When the stories of most tests begin."""


# The same examples in every run, so that nobody's change fails over somebody else's luck; who is looking for new ones
# says `--hypothesis-profile search`. A loaded machine is no failure.
hypothesis.settings.register_profile("search", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", hypothesis.settings.get_profile("search"), derandomize=True)
hypothesis.settings.load_profile("same")

# It would else draw from the constants of every module of ours that is loaded by then: from others on each worker.
providers._get_local_constants = providers.Constants

# Passwords are meant to take a quarter of a second each; a thousand sign-ins of tests are not.
argon2.PasswordHasher.__init__.__defaults__ = (1, 8, 1, *argon2.PasswordHasher.__init__.__defaults__[3:])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See ``order.py``."""
    items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles | None:
    """What ``--dist loadscope`` means here."""
    return WholeFiles(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session", autouse=True)
def _logs_as_in_a_process() -> None:
    """Log lines hold what they hold in production: no locals of a traceback, no names."""
    logs.configure("error")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[servers.PostgresServer]:
    """One PostgreSQL for the whole session."""
    with servers.postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_template(postgres_server: servers.PostgresServer) -> str:
    """The name of a database at the newest schema, with the shipped playbook; nobody may stay connected to it."""
    from coordinator.paths import default_playbook
    from coordinator.services import playbooks
    from coordinator.store.database import Database
    from coordinator.store.migrations import migrate

    name = postgres_server.create_database()
    migrate(postgres_server.url(name))
    database = Database(postgres_server.url(name))
    with database.transaction() as session:
        playbooks.begin(session, default_playbook(), datetime.fromisoformat(MONDAY))
    database.dispose()
    return name


@pytest.fixture(scope="session")
def opened_template(
    postgres_server: servers.PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database to copy with the example directory in it; it is Monday, 2026-11-23, 9 a.m. in Chicago."""
    from stage import Stage

    name = postgres_server.create_database(migrated_template)
    with servers.smtp_sink() as sink:
        Stage.open(postgres_server.url(name), sink, tmp_path_factory.mktemp("opened"), MONDAY).close()
    return name


@pytest.fixture
def database_url(postgres_server: servers.PostgresServer, migrated_template: str) -> Iterator[str]:
    """A database of one's own at the newest schema."""
    name = postgres_server.create_database(migrated_template)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def empty_database_url(postgres_server: servers.PostgresServer) -> Iterator[str]:
    """A database of one's own with nothing in it."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """The address of one Valkey for the whole session."""
    with servers.valkey_server() as url:
        yield url


@pytest.fixture
def valkey_url(valkey_server: str) -> str:
    """The address of a Valkey with nothing in it."""
    from redis import Redis

    with Redis.from_url(valkey_server) as client:
        client.flushall()
    return valkey_server


@pytest.fixture
def smtp_sink() -> Iterator[servers.SmtpSink]:
    """A mail relay that accepts everything and remembers it."""
    with servers.smtp_sink() as sink:
        yield sink
