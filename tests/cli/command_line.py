"""Running ``coordinator`` in this process, and a worker beside it where a test wants one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stage import SECRET, Stage
from typer.testing import CliRunner, Result

from coordinator.cli.main import app
from coordinator.store import processes

LOOK_AGAIN = 0.02


class CommandLine:
    """The commands, run one after another."""

    @staticmethod
    def environment(stage: Stage, database_url: str) -> Mapping[str, str]:
        """The settings of a process that works on the stage's servers."""
        return {
            "COORDINATOR_DATABASE_URL": database_url,
            "COORDINATOR_BROKER_URL": "redis://127.0.0.1:9/0",
            "COORDINATOR_SMTP_URL": stage.sink.url,
            "COORDINATOR_MAIL_FROM": "desk@beacon.example",
            "COORDINATOR_FAX_ADDRESS": "{number}@fax.example",
            "COORDINATOR_BASE_URL": "http://127.0.0.1:9",
            "COORDINATOR_FILES_DIR": str(stage.folder),
            "COORDINATOR_SECRET_KEY": SECRET,
        }

    def run(self, *arguments: object) -> Result:
        """Run one command, whatever comes of it."""
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    def ok(self, *arguments: object) -> str:
        """Run one command that succeeds; what it printed."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: object) -> Any:
        """Run one command with ``--json``; stdout holds one document and nothing else."""
        return json.loads(self.ok(*arguments, "--json"))

    def refused(self, *arguments: object, code: int = 1) -> str:
        """Run one command that is refused; what it said on stderr."""
        result = self.run(*arguments)
        assert result.exit_code == code, result.output
        return result.stderr


@contextmanager
def working(stage: Stage) -> Iterator[None]:
    """A worker: the service functions that Celery's tasks call, in a thread."""
    over = threading.Event()
    seen = threading.Event()

    def work() -> None:
        while not over.wait(LOOK_AGAIN):
            with stage.world.database.transaction() as session:
                processes.seen(session, "worker", stage.world.now(session))
            stage.rest()
            seen.set()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert seen.wait(60)
        yield
    finally:
        over.set()
        thread.join()
