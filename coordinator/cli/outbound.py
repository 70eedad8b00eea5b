"""``coordinator outbound``: the tap."""

from __future__ import annotations

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, By, DataDir, Wait, Why

group = typer.Typer(no_args_is_help=True, help="Stop everything from leaving, and let it go again; nothing is lost.")


@group.command()
def pause(why: Why, by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR) -> None:
    """Let nothing leave until `resume`."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import operate

    with joined(data_dir) as place:
        operate.pause(place.world, why, by=by)
        come_to_rest(place, wait=wait)
    show.line("Paused: nothing leaves until `coordinator outbound resume --why TEXT`.")


@group.command()
def resume(why: Why, by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR) -> None:
    """Let things leave again; each is asked for its reason anew."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import operate

    with joined(data_dir) as place:
        operate.resume(place.world, why, by=by)
        come_to_rest(place, wait=wait)
    show.line("Open: what is due leaves at its next window.")
