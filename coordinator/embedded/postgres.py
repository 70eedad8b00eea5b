"""The embedded PostgreSQL: made once, run in the foreground, reached over a socket in a private folder and no port.

Whoever can open the socket is trusted; the folder it lies in lets nobody in but its owner.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from coordinator.embedded.account import Account
from coordinator.embedded.binaries import postgres_installation
from coordinator.embedded.errors import StartFailed
from coordinator.embedded.process import Child
from coordinator.embedded.watchdog import Watchdog

USER = "coordinator"
DATABASE = "coordinator"
START_SECONDS = 60.0
STOP_SIGNAL = signal.SIGINT  # "fast": open transactions are rolled back, sessions are closed
LAST_LINES = 5

# Small, and quiet about values: statements, parameters and the details of constraint errors quote personal data.
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "jit": "off",
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
# For tests: nothing survives a power cut, and nothing needs to. Nobody tidies up by the way: where a row lies, and by
# which plan a statement runs, would depend on when.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres:
    """One database server on the folder ``home``/postgres; the folder ``sockets`` is given anew at each start."""

    def __init__(
        self, home: Path, sockets: Path, log: Path, account: Account | None, *, throwaway: bool = False
    ) -> None:
        self._home = home
        self.sockets = sockets
        self._log = log
        self._account = account
        self._options = OPTIONS | (THROWAWAY if throwaway else {})
        self._throwaway = throwaway
        self._programs = postgres_installation(account) / "bin"
        self._cluster = home / "postgres"

    def url(self, database: str = DATABASE) -> str:
        """The address of a database, as SQLAlchemy reads it."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.sockets}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection in autocommit mode, for acts that no transaction may hold (creating databases)."""
        return psycopg.connect(host=str(self.sockets), user=USER, dbname=database, autocommit=True)

    def initialize(self) -> None:
        """Make the cluster unless it is there. A half-made one (killed while at it) is made again."""
        if self._cluster.exists():
            return
        draft = self._home / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        command = [
            str(self._programs / "initdb"), "-D", str(draft), "-U", USER, "-A", "trust", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
        ]  # fmt: skip
        if self._throwaway:
            command.append("--no-sync")
        account = self._account
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            env=_environment(),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            umask=0o077,
            start_new_session=True,
            check=False,
        )
        if done.returncode:
            raise StartFailed(f"PostgreSQL could not make its files: {' '.join(done.stderr.split())[-400:]}")
        draft.rename(self._cluster)

    def launch(self, watchdog: Watchdog) -> Child:
        """Start the server once the one before it is gone."""
        self._wait_for_the_one_before()
        options = self._options | {"unix_socket_directories": str(self.sockets)}
        command = [str(self._programs / "postgres"), "-D", str(self._cluster)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        # SIGQUIT: on our death the server ends at once and takes its own children with it.
        return Child.start(
            command, watchdog, env=_environment(), account=self._account, death_signal=signal.SIGQUIT, log=self._log
        )

    def wait_until_ready(self, child: Child) -> None:
        """Return when the server answers; raise when it ended or takes longer than a minute."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError), self.connect():
                return
            if child.code() is not None:
                break
            time.sleep(0.02)
        raise StartFailed(f"PostgreSQL did not start: {last_lines(self._log)}")

    def create_database(self, name: str = DATABASE) -> None:
        """Create the database unless it is there. ``name`` comes from our own code."""
        with self.connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    def _wait_for_the_one_before(self) -> None:
        """A killed server takes a moment to leave; a number in its file that now means another process is no server."""
        file = self._cluster / "postmaster.pid"
        deadline = time.monotonic() + START_SECONDS
        while file.exists() and time.monotonic() < deadline:
            with contextlib.suppress(OSError, ValueError, IndexError):
                if not _is_server(int(file.read_text().split()[0]), self._cluster):
                    file.unlink(missing_ok=True)
                    return
            time.sleep(0.02)


def last_lines(log: Path) -> str:
    """The end of a server's log on one line."""
    with contextlib.suppress(OSError):
        return " / ".join(log.read_text(errors="replace").splitlines()[-LAST_LINES:])
    return "no log"


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _is_server(pid: int, cluster: Path) -> bool:
    """Is ``pid`` a server on ``cluster``? Where /proc is missing any living process counts as one."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    line = Path(f"/proc/{pid}/cmdline")
    if not Path("/proc/self").exists():
        return True
    with contextlib.suppress(OSError):
        return str(cluster).encode() in line.read_bytes()
    return False
