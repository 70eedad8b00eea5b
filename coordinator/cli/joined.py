"""Where a command works: on servers that the environment names, on a running stack, or on just its database."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordinator.services.world import World

OWN_SERVERS = ("COORDINATOR_DATABASE_URL", "COORDINATOR_DATABASE_URL_FILE")


@dataclass(frozen=True)
class Joined:
    """``running``: workers act on what is recorded, so that coming to rest can be waited for."""

    environ: Mapping[str, str]
    world: World
    running: bool


def own_servers() -> bool:
    """Does the environment name a database? Then nothing is started and no data folder is asked."""
    return any(os.environ.get(name) for name in OWN_SERVERS)


@contextmanager
def environment(data_dir: Path) -> Iterator[tuple[Mapping[str, str], bool]]:
    """The environment to work in, and whether a stack runs there. What the person set stays, the stack's own wins."""
    if own_servers():
        yield os.environ, True
        return
    from coordinator.embedded import join

    with join.environment(data_dir) as stack:
        running = stack["COORDINATOR_BROKER_URL"] != join.NOBODY_BROKER
        whole = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in stack}
        yield whole | dict(stack), running


@contextmanager
def joined(data_dir: Path, *, say: str = "warning") -> Iterator[Joined]:
    """The world of one short command. A database of an embedded stack that is older than the program is migrated."""
    from coordinator import bootstrap, logs

    logs.configure(os.environ.get("COORDINATOR_LOG_LEVEL", say))
    with environment(data_dir) as (environ, running):
        if not own_servers() and not running:
            _bring_up_to_date(environ)
        world = bootstrap.world(environ)
        try:
            yield Joined(environ, world, running)
        finally:
            world.database.dispose()


def _bring_up_to_date(environ: Mapping[str, str]) -> None:
    from coordinator import bootstrap
    from coordinator.store import migrations

    if migrations.current(environ["COORDINATOR_DATABASE_URL"]) != migrations.newest():
        bootstrap.prepare(environ)
