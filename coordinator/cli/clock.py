"""``coordinator clock``: the clock of a stack that was started with one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.durations import duration as length_of
from coordinator.cli.options import DATA_DIR, AsJson, DataDir

group = typer.Typer(no_args_is_help=True, help="The clock: look at it; live through time or skip it.")

Duration = Annotated[str, typer.Argument(metavar="DURATION", help="45m, 6h or 30d (24 hours each).")]


@group.command("show")
def show_(json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Say which clock the stack runs on and what it shows."""
    from coordinator.cli.joined import joined
    from coordinator.services import clock

    with joined(data_dir) as place:
        state = clock.show(place.world)
    _say(state.kind, state.now, json)


@group.command()
def advance(duration: Duration, json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Live through the time, from due moment to due moment, and return at rest."""
    length = length_of(duration)
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import need_workers
    from coordinator.services import clock

    with joined(data_dir) as place:
        need_workers(place)
        started = clock.show(place.world).now
        with show.progress("living", max(length.total_seconds(), 1)) as done:

            def on_step(at: datetime) -> None:
                done((at - started).total_seconds(), f"{at:%Y-%m-%d %H:%M}")

            ended = clock.advance(place.world, length, on_step)
    _say("virtual", ended, json)


@group.command()
def jump(duration: Duration, json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Skip the time: an outage in which nothing was done."""
    length = length_of(duration)
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import need_workers
    from coordinator.services import clock

    with joined(data_dir) as place:
        need_workers(place)
        ended = clock.jump(place.world, length)
    _say("virtual", ended, json)


def _say(kind: str, now: datetime, json: bool) -> None:
    if json:
        show.as_json({"kind": kind, "now": now.isoformat()})
    else:
        show.line(f"{now:%Y-%m-%dT%H:%M:%SZ} ({kind} clock)")
