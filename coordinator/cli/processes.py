"""``coordinator web``, ``worker``, ``tick`` and ``migrate``: one process each, as the Procfile runs them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coordinator.cli.options import DATA_DIR, DataDir

LEVEL = "COORDINATOR_LOG_LEVEL"
PAUSE = 0.5
"""Real seconds before a worker that lost its broker starts again; from then on Celery waits for the broker."""


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Work in the process's own environment, completed by that of a running stack where it names no servers."""
    from coordinator import logs
    from coordinator.cli.joined import environment

    logs.configure(os.environ.get(LEVEL, "info"))
    with environment(data_dir) as (environ, _running):
        os.environ.update(environ)
        yield


def web(data_dir: DataDir = DATA_DIR) -> None:
    """Serve the web site."""
    with _alone(data_dir):
        import uvicorn

        from coordinator.bootstrap import world
        from coordinator.services.playbooks import check_kept
        from coordinator.settings import Settings
        from coordinator.web import long_lived
        from coordinator.web.app import create_app

        settings = Settings.from_environment(os.environ)
        made = world(os.environ)
        check_kept(made, settings.playbook)
        app = create_app(made)
        long_lived.set_aside()
        uvicorn.run(
            app,
            host=settings.web_host,
            port=settings.web_port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )


def worker(data_dir: DataDir = DATA_DIR) -> None:
    """Run a Celery worker with two processes for every lane.

    When it has lost its broker, or hears nothing of it any more, it finishes what it has begun and starts from scratch
    under the same process id (ADR 0021).
    """
    import warnings

    given = dict(os.environ)

    # Only JSON is accepted, so a worker that runs as root unpickles nothing.
    warnings.filterwarnings("ignore", message=".*superuser privileges.*")
    with _alone(data_dir):
        from coordinator.bootstrap import world
        from coordinator.services.playbooks import check_kept
        from coordinator.settings import Settings
        from tasks import hearing
        from tasks.app import LANES, LISTEN, app

        made = world(os.environ)
        check_kept(made, Settings.from_environment(os.environ).playbook)
        made.database.dispose()  # nothing is open when the pool is made
        asked_to_leave = hearing.watch()
        app.start(
            [
                "--quiet",
                "worker",
                "--concurrency=2",
                "--prefetch-multiplier=1",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
                "-Q",
                ",".join((*LANES, LISTEN)),
            ]
        )
    if not asked_to_leave.is_set():
        time.sleep(PAUSE)
        os.execve(sys.executable, sys.orig_argv, given)  # noqa: S606  # ourselves, with our own arguments


def tick(data_dir: DataDir = DATA_DIR) -> None:
    """Listen to the database and tell the workers to look."""
    with _alone(data_dir):
        from coordinator.settings import Settings
        from coordinator.store.database import Database
        from tasks import tick as ticking

        settings = Settings.from_environment(os.environ)
        ticking.run(Database(settings.database_url, pool_size=1), settings.tick_seconds)


def migrate(data_dir: DataDir = DATA_DIR) -> None:
    """Bring the database to the newest schema, with its reference tables and the playbook."""
    with _alone(data_dir):
        from coordinator import bootstrap
        from coordinator.store import migrations

        bootstrap.prepare(os.environ)
        print(f"The database stands at {migrations.newest()}.")
