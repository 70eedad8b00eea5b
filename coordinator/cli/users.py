"""``coordinator user``: staff users."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, By, DataDir

group = typer.Typer(no_args_is_help=True, help="Staff users.")

Roles = Annotated[
    list[str],
    typer.Option("--role", help="navigator, records_coordinator, supervisor, clinical_reviewer or admin; repeatable."),
]


@group.callback()
def _group() -> None:
    """Keeps ``add`` a word of its own."""


@group.command()
def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    name: Annotated[str, typer.Option("--name", help="Full name.")],
    role: Roles,
    team: Annotated[str | None, typer.Option("--team", help="Team the person belongs to.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
    by: By = OPERATOR,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Add a staff user, or change the name, roles and team of one."""
    from coordinator.cli.joined import joined
    from coordinator.services import staff

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with joined(data_dir) as place:
        with place.world.database.reading() as session:
            staff.person(session, by)
        new = staff.add_user(place.world, email, name, role, team, password)
    show.line(f"{email}: {'added' if new else 'changed'} ({', '.join(sorted(set(role)))})")
