"""``coordinator up``: the embedded stack, web, worker and tick in one command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from coordinator.cli.durations import moment
from coordinator.cli.options import DATA_DIR, DataDir

if TYPE_CHECKING:
    from coordinator.services.world import World

DEMO_CLOCK = "2026-11-23T15:00:00Z"
"""The examples' own time (interface.md, "Intake and directory files")."""


def up(
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo caseload when there is no case yet.")] = False,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Port of the web site.")] = None,
    data_dir: DataDir = DATA_DIR,
    clock: Annotated[
        str | None,
        typer.Option("--clock", metavar="MOMENT", help="Run on a clock that starts here and is moved by hand."),
    ] = None,
) -> None:
    """Start everything and serve until Ctrl-C. Nothing has to be installed by hand; the data stays."""
    start = moment(clock).isoformat() if clock is not None else DEMO_CLOCK if demo else None
    from coordinator import logs
    from coordinator.embedded.supervisor import Program, Supervisor

    level = os.environ.get("COORDINATOR_LOG_LEVEL", "warning")
    logs.configure(level)
    Supervisor(
        data_dir,
        [Program.coordinator(name) for name in ("web", "worker", "tick")],
        {"COORDINATOR_LOG_LEVEL": level} | ({"COORDINATOR_CLOCK_START": start} if start else {}),
        prepare=lambda stack: _prepare(_whole(stack), may_be_real=clock is None),
        port=port,
    ).run(lambda stack: _announce(_whole(stack), demo=demo))


def _whole(stack: Mapping[str, str]) -> dict[str, str]:
    """What the person set, under the stack's own settings."""
    return {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in stack} | dict(stack)


def _prepare(environ: Mapping[str, str], *, may_be_real: bool) -> None:
    """Prepare the database in a process of its own: reading the code sets takes memory that is given back so."""
    from coordinator.domain.errors import Refused

    done = _coordinator("migrate", environ)
    if done.returncode and may_be_real and "clock.was_real" in done.stderr:
        # `--demo` brings its clock along; where the data has lived on the real one already, it goes on there.
        done = _coordinator("migrate", {k: v for k, v in environ.items() if k != "COORDINATOR_CLOCK_START"})
    if done.returncode:
        raise Refused("stack.not_prepared", done.stderr.strip())


def _announce(environ: Mapping[str, str], *, demo: bool) -> None:
    """Load the demo and say where everything is, again in a process of its own."""
    done = _coordinator("announce", environ, *(["--demo"] if demo else []))
    print(done.stdout or done.stderr, end="", flush=True)


def _coordinator(command: str, environ: Mapping[str, str], *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coordinator", command, *more],
        env=dict(environ),
        capture_output=True,
        text=True,
        check=False,
    )


def announce(demo: Annotated[bool, typer.Option("--demo")] = False) -> None:
    """Say where a stack that just started is to be found; with ``--demo``, fill it when it holds no case."""
    from coordinator import bootstrap
    from coordinator.services import clock
    from coordinator.services.demo_sign_in import demo_sign_in
    from coordinator.settings import Settings
    from coordinator.store.clock import VIRTUAL

    world = bootstrap.world(os.environ)
    loaded = _load_demo(world) if demo else 0
    time = clock.show(world)
    lines = [f"Web           {world.web_url}/", f"Mail catcher  {world.mail_catcher_url}"]
    if time.kind == VIRTUAL:
        lines.append(
            f"Clock         {time.now:%Y-%m-%dT%H:%M:%SZ}; it stands still until `coordinator clock advance 6h`"
        )
    if demo:
        email, password = demo_sign_in(world, Settings.from_environment(os.environ).data_dir)
        lines.append(f"Sign-in       {email}, password {password}")
    if loaded:
        lines.append(f"Demo          {loaded} cases opened; `coordinator case list` shows them")
    print("\n".join(["", *lines, "", "Ctrl-C ends it; the data stays."]))


def _load_demo(world: World) -> int:
    """Open the example cases in a database without any; how many were opened."""
    from coordinator.paths import examples_dir
    from coordinator.services.directory_loading import load_directory
    from coordinator.services.intake_loading import load_files
    from coordinator.services.views.case_list import case_count

    with world.database.reading() as session:
        if case_count(session):
            return 0
    load_directory(world, [examples_dir() / "directory.json"])
    return len(load_files(world, sorted((examples_dir() / "intake").glob("*.json"))))
