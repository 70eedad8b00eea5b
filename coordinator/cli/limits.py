"""``coordinator limits``: state law that is shorter than the federal 30 days, once a person looked it up."""

from __future__ import annotations

from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, Wait, Why

group = typer.Typer(no_args_is_help=True, help="State limits for answering a request; unverified ones change nothing.")

LimitId = Annotated[str, typer.Argument(metavar="ID", help="As `limits list` prints it.")]


@group.command("list")
def listed(json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Every limit, and whether it holds."""
    from coordinator.cli.joined import joined
    from coordinator.services.limits import limits_listed

    with joined(data_dir) as place:
        limits = limits_listed(place.world)
    if json:
        show.as_json(limits)
        return
    rows = [
        (x["id"], x["applies_to"], f"{x['days']} {x['day_type']}", "holds" if x["enabled"] else "-",
         x["verified_by"] or "", x["citation"])
        for x in limits
    ]  # fmt: skip
    show.table(("id", "applies to", "days", "", "verified by", "citation"), rows, empty="No limit is known.")


@group.command()
def verify(
    limit: LimitId,
    citation: Annotated[str, typer.Option(help="Where the law says so, as letters will quote it.")],
    days: Annotated[int | None, typer.Option(help="The number of days, where the list is wrong.")] = None,
    day_type: Annotated[str | None, typer.Option(help="calendar or business.")] = None,
    by: By = OPERATOR,
    wait: Wait = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Say that you looked the law up: the limit holds for basis A and B from now on."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import limits

    with joined(data_dir) as place:
        limits.verify(place.world, limit, citation, days=days, day_type=day_type, by=by)
        come_to_rest(place, wait=wait)
    show.line(f"{limit} holds from now on; open requests were dated anew.")


@group.command()
def disable(limit: LimitId, why: Why, by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR) -> None:
    """Say that a limit does not hold: the federal 30 days do."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import limits

    with joined(data_dir) as place:
        limits.disable(place.world, limit, why, by=by)
        come_to_rest(place, wait=wait)
    show.line(f"{limit} does not hold; open requests were dated anew.")
