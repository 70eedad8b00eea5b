"""``coordinator web``, ``worker``, ``tick`` and ``migrate``: one process each, as the Procfile runs them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coordinator.cli.options import DATA_DIR, DataDir

LEVEL = "COORDINATOR_LOG_LEVEL"


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
        from coordinator.settings import Settings
        from coordinator.web import long_lived
        from coordinator.web.app import create_app

        settings = Settings.from_environment(os.environ)
        app = create_app(world(os.environ))
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
    """Run a Celery worker with two processes for every lane."""
    import warnings

    # Only JSON is accepted, so a worker that runs as root unpickles nothing.
    warnings.filterwarnings("ignore", message=".*superuser privileges.*")
    with _alone(data_dir):
        from coordinator.settings import Settings
        from tasks.app import LANES, LISTEN, app

        Settings.from_environment(os.environ)
        app.worker_main(
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
