"""The embedded Valkey, which speaks Redis: on a loopback port with a password, forgetting everything when it stops.

Nothing is saved because nothing in it matters: the broker carries "look" and the database knows the rest.
"""

from __future__ import annotations

import contextlib
import secrets
import signal
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from coordinator.embedded.account import Account
from coordinator.embedded.binaries import valkey_server
from coordinator.embedded.errors import StartFailed
from coordinator.embedded.folders import write_privately
from coordinator.embedded.ports import KeptPort
from coordinator.embedded.postgres import last_lines
from coordinator.embedded.process import Child
from coordinator.embedded.watchdog import Watchdog

START_SECONDS = 20.0


class Valkey:
    """One broker on a free port that it keeps until ``close``, restarts included."""

    def __init__(self, home: Path, log: Path, account: Account | None) -> None:
        self._log = log
        self._account = account
        self._program = valkey_server(account)
        self._configuration = home / "valkey.conf"
        self._password = secrets.token_hex(16)
        self._port = KeptPort()
        write_privately(self._configuration, self._lines(home))
        if account:
            account.own(self._configuration)

    @property
    def url(self) -> str:
        """The address of database 0, password included."""
        return f"redis://:{self._password}@127.0.0.1:{self._port.number}/0"

    def launch(self, watchdog: Watchdog) -> Child:
        """Start the server."""
        return Child.start(
            [str(self._program), str(self._configuration)],
            watchdog,
            env={"LC_ALL": "C"},
            account=self._account,
            death_signal=signal.SIGKILL,
            log=self._log,
        )

    def wait_until_ready(self, child: Child) -> None:
        """Return when the server answers; raise when it ended or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        with contextlib.closing(
            redis.Redis.from_url(self.url, socket_timeout=1, retry=Retry(NoBackoff(), 0))
        ) as client:
            while time.monotonic() < deadline:
                with contextlib.suppress(redis.ConnectionError, redis.TimeoutError):
                    client.ping()
                    return
                if child.code() is not None:
                    break
                time.sleep(0.01)
        raise StartFailed(f"Valkey did not start: {last_lines(self._log)}")

    def close(self) -> None:
        """Give the port back, once the server has ended."""
        self._port.close()

    def _lines(self, home: Path) -> str:
        return "\n".join(
            (
                "bind 127.0.0.1",
                f"port {self._port.number}",
                f"requirepass {self._password}",
                f'dir "{home}"',
                'save ""',
                "appendonly no",
                "maxmemory-policy noeviction",
                "daemonize no",
                "loglevel warning",
                "",
            )
        )
