"""The run: which parts are wanted, the table, the file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench import advancing, crowded, delivering, desk_pages, latency, letters
from bench.figures import FULL_ONLY, LATER, Figure
from bench.ground import Ground, ground
from bench.size import MILLION, SMALL, USUAL, Size
from coordinator import logs

OUT = Path("out/bench.json")
WIDTH = 120
"""Columns of the table where it goes to a file."""

COMES_LATER = ("simulate_case_days", "backlog_100k_after_outage")

Measure = Callable[[Ground, Size], dict[str, Figure]]


@dataclass(frozen=True)
class Part:
    """A measurement, and the keys it gives."""

    keys: tuple[str, ...]
    measure: Measure


PARTS = tuple(
    Part(module.KEYS, module.measure) for module in (advancing, delivering, letters, latency, crowded, desk_pages)
)


def run(
    small: Annotated[bool, typer.Option("--small", help="a few of each: does it work at all?")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="with a million cases and effects too; takes some minutes")
    ] = False,
    only: Annotated[str, typer.Option(help="keys to measure, with commas between; all where left out")] = "",
    out: Annotated[Path, typer.Option(help="the file the numbers go to")] = OUT,
) -> None:
    """Measure, print a table, write the numbers as JSON."""
    logs.configure(os.environ.get("COORDINATOR_LOG_LEVEL", "error"))
    size = SMALL if small else USUAL
    if full:
        size = replace(size, crowds=(*size.crowds, MILLION))
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    found = _measure_all(_wanted(only), size, console)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    console.print(_table(found))
    console.print(f"{out} holds the numbers; {os.cpu_count()} cores.", highlight=False)


def _wanted(only: str) -> list[str]:
    every = [key for part in PARTS for key in part.keys] + list(COMES_LATER)
    chosen = [key.strip() for key in only.split(",") if key.strip()]
    unknown = [key for key in chosen if key not in every]
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}; there are {', '.join(every)}", param_hint="--only")
    return chosen or every


def _measure_all(wanted: list[str], size: Size, console: Console) -> dict[str, Figure]:
    """The figures in the order of the parts; where one key of a part is wanted its floor comes along."""
    found: dict[str, Figure] = {}
    parts = [part for part in PARTS if set(part.keys) & set(wanted)]
    with ground() as servers:
        for part in parts:
            began = perf_counter()
            with console.status(f"measuring {', '.join(part.keys)}"):
                figures = part.measure(servers, size)
            found |= {key: figures.get(key, FULL_ONLY) for key in part.keys}
            console.print(f"[dim]{', '.join(figures)}: {perf_counter() - began:.0f} s", highlight=False)
    return found | {key: LATER for key in COMES_LATER if key in wanted}


def _table(found: dict[str, Figure]) -> Table:
    table = Table(box=None)
    table.add_column("Key", no_wrap=True)
    for heading in ("n", "a second", "p50 ms", "p95 ms", "p99 ms", "× floor"):
        table.add_column(heading, justify="right")
    table.add_column("", no_wrap=True)
    for key, figure in found.items():
        shown = [figure.get(name) for name in ("n", "per_second", "p50_ms", "p95_ms", "p99_ms", "ratio_to_floor")]
        table.add_row(
            key, *("" if value is None or not figure["n"] else f"{value:,}" for value in shown), _remark(figure)
        )
    return table


def _remark(figure: Figure) -> str:
    if figure.get("later"):
        return "comes with a later release"
    if figure.get("full_only"):
        return "with --full"
    return ", ".join(
        f"{name} {value:,}"
        for name, value in figure.items()
        if name
        in (
            "workers",
            "batch",
            "cases",
            "due",
            "cpu_ms_of_workers",
            "cpu_ms_of_postgres",
            "statements",
            "ratio_to_100k",
        )
        and isinstance(value, (int, float))
    )
