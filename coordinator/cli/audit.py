"""``coordinator audit``: does the journal hold?"""

from __future__ import annotations

from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, DataDir

group = typer.Typer(no_args_is_help=True, help="The event chains.")


@group.callback()
def _group() -> None:
    """Keeps ``verify`` a word of its own."""


@group.command()
def verify(
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="One case; all of them without it.")] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Check that no entry of the journal was changed, left out or cut off; exit 1 and the place when one was."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.audit import broken_chains

    with joined(data_dir) as place, place.world.database.reading() as session:
        broken = broken_chains(session, place.world.secret, ref)
    for one in broken:
        show.line(f"{one['ref']}: entry {one['seq']}: {one['what']}")
    if broken:
        raise typer.Exit(1)
    show.line("Every chain holds.")
