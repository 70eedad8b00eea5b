"""``coordinator letter``: a letter as it would leave, with a case's real data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, DataDir, Ref


def letter(
    ref: Ref,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Letter such as l01.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.pdf", dir_okay=False, help="Where to write.")],
    request: Annotated[str | None, typer.Option("--request", metavar="ID", help="Of one record request.")] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Write a preview of a letter as PDF; nothing is sent."""
    from coordinator.cli.joined import joined
    from coordinator.services.preview import preview_letter

    with joined(data_dir) as place:
        content = preview_letter(place.world, ref, name, request)
    output.write_bytes(content)
    show.line(f"{output}: {len(content)} bytes")
