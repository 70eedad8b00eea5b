"""``coordinator playbook``: the declared policy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, DataDir, OneFile

group = typer.Typer(no_args_is_help=True, help="The declared policy: ladders, windows, limits.")

NOT_YET = "{} comes with a later release; until then COORDINATOR_PLAYBOOK names the file and a restart takes it up"


@group.command("show")
def show_(data_dir: DataDir = DATA_DIR) -> None:
    """Print the playbook that new cases follow."""
    from coordinator.paths import default_playbook

    chosen = os.environ.get("COORDINATOR_PLAYBOOK")
    show.line((Path(chosen) if chosen else default_playbook()).read_text(encoding="utf-8").rstrip())


@group.command()
def check(file: OneFile, data_dir: DataDir = DATA_DIR) -> None:
    """Say whether a playbook file makes sense; every problem with its line."""
    from coordinator.playbook.loader import load

    playbook = load(file)
    show.line(
        f"{file}: in order: {playbook.name} version {playbook.version}, {len(playbook.ladders)} ladders, "
        f"{len(playbook.messages)} messages and letters"
    )


@group.command()
def activate(file: Annotated[Path, typer.Argument(metavar="FILE")], data_dir: DataDir = DATA_DIR) -> None:
    """Not yet: comes with a later release."""
    _later("activate")


@group.command()
def diff(file: Annotated[Path, typer.Argument(metavar="FILE")], data_dir: DataDir = DATA_DIR) -> None:
    """Not yet: comes with a later release."""
    _later("diff")


def _later(what: str) -> None:
    typer.echo(NOT_YET.format(f"`playbook {what}`"), err=True)
    raise typer.Exit(2)
