"""From a committed fact to a mail that the relay accepted, on a whole idle stack: tick, broker, Celery, catcher."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import Figure, spread
from bench.ground import NOW, Ground, temporary_folder
from bench.size import Size
from coordinator import bootstrap
from coordinator.embedded.supervisor import Program, Supervisor
from coordinator.paths import default_playbook, examples_dir
from coordinator.services import clock, playbooks
from coordinator.services.intake_loading import load_files
from coordinator.services.world import World
from coordinator.store import clock as clock_rows
from coordinator.store import reference
from coordinator.store.database import Database
from coordinator.store.migrations import migrate

KEYS = ("event_to_mail_latency",)

WARM = 6
"""Cases that are opened before anything is measured, so that every worker process has sent a mail."""

LOOK_EVERY = 0.001
LONGEST = 30.0
"""Seconds after which a mail that did not come is given up."""

ICD_CODE = "M17.11"


def measure(_ground: Ground, size: Size) -> dict[str, Figure]:
    """A case is opened, its welcome leaves; each is about another person. The clock stands still."""
    taken: list[float] = []

    def ready(stack: Mapping[str, str]) -> None:
        with _world(stack) as world:
            taken.extend(_open_cases(world, size.latencies))
        supervisor.request_stop()

    with temporary_folder() as folder:
        supervisor = Supervisor(
            folder / "stack",
            [Program.coordinator(name) for name in ("worker", "tick")],
            {"COORDINATOR_CLOCK_START": NOW.isoformat(), "COORDINATOR_LOG_LEVEL": "error"},
            prepare=_prepare,
        )
        supervisor.run(ready)
    return {"event_to_mail_latency": spread(taken)}


def _prepare(stack: Mapping[str, str]) -> None:
    """As ``bootstrap.prepare``, with the one diagnosis code that these cases use instead of all of them."""
    url = stack["COORDINATOR_DATABASE_URL"]
    migrate(url)
    database = Database(url)
    with database.transaction() as session:
        clock_rows.begin(session, NOW)
        playbooks.begin(session, default_playbook(), NOW)
        reference.fill(session, [(ICD_CODE, "as in the code set", True)], [])
    database.dispose()


@contextmanager
def _world(stack: Mapping[str, str]) -> Iterator[World]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("COORDINATOR_")}
    world = bootstrap.world(own | dict(stack))
    try:
        yield world
    finally:
        world.database.dispose()


def _open_cases(world: World, count: int) -> list[float]:
    """Seconds of each; the stack rests in between, and never for a whole number of ticks."""
    pauses = random.Random(1)
    taken = []
    for number in range(count + WARM):
        seconds = _one(world, number)
        clock.rest(world)
        if number >= WARM:
            taken.append(seconds)
            time.sleep(pauses.uniform(0.05, 0.25))
    return taken


def _one(world: World, number: int) -> float:
    """The catcher writes a line to its index when the bytes are on disk, a moment before it answers 250."""
    file = _intake(world.files, number)
    index = world.files / "mail" / "index.jsonl"
    before = index.stat().st_size if index.exists() else 0
    load_files(world, [file])
    committed = time.perf_counter()
    while not index.exists() or index.stat().st_size == before:
        if time.perf_counter() - committed > LONGEST:
            raise TimeoutError("no mail came; see the logs of worker and tick")
        time.sleep(LOOK_EVERY)
    return time.perf_counter() - committed


def _intake(folder: Path, number: int) -> Path:
    told: dict[str, Any] = json.loads((examples_dir() / "intake" / "intake-0006.json").read_text(encoding="utf-8"))
    told["external_id"] = f"BENCH-{number:04d}"
    told["patient"]["legal_name"]["family"] = f"Fischer-{_letters(number)}"
    told["patient"]["email"] = f"p{number}@patients.example"
    file = folder / f"intake-{number}.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    return file


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
