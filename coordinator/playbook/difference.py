"""What differs between two playbooks, said by the places of their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

RUNGS = "rungs"
"""The one place in which the order of entries says something."""


class Difference(NamedTuple):
    """One place. ``before`` or ``after`` is ``None`` where it is new or gone."""

    place: str
    before: str | None
    after: str | None


def differences(one: Mapping[str, Any], other: Mapping[str, Any], place: str = "") -> Iterator[Difference]:
    """From ``one`` to ``other``, in the order of the file; two documents as YAML reads them."""
    for key in (*one, *(key for key in other if key not in one)):
        where = f"{place}/{key}" if place else str(key)
        before, after = one.get(key), other.get(key)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from differences(before, after, where)
        elif key not in one or key not in other or before != after:
            yield Difference(where, _told(one, key), _told(other, key))
    orders = [key for key in one if key in other], [key for key in other if key in one]
    if place.endswith(RUNGS) and orders[0] != orders[1]:
        yield Difference(f"{place} (order)", *map(", ".join, orders))


def _told(document: Mapping[str, Any], key: str) -> str | None:
    return _words(document[key]) if key in document else None


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_words(inner) for inner in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)
