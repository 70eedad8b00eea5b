"""The connection pool and sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from coordinator.store import mapping as mapping

CHANNEL = "coordinator"
"""The NOTIFY channel; payloads are lane names, never ids."""


class Database:
    """One pool of connections. Threads share it; processes do not."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = driver_url(url)
        self.engine: Engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=5,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "options": "-c timezone=UTC -c lock_timeout=20s -c statement_timeout=60s",
                "connect_timeout": 5,
            },
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or rolled back when something is raised."""
        with self._sessions.begin() as session:
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


def driver_url(url: str) -> str:
    """The URL with our driver named in it."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def notify(session: Session | Connection, lane: str) -> None:
    """Tell the tick, at commit, that there is something to look at."""
    session.execute(text("SELECT pg_notify(:channel, :lane)"), {"channel": CHANNEL, "lane": lane})
