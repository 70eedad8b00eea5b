"""Servers for every test that asks for one by name; nothing starts before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import servers

from coordinator import logs


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
    """The name of a database at the newest schema, to copy from; nobody may stay connected to it."""
    from coordinator.store.migrations import migrate

    name = postgres_server.create_database()
    migrate(postgres_server.url(name))
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
