"""Real servers for tests, out of the same binaries as the embedded stack. Each dies with the test run."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg import sql

from coordinator.embedded.folders import Folders
from coordinator.embedded.member import Member
from coordinator.embedded.postgres import Postgres
from coordinator.embedded.smtp_listener import SmtpListener
from coordinator.embedded.valkey import Valkey
from coordinator.embedded.watchdog import Watchdog


@contextlib.contextmanager
def reachable_folder() -> Iterator[Path]:
    """A temporary folder that the servers' account can walk to; pytest's own are closed to it when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="soc-test-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class PostgresServer:
    """One server for the whole session; databases are cheap copies of templates."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[str, dict[Any, Any]] = {}
        """By template, what stages have lived in a copy of it (``lived.py``)."""
        self._postgres = postgres
        self._numbers = itertools.count(1)

    def create_database(self, template: str = "template0", name: str = "") -> str:
        """A fresh database; returns its name."""
        name = name or f"test_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        create = statement.format(sql.Identifier(name), sql.Identifier(template))
        for patience in reversed(range(12)):
            try:
                self._connection.execute(create)
                break
            except psycopg.errors.ObjectInUse:  # whoever left the template has not ended; the server waited 5 s
                if not patience:
                    raise
        return name

    def drop_database(self, name: str) -> None:
        """Drop it, whoever is still connected."""
        self._connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def next_transaction(self) -> int:
        """The number that the next transaction that writes will get."""
        found = self._connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
        assert found is not None
        return int(found[0])

    @cached_property
    def _connection(self) -> psycopg.Connection:
        """Kept open: every test asks for it twice."""
        return self._postgres.connect()

    def url(self, name: str) -> str:
        """The address of a database, as the settings take it."""
        return self._postgres.url(name)


@contextlib.contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL that forgets everything in a power cut and is quick for it."""
    with reachable_folder() as folder:
        folders = Folders.of(folder)
        watchdog = Watchdog()
        postgres = Postgres(
            folders.servers, folders.sockets(), folders.log("postgres"), folders.account, throwaway=True
        )
        # Nothing is to be kept, so the server need not tidy up ("immediate").
        member = Member("postgres", lambda: postgres.launch(watchdog), stop_signal=signal.SIGQUIT, patience=10.0)
        watchdog.sweep(folder)
        watchdog.sweep(postgres.sockets)
        try:
            postgres.initialize()
            postgres.wait_until_ready(member.start())
            yield PostgresServer(postgres, folder)
        finally:
            member.ask_to_stop()
            member.stop(lambda: False)
            watchdog.dismiss()


@contextlib.contextmanager
def valkey_server() -> Iterator[str]:
    """A broker; yields its address."""
    with reachable_folder() as folder:
        folders = Folders.of(folder)
        watchdog = Watchdog()
        watchdog.sweep(folder)
        valkey = Valkey(folders.servers, folders.log("valkey"), folders.account)
        member = Member("valkey", lambda: valkey.launch(watchdog), stop_signal=signal.SIGTERM, patience=5.0)
        try:
            valkey.wait_until_ready(member.start())
            yield valkey.url
        finally:
            member.ask_to_stop()
            member.stop(lambda: False)
            valkey.close()
            watchdog.dismiss()


@dataclass(frozen=True)
class AcceptedMail:
    """One mail as the sink took it: the envelope, and the bytes between DATA and the final dot."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    content: bytes


@dataclass
class SmtpSink:
    """A relay that accepts everything and remembers it."""

    url: str = ""
    mails: list[AcceptedMail] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        self.mails.append(AcceptedMail(str(envelope.mail_from), tuple(envelope.rcpt_tos), envelope.original_content))
        return "250 OK"


@contextlib.contextmanager
def smtp_sink() -> Iterator[SmtpSink]:
    """A sink on a free loopback port."""
    sink = SmtpSink()
    listener = SmtpListener(lambda: SMTP(sink, hostname="sink.example", enable_SMTPUTF8=True))
    sink.url = f"smtp://127.0.0.1:{listener.port}"
    listener.start()
    try:
        yield sink
    finally:
        listener.stop()
