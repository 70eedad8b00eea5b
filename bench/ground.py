"""Where a measurement takes place: a PostgreSQL server in a folder of its own, and worlds on its databases."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
from psycopg import sql

from coordinator.bootstrap import world as make_world
from coordinator.embedded.folders import Folders
from coordinator.embedded.member import Member
from coordinator.embedded.postgres import Postgres
from coordinator.embedded.watchdog import Watchdog
from coordinator.paths import default_playbook
from coordinator.services import playbooks
from coordinator.services.world import World
from coordinator.store import clock
from coordinator.store.database import Database
from coordinator.store.migrations import migrate

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Where the clock of every measurement stands: a Monday noon in Chicago, when mail may leave everywhere in the US."""

NOWHERE = "smtp://127.0.0.1:9"
"""The relay of a measurement that sends nothing."""


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that the servers' account can walk to, deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="soc-bench-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Ground:
    """One database server for all measurements; each takes databases of its own."""

    def __init__(self, postgres: Postgres, server: int, folder: Path) -> None:
        self._postgres = postgres
        self._server = server
        self._folder = folder
        self._numbers = itertools.count(1)
        self._empty = ""
        self._secret = secrets.token_urlsafe(48)

    def database(self, template: str = "") -> str:
        """The name of a new database: a copy of ``template``, else at the newest schema with its clock at ``NOW``."""
        return self._create(template or self._migrated())

    def url(self, name: str) -> str:
        """The address of a database."""
        return self._postgres.url(name)

    def cpu_seconds(self) -> float:
        """Processor time that the database server used so far."""
        return cpu_seconds(self._server)

    def environ(self, name: str, smtp_url: str = NOWHERE) -> dict[str, str]:
        """The settings of a process that works on this database."""
        return {
            "COORDINATOR_DATABASE_URL": self.url(name),
            "COORDINATOR_BROKER_URL": "redis://127.0.0.1:9/0",
            "COORDINATOR_SMTP_URL": smtp_url,
            "COORDINATOR_MAIL_FROM": "desk@beacon.example",
            "COORDINATOR_FAX_ADDRESS": "{number}@fax.example",
            "COORDINATOR_BASE_URL": "http://127.0.0.1:9",
            "COORDINATOR_FILES_DIR": str(self._folder / "files" / name),
            "COORDINATOR_SECRET_KEY": self._secret,
        }

    @contextlib.contextmanager
    def world(self, name: str, smtp_url: str = NOWHERE) -> Iterator[World]:
        """The program on this database; its connections are closed at the end, so that copies can be made."""
        made = make_world(self.environ(name, smtp_url))
        try:
            yield made
        finally:
            made.database.dispose()

    def _migrated(self) -> str:
        if not self._empty:
            self._empty = self._create("template0")
            migrate(self.url(self._empty))
            database = Database(self.url(self._empty))
            with database.transaction() as session:
                clock.begin(session, NOW)
                playbooks.begin(session, default_playbook(), NOW)
            database.dispose()
        return self._empty

    def _create(self, template: str) -> str:
        name = f"bench_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self._postgres.connect() as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and its children used so far, those that ended included."""
    process = psutil.Process(pid)
    spent = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    ended = float(spent[0].children_user + spent[0].children_system)
    return ended + sum(float(one.user + one.system) for one in spent)


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    """A server with the settings of the embedded stack; nothing of it is left afterwards."""
    with temporary_folder() as folder:
        folders = Folders.of(folder)
        watchdog = Watchdog()
        postgres = Postgres(folders.servers, folders.sockets(), folders.log("postgres"), folders.account)
        member = Member("postgres", lambda: postgres.launch(watchdog), stop_signal=signal.SIGQUIT, patience=10.0)
        watchdog.sweep(folder)
        watchdog.sweep(postgres.sockets)
        try:
            postgres.initialize()
            child = member.start()
            postgres.wait_until_ready(child)
            yield Ground(postgres, child.pid, folder)
        finally:
            member.ask_to_stop()
            member.stop(lambda: False)
            watchdog.dismiss()
