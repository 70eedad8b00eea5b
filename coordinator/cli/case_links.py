"""``coordinator case links``, ``link-code``, ``signed-paper``: the portal, for whoever helps somebody with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, Ref


def links(
    ref: Ref,
    revoke: Annotated[str | None, typer.Option("--revoke", metavar="ID", help="Take back one link, or all.")] = None,
    json: AsJson = False,
    by: By = OPERATOR,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """List the links that open a case online, and take them back."""
    from coordinator.cli.joined import joined
    from coordinator.services.portal import links_shown

    with joined(data_dir) as place:
        if revoke is not None:
            links_shown.revoke(place.world, ref, revoke, by)
        found = links_shown.links_of(place.world, ref)
    if json:
        show.as_json(found)
        return
    rows = [
        (one["id"], one["status"], one["reader"], one["scope"], one["made_at"][:16], one["expires_at"][:10])
        for one in found
    ]
    columns = ("link", "status", "reader", "may see", "made (UTC)", "until")
    show.table(columns, rows, empty="No mail of this case carried a link yet.")


def link_code(
    ref: Ref,
    link: Annotated[str, typer.Argument(metavar="LINK", help="The id of a good link, as `case links` prints it.")],
    by: By = OPERATOR,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Make a code to read out to a caller, once you checked who calls: name, birth date and one thing more."""
    from coordinator.cli.joined import joined
    from coordinator.services.portal.entering import speak_code

    with joined(data_dir) as place:
        code = speak_code(place.world, ref, link, by)
    show.line(f"{code[:3]} {code[3:]} – works for 10 minutes, on the page that asks for the code")


def signed_paper(
    ref: Ref,
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="The id of a paper that was signed online.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.pdf", dir_okay=False, help="Where to write.")],
    by: By = OPERATOR,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Write a paper as it was signed online, with the evidence of who signed; that it was read is kept."""
    from coordinator.cli.joined import joined
    from coordinator.services.portal.links_shown import signed_paper as read

    with joined(data_dir) as place:
        content = read(place.world, ref, paper, by)
    output.touch(mode=0o600)
    output.write_bytes(content)
    show.line(f"{output}: {len(content)} bytes")
