"""``coordinator demo``: the example cases through all five stages, with the outside world played (``make demo``)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder for the results; replaced.")] = Path(
        "out/demo"
    ),
    seed: Annotated[int, typer.Option("--seed", help="Another seed is another outside world.")] = 1,
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", file_okay=False, help="Data folder of the stack; replaced. OUT/stack.")
    ] = None,
    cases: Annotated[int | None, typer.Option("--cases", min=1, help="Play only the first of the examples.")] = None,
) -> None:
    """Take the example cases through all five stages on a clock that runs ahead, and write down what happened."""
    from coordinator.simulate.live.demo import run_demo

    if not run_demo(out, seed, data_dir or out / "stack", cases):
        raise typer.Exit(1)
