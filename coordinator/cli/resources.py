"""``coordinator resources``: support groups, sources one can rely on, help with money, travel and lodging."""

from __future__ import annotations

from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, AsJson, DataDir


def resources(
    condition: Annotated[
        str | None,
        typer.Option("--condition", metavar="C", help="An ICD-10-CM code, its beginning, or a group of the file."),
    ] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="L", help="Such as en or es.")] = None,
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """List where patients may turn; what nobody looked at for twelve months is left out."""
    from coordinator.cli.joined import joined
    from coordinator.domain.errors import Refused
    from coordinator.services.resources import Seeker, condition_known, shipped
    from coordinator.services.views.resources import listed

    file = shipped()
    if condition is not None and not condition_known(file, condition):
        raise Refused("condition.unknown", f"a code, or one of {', '.join(file.groups)}", field="--condition")
    with joined(data_dir) as place, place.world.database.reading() as session:
        today = place.world.now(session).date()
    found = listed(file, Seeker(condition=condition, language=language), today)
    if json:
        show.as_json(found)
        return
    rows = [(e["kind"], e["title"], e["offers"], e["url"], e["languages"], e["checked_on"]) for e in found]
    columns = ("kind", "", "offers", "address", "language", "looked at")
    show.table(columns, rows, empty="Nothing reviewed in the last year fits.")
