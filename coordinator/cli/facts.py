"""``coordinator facts``: what can be recorded about a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
    from coordinator.domain.facts.fact import Fact


def facts(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One fact; all of them without it.")] = None,
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """List the facts of `case record` with their keys."""
    from coordinator.domain.errors import NotFound
    from coordinator.domain.facts import FACTS

    known: Mapping[str, Fact] = FACTS
    if name is not None and name not in known:
        import difflib

        near = difflib.get_close_matches(name, known, n=1)
        raise NotFound("fact.unknown", f"did you mean {near[0]}?" if near else "see `coordinator facts`", field="NAME")
    chosen = [known[name]] if name is not None else list(known.values())
    if json:
        listed = [as_plain(fact) for fact in chosen]
        show.as_json(listed[0] if name is not None else listed)
    elif name is not None:
        _one(chosen[0])
    else:
        rows = [(fact.name, _keys(fact), fact.usually, fact.says) for fact in chosen]
        show.table(("fact", "keys", "usually in", ""), rows, empty="There are none.")


def as_plain(fact: Fact) -> dict[str, Any]:
    """A fact as JSON carries it; ``who`` is null where any staff user may record it."""
    return {
        "name": fact.name,
        "says": fact.says,
        "usually": fact.usually,
        "who": sorted(role.value for role in fact.who) if fact.who is not None else None,
        "when_closed": fact.when_closed,
        "keys": [
            {
                "name": key.name,
                "kind": str(key.kind),
                "required": key.required,
                "help": key.help,
                "options": list(key.options),
            }
            for key in fact.keys
        ],
    }


def _keys(fact: Fact) -> str:
    return " ".join(f"{key.name}=" if key.required else f"[{key.name}=]" for key in fact.keys)


def _one(fact: Fact) -> None:
    who = ", ".join(sorted(role.value for role in fact.who)) if fact.who is not None else "any staff user"
    show.fields({"fact": fact.name, "says": fact.says, "usually in": fact.usually, "recorded by": who})
    rows = [(key.name, "required" if key.required else "", str(key.kind), key.help, key.options) for key in fact.keys]
    show.table(("key", "", "kind", "", "one of"), rows, empty="It has no keys.")
