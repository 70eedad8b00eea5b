"""``coordinator simulate``: thousands of invented cases in memory, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordinator.cli import show
from coordinator.cli.options import AsJson

if TYPE_CHECKING:
    from coordinator.simulate.memory.run import Results, Setting

OptionalFile = Annotated[
    Path | None,
    typer.Option("--playbook", exists=True, dir_okay=False, help="Playbook to live under; the shipped one."),
]
Against = Annotated[
    Path | None, typer.Option("--against", exists=True, dir_okay=False, help="Play the same under this one too.")
]
Switch = Annotated[str, typer.Option(help="on or off.")]


def simulate(
    cases: Annotated[int, typer.Option("--cases", min=1, max=1_000_000, help="How many cases.")] = 1000,
    days: Annotated[int, typer.Option("--days", min=1, max=730, help="Calendar days each case is followed.")] = 180,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed is another world.")] = 1,
    playbook: OptionalFile = None,
    against: Against = None,
    out: Annotated[Path | None, typer.Option("--out", file_okay=False, help="Folder for simulation.json.")] = None,
    processes: Annotated[int, typer.Option("--processes", min=1, max=64, help="Results do not depend on it.")] = 2,
    closures: Annotated[
        str, typer.Option("--closures", help="off: nobody withdraws, dies or is treated first.")
    ] = "on",
    ladder_effect: Annotated[str, typer.Option("--ladder-effect", help="off: follow-up hurries no office.")] = "on",
    as_json: AsJson = False,
) -> None:
    """Play invented cases under a playbook, without database, mail or screens; the same seed gives the same.

    Prints how long the stages take, how much leaves, and every rule that was broken, with the seed that shows it.
    """
    from coordinator.simulate.memory.report import report

    switches = {"closures": _switch("--closures", closures), "ladder_effect": _switch("--ladder-effect", ladder_effect)}
    files = [playbook, against] if against is not None else [playbook]
    told = [report(_run(_setting(file, cases=cases, days=days, seed=seed, **switches), processes)) for file in files]
    if out is not None:
        _write(out, told)
    if as_json:
        show.as_json(told[0] if len(told) == 1 else {"playbooks": told})
    else:
        _print(told)
    broken = [line for one in told for line in one["broken"]]
    for line in broken:
        typer.echo(f"Broken: {line}", err=True)
    if broken:
        raise typer.Exit(1)


def _switch(option: str, word: str) -> bool:
    if word not in ("on", "off"):
        raise typer.BadParameter("on or off", param_hint=option)
    return word == "on"


def _setting(file: Path | None, **more: Any) -> Setting:
    from coordinator.correspondence.mail_text import written
    from coordinator.paths import default_playbook
    from coordinator.playbook.loader import load
    from coordinator.services.federal_holidays import federal_holidays
    from coordinator.simulate.memory.run import Setting

    return Setting(load(file or default_playbook()), federal_holidays(), written(), **more)


def _run(setting: Setting, processes: int) -> Results:
    from coordinator.simulate.memory.run import simulate as play

    done = 0
    with show.progress(f"{setting.playbook.name} {setting.playbook.version}", setting.cases) as bar:

        def on_progress(more: int) -> None:
            nonlocal done
            done += more
            bar(done, f"{done} of {setting.cases} cases")

        return play(setting, processes, on_progress)


def _write(out: Path, told: Sequence[dict[str, Any]]) -> None:
    import json

    out.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(told):
        name = "simulation.json" if not number else "against.json"
        (out / name).write_text(json.dumps(one, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _print(told: Sequence[dict[str, Any]]) -> None:
    from coordinator.simulate.memory.report import lines, side_by_side

    names = [f"{one['playbook']['name']} {one['playbook']['version']}" for one in told]
    first = told[0]
    typer.echo(
        f"{first['cases']} cases, seed {first['seed']}, each followed for {first['days']} days: {', '.join(names)}"
    )
    rows = side_by_side([lines(one) for one in told])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    if not any(one["broken"] for one in told):
        typer.echo("No rule was broken.")
