"""The demo: a fresh embedded stack, the examples, a play, and its results."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.status import Status
from rich.table import Table

from coordinator import bootstrap, logs
from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.errors import Refused
from coordinator.domain.words import Stage
from coordinator.embedded import folders, join
from coordinator.embedded.errors import AlreadyUp
from coordinator.embedded.supervisor import Program, Supervisor
from coordinator.paths import examples_dir
from coordinator.services.directory_loading import load_directory
from coordinator.services.intake_loading import load_files
from coordinator.services.staff import add_user
from coordinator.services.world import World, federal_holidays
from coordinator.simulate.live.play import play
from coordinator.simulate.live.results import Results, write_results
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.cast import NAVIGATOR, STAFF, Offices
from coordinator.simulate.world.directions import read_directions
from coordinator.simulate.world.world import World as Outside

START = "2026-11-23T15:00:00Z"
LEASE_SECONDS = "8"
"""Real seconds: a killed worker's work is taken up again within this time."""

PIPED_WIDTH = 200
"""Columns where stdout is no terminal."""

OURS = ("stack", "summary.json", "letters", "mails", "timelines")
"""What a demo leaves in its folder; a folder with anything else is somebody's and stays as it is."""


def run_demo(out: Path, seed: int, data_dir: Path, cases: int | None = None) -> bool:
    """Play the examples into ``out`` and print a table; True when every case ended as it should and nothing broke."""
    console = Console() if sys.stdout.isatty() else Console(width=PIPED_WIDTH)
    _make_room(out, data_dir)
    logs.configure(os.environ.get("COORDINATOR_LOG_LEVEL", "error"))
    found: list[Results] = []
    began = time.monotonic()

    def ready(stack: Mapping[str, str]) -> None:
        world = bootstrap.world(_whole(stack))
        try:
            found.append(_play(world, console, seed, out, cases))
        finally:
            world.database.dispose()
        supervisor.request_stop()

    supervisor = Supervisor(
        data_dir,
        [Program.coordinator(name) for name in ("web", "worker", "tick")],
        {
            "COORDINATOR_CLOCK_START": START,
            "COORDINATOR_LEASE_SECONDS": os.environ.get("COORDINATOR_LEASE_SECONDS", LEASE_SECONDS),
            "COORDINATOR_LOG_LEVEL": os.environ.get("COORDINATOR_LOG_LEVEL", "error"),
        },
        prepare=lambda stack: bootstrap.prepare(_whole(stack)),
    )
    supervisor.run(ready)
    if not found:
        console.print("The demo was ended before it was through.")
        return False
    _tell(console, found[0], out, time.monotonic() - began)
    return found[0].good


def _whole(stack: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in stack} | dict(stack)


def _make_room(out: Path, data_dir: Path) -> None:
    """Remove the results of an earlier demo. Raises ``AlreadyUp`` while one runs there."""
    if data_dir.exists() and join.running(data_dir):
        raise AlreadyUp(f"a stack is up on {data_dir}")
    strange = sorted(p.name for p in out.iterdir() if p.name not in OURS) if out.is_dir() else []
    if strange:
        raise Refused("out.not_ours", f"{out} holds {strange[0]}, which no demo wrote", field="out")
    if data_dir.exists():
        if not (data_dir / "up.lock").exists() and any(data_dir.iterdir()):
            raise Refused("data_dir.not_ours", f"{data_dir} holds no stack", field="data_dir")
        folders.remove(data_dir)
    for name in OURS:
        path = out / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)


def _play(world: World, console: Console, seed: int, out: Path, cases: int | None) -> Results:
    directory = examples_dir() / "directory.json"
    files = sorted((examples_dir() / "intake").glob("*.json"))[:cases]
    load_directory(world, [directory])
    for member in STAFF:
        add_user(world, member.email, member.name, member.roles)
    loaded = load_files(world, files, by=NAVIGATOR)
    offices = Offices.from_directory(_read(directory))
    directions = read_directions(_read(examples_dir() / "directions.json"))
    outside = Outside(seed, BusinessCalendar(federal_holidays()), offices=offices, directions=directions)
    with _Progress(console) as on_step:
        played = play(world, outside, [one.ref for one in loaded], on_step=on_step)
    for deed, why in played.refused:
        console.print(f"[dim]{deed.key}: {deed.fact} was refused ({why})[/dim]", highlight=False)
    return write_results(world, played, seed, out)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


class _Progress:
    """The virtual date and where the cases stand: one line that changes; without a terminal a line a week."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status = Status("starting", console=console) if console.is_terminal else None
        self._week = ""

    def __enter__(self) -> _Progress:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, now: datetime, cases: Mapping[str, CaseSeen]) -> None:
        counts = Counter(case.stage for case in cases.values())
        standing = "  ".join(f"{stage.value} {counts[stage.value]}" for stage in Stage if counts[stage.value])
        line = f"{now:%Y-%m-%d}  {standing}"
        if self._status is not None:
            self._status.update(line)
        elif f"{now:%G-%V}" != self._week:
            self._week = f"{now:%G-%V}"
            self._console.print(line, highlight=False)


def _tell(console: Console, results: Results, out: Path, seconds: float) -> None:
    columns = "Case, Intake, Ended as, Days, Letters, Mails, Not sent, Work items, Shows, On the way"
    table = Table(*columns.split(", "), box=None)
    for case in results.summary["cases"]:
        first, last = (datetime.fromisoformat(case["stages"][n]["entered_at"]) for n in (0, -1))
        ending = (case["close_reason"] or case["stages"][-1]["stage"]).replace("_", " ")
        counts = (str(len(case[kind])) for kind in ("letters", "mails", "not_sent", "work_items"))
        table.add_row(
            case["ref"], case["external_id"], ending, str((last - first).days), *counts,
            ", ".join(case["shows"]), ", ".join(results.troubles[case["ref"]]) or "nothing unusual",
        )  # fmt: skip
    console.print(table)
    for line in results.unfinished:
        console.print(f"Not through: {line}", style="red", highlight=False, markup=False)
    for line in results.broken:
        console.print(f"Broken: {line}", style="red", highlight=False, markup=False)
    console.print(f"{out}/ holds letters, mails, timelines and summary.json; {seconds:.0f} seconds.", highlight=False)
