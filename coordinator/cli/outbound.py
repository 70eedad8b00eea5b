"""``coordinator outbound``: the tap."""

from __future__ import annotations

from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, Wait, Why

group = typer.Typer(no_args_is_help=True, help="Stop everything from leaving, and let it go again; nothing is lost.")

Only = Annotated[
    str,
    typer.Option(
        "--only",
        metavar="KIND",
        help="One kind: NAME (l02, m11-records-progress), channel:fax, desk:ID, desk:ORGANIZATION/DEPARTMENT or "
        "organization:NAME. Without it everything.",
    ),
]


@group.command()
def pause(why: Why, only: Only = "", by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR) -> None:
    """Let nothing leave, or nothing of one kind, until `resume`."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import operate

    with joined(data_dir) as place:
        operate.pause(place.world, why, only=only, by=by)
        come_to_rest(place, wait=wait)
    what, again = (f"{only} does not leave", f" --only {only}") if only else ("nothing leaves", "")
    show.line(f"Paused: {what} until `coordinator outbound resume{again} --why TEXT`.")


@group.command()
def resume(why: Why, only: Only = "", by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR) -> None:
    """Let things leave again; each is asked for its reason anew."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import operate, pausing

    with joined(data_dir) as place:
        operate.resume(place.world, why, only=only, by=by)
        come_to_rest(place, wait=wait)
        with place.world.database.reading() as session:
            others = [pause["only"] or "everything" for pause in pausing.in_force(session)]
    show.line(f"Open: what is due leaves at its next window.{' Still paused: ' + ', '.join(others) if others else ''}")


@group.command("list")
def list_(json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """What is paused, since when, by whom and why."""
    from coordinator.cli.joined import joined
    from coordinator.services import pausing

    with joined(data_dir) as place, place.world.database.reading() as session:
        found = pausing.in_force(session)
    if json:
        show.as_json(found)
        return
    rows = [(pause["only"] or "everything", pause["since"], pause["by"], pause["why"]) for pause in found]
    show.table(("paused", "since (UTC)", "by", "why"), rows, empty="Nothing is paused.")


@group.command()
def report(
    days: Annotated[int, typer.Option("--days", min=1, help="How far back.")] = 7,
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Over all cases: sends by name, channel and status; non-sends by reason; what waits now, and for what."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.outbound_report import outbound_report

    with joined(data_dir) as place, place.world.database.reading() as session:
        found = outbound_report(session, place.world.now(session), days)
    if json:
        show.as_json(found)
        return
    sections = (("Sent", "sent", ("name", "channel", "status")), ("Not sent", "not_sent", ("name", "reason")),
                ("Waiting now", "waiting", ("name", "status", "reason")))  # fmt: skip
    for heading, key, columns in sections:
        show.title(f"{heading}: {found['totals'][key]}")
        rows = [(*(row[column] for column in columns), row["count"]) for row in found[key]]
        show.table((*columns, "count"), rows, empty="nothing")
