"""The connection pool and sessions."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from coordinator.store import mapping as mapping

CHANNEL = "coordinator"
"""The NOTIFY channel; payloads are lane names, never ids."""

_NOT_DURABLE = text("SET LOCAL synchronous_commit TO off")

_PLANS = "-c jit=off -c random_page_cost=1.1"
"""Questions are asked often and answered in milliseconds: none is worth compiling, and what it reads is in memory.

A server as it comes would rather read ten thousand rows that lie side by side than the two hundred an index names.
"""

FRESH = 1.0
"""Seconds (real) for which an idle connection is taken without asking whether the server is still there."""


class Database:
    """One pool of connections. Threads share it; processes do not."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = driver_url(url)
        self.engine: Engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=5,
            hide_parameters=True,
            json_deserializer=_read_json,
            connect_args={
                "options": f"-c timezone=UTC -c lock_timeout=20s -c statement_timeout=60s {_PLANS}",
                "connect_timeout": 5,
            },
        )
        event.listen(self.engine, "connect", _read_ids_as_text)
        event.listen(self.engine, "checkin", _left)
        event.listen(self.engine, "checkout", _ask_after_a_pause)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Session]:
        """A session whose work is committed at the end, or rolled back when something is raised.

        ``durable=False`` does not wait for the disk: what is committed last may be gone after a crash of the *server*,
        and what follows from it with it. Only for what is found out and done again then (ADR 0015).
        """
        with self._sessions.begin() as session:
            if not durable:
                session.execute(_NOT_DURABLE)
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that never writes: whatever is changed in it is thrown away."""
        with self._sessions() as session, session.no_autoflush:
            try:
                yield session
            finally:
                session.expunge_all()  # what was read stays readable; nothing of it is written
                session.rollback()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare connection in its own transaction."""
        with self.engine.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _read_json(value: str | bytes) -> Any:
    """What a JSON column holds; most hold nothing, and that need not be read."""
    if value in (b"{}", "{}"):
        return {}
    return [] if value in (b"[]", "[]") else json.loads(value)


def _read_ids_as_text(connection: Any, _record: ConnectionPoolEntry) -> None:
    """Ids are text all through the program: no object is made of each only to be written out again."""
    connection.adapters.register_loader("uuid", TextLoader)


def _left(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["left_at"] = time.monotonic()


def _ask_after_a_pause(connection: Any, record: ConnectionPoolEntry, _fairy: object) -> None:
    """A connection that lay idle may be dead; one that was used a moment ago is not asked, seven times a mail."""
    if time.monotonic() - record.info.get("left_at", time.monotonic()) > FRESH:
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.Error as gone:
            raise DisconnectionError from gone


def driver_url(url: str) -> str:
    """The URL with our driver named in it."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def notify(session: Session | Connection, lane: str) -> None:
    """Tell the tick, at commit, that there is something to look at."""
    session.execute(text("SELECT pg_notify(:channel, :lane)"), {"channel": CHANNEL, "lane": lane})


@contextmanager
def only_one(database: Database, work: str) -> Iterator[bool]:
    """True for one process at a time; the lock goes with its connection, so that a process that dies holds nothing."""
    with database.connection() as connection:
        statement = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:work, 0))")
        yield bool(connection.execute(statement, {"work": work}).scalar())
