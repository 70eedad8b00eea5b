"""``coordinator directory``: who answers record requests and who gives opinions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, Files, Wait

group = typer.Typer(no_args_is_help=True, help="Organizations, desks, providers and their openings.")


@group.callback()
def _group() -> None:
    """Keeps ``load`` a word of its own: a group with one command would swallow it."""


@group.command()
def desks(json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Desks that answer record requests, and how fast they do: always with the number of answers behind it."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.desks import desks_listed

    with joined(data_dir) as place, place.world.database.reading() as session:
        found = desks_listed(session)
    if json:
        show.as_json(found)
        return
    rows = [
        (d["organization"], d["department"], d["answers"]["n"], d["answers"]["median_days"],
         d["answers"]["p75_days"], d["answers"]["expected_days"], _own_form(d), ", ".join(_resting(d["channels"])))
        for d in found
    ]  # fmt: skip
    heads = ("organization", "department", "answers", "median days", "p75 days", "expected", "", "passed over")
    show.table(heads, rows, empty="No desk is known.")


def _resting(channels: dict[str, dict[str, object]]) -> list[str]:
    return [f"{name} since {kept['resting_since']}" for name, kept in channels.items() if kept["resting_since"]]


@group.command()
def load(
    files: Files, json: AsJson = False, by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR
) -> None:
    """Add or change what the files say; loading them again changes nothing."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import staff
    from coordinator.services.directory_loading import load_directory

    with joined(data_dir) as place:
        with place.world.database.reading() as session:
            staff.person(session, by)
        counts = load_directory(place.world, files)
        come_to_rest(place, wait=wait)
    if json:
        show.as_json(counts)
        return
    rows = [(what, n["created"], n["changed"], n["same"]) for what, n in counts.items()]
    show.table(("", "created", "changed", "same"), rows, empty="The files name nothing.")


@group.command()
def form(
    organization: Annotated[str, typer.Argument(metavar="ORGANIZATION", help="Its name in the directory.")],
    department: Annotated[str, typer.Argument(metavar="DEPARTMENT", help="records_office, image_library …")],
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", exists=True, dir_okay=False, help="Their empty form.")],
    by: By = OPERATOR,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Keep a desk's own form: it goes behind each request to that desk, under our reference."""
    from coordinator.cli.joined import joined
    from coordinator.services.own_forms import file_for_desk

    with joined(data_dir) as place:
        desk = file_for_desk(place.world, organization, department, file, by)
    show.line(f"{desk.organization.name}, {desk.department}: the form goes behind every request from now on")


def _own_form(desk: dict[str, Any]) -> str:
    if not desk["own_form_required"]:
        return ""
    return f"own form, {desk['own_form_pages']} pages on file" if desk["own_form_pages"] else "own form, not on file"
