"""``coordinator playbook``: the declared policy, and which one cases follow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, OneFile, Wait

if TYPE_CHECKING:
    from coordinator.services.playbooks import Standing

group = typer.Typer(no_args_is_help=True, help="The declared policy: ladders, windows, limits.")

OpenCases = Annotated[
    bool, typer.Option("--open-cases", help="Open cases follow it too, instead of keeping what they began under.")
]


@group.command("show")
def show_(data_dir: DataDir = DATA_DIR) -> None:
    """Print the playbook that new cases follow; where there is no database yet, the one it will begin with."""
    from coordinator.cli.joined import joined, own_servers
    from coordinator.paths import default_playbook
    from coordinator.services.playbooks import active_text

    if own_servers() or data_dir.exists():
        with joined(data_dir) as place:
            text = active_text(place.world)
    else:
        text = Path(os.environ.get("COORDINATOR_PLAYBOOK") or default_playbook()).read_text(encoding="utf-8")
    show.line(text.rstrip())


@group.command()
def check(file: OneFile, data_dir: DataDir = DATA_DIR) -> None:
    """Say whether a playbook file makes sense; every problem with its line."""
    from coordinator.services.playbooks import read

    playbook = read(file.read_text(encoding="utf-8"), file.name)
    show.line(
        f"{file}: in order: {playbook.name} version {playbook.version}, {len(playbook.ladders)} ladders, "
        f"{len(playbook.messages)} messages and letters"
    )


@group.command()
def diff(file: OneFile, json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Say what would be otherwise with this file than with the playbook that new cases follow."""
    from coordinator.cli.joined import joined
    from coordinator.services.playbooks import changes, standing

    with joined(data_dir) as place:
        found, now = changes(place.world, file), standing(place.world)
    if json:
        show.as_json([change._asdict() for change in found])
        return
    for place_, before, after in found:
        if before is None:
            show.line(f"+ {place_}: {after}")
        elif after is None:
            show.line(f"- {place_}: {before}")
        else:
            show.line(f"  {place_}: {before} -> {after}")
    if not found:
        show.line(f"Nothing differs from {now.name} version {now.version}.")


@group.command()
def activate(
    file: OneFile,
    open_cases: OpenCases = False,
    by: By = OPERATOR,
    json: AsJson = False,
    wait: Wait = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """New cases follow this file from now on; no process needs a restart."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import playbooks

    with joined(data_dir) as place:
        standing = playbooks.activate(place.world, file, by=by)
        moved = 0
        if open_cases:
            with show.progress("Open cases", standing.under_others) as bar:

                def on_some(count: int) -> None:
                    nonlocal moved
                    moved += count
                    bar(moved, f"{moved} of {standing.under_others} cases")

                playbooks.adopt(place.world, by=by, on_some=on_some)
            come_to_rest(place, wait=wait)
            standing = playbooks.standing(place.world)
    if json:
        show.as_json(_told(standing, moved))
        return
    show.line(f"New cases follow {standing.name} version {standing.version} from now on.")
    if moved:
        show.line(f"{moved} open {_cases(moved)} changed to it.")
    elif standing.under_others:
        kept = standing.under_others
        show.line(f"{kept} open {_cases(kept)} {'keeps' if kept == 1 else 'keep'} another; --open-cases changes that.")


def _told(standing: Standing, moved: int) -> dict[str, Any]:
    return {
        "playbook": standing.name,
        "version": standing.version,
        "moved": moved,
        "open_cases": {str(version): count for version, count in standing.in_use.items()},
    }


def _cases(count: int) -> str:
    return "case" if count == 1 else "cases"
