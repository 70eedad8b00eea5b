"""``coordinator case evidence``: what was asked of offices, how we know they have it, and what they did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, AsJson, DataDir, Ref


def evidence(
    ref: Ref,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE.pdf", dir_okay=False, help="Write it as PDF.")
    ] = None,
    request: Annotated[str, typer.Option("--request", metavar="ID", help="Of one request; of all when left out.")] = "",
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Put requests, proofs of receipt, letters' digests, calls and dates into one packet. No opinion is in it."""
    from coordinator.cli.joined import joined
    from coordinator.services import evidence as packet
    from coordinator.store.whole_case import whole_case

    if output is None and not json:
        raise typer.BadParameter("say -o FILE.pdf or --json", param_hint="-o")
    with joined(data_dir) as place, place.world.database.reading() as session:
        world = place.world
        case, now = whole_case(session, ref), world.now(session)
        content = packet.evidence_pdf(world, session, case, now, request) if output is not None else b""
        found = packet.evidence(world, session, case, now, request) if json else None
    if output is not None:
        output.write_bytes(content)
    if found is not None:
        show.as_json(found)
    else:
        show.line(f"{output}: {len(content)} bytes")
