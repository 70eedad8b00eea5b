"""``coordinator letter``: a letter or message as it would leave, with a case's real data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, DataDir, Ref


def letter(
    ref: Ref,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Letter such as l01, message such as m18.")],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            dir_okay=False,
            help="Where to write: FILE.pdf; for a message FILE.eml, FILE.html or FILE.txt too.",
        ),
    ],
    request: Annotated[
        str | None, typer.Option("--request", metavar="ID", help="What it is about, where the case has several.")
    ] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Write a preview of a letter as PDF, or of a message as mail, page or letter; nothing is sent."""
    from coordinator.cli.joined import joined
    from coordinator.services.preview import preview

    with joined(data_dir) as place:
        content = preview(place.world, ref, name, output.suffix.lower(), request)
    output.write_bytes(content)
    show.line(f"{output}: {len(content)} bytes")
