"""``coordinator user``: staff users."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, By, DataDir

group = typer.Typer(no_args_is_help=True, help="Staff users.")

Roles = Annotated[
    list[str],
    typer.Option("--role", help="navigator, records_coordinator, supervisor, clinical_reviewer or admin; repeatable."),
]


Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@group.callback()
def _group() -> None:
    """Keeps ``add`` a word of its own."""


@group.command()
def absent(
    email: Email,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day away.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day away.")],
    cover: Annotated[str, typer.Option("--cover", metavar="EMAIL", help="Who has their work meanwhile.")],
    by: By = OPERATOR,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Say that somebody is away: their work items show the cover."""
    from coordinator.cli.joined import joined
    from coordinator.services.absence import set_absence

    with joined(data_dir) as place:
        set_absence(place.world, email, _day(since, "from"), _day(until, "until"), cover, by=by)
    show.line(f"{email}: away from {since} to {until}; {cover} has their work")


@group.command()
def back(email: Email, by: By = OPERATOR, data_dir: DataDir = DATA_DIR) -> None:
    """Say that somebody is back before the day they named."""
    from coordinator.cli.joined import joined
    from coordinator.services.absence import end_absence

    with joined(data_dir) as place:
        end_absence(place.world, email, by=by)
    show.line(f"{email}: is back")


@group.command()
def deactivate(
    email: Email,
    to: Annotated[str | None, typer.Option("--to", metavar="EMAIL", help="Who takes their open cases.")] = None,
    by: By = OPERATOR,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Let a staff user go; refused while they own open cases that nobody takes."""
    from coordinator.cli.joined import joined
    from coordinator.services.absence import deactivate as let_go

    with joined(data_dir) as place:
        taken = let_go(place.world, email, to, by=by)
    show.line(f"{email}: may sign in no more; {len(taken)} open cases went to {to or 'nobody'}")
    for ref in taken:
        show.line(f"  {ref}")


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date as YYYY-MM-DD", param_hint=f"--{field}") from None


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
