"""What a recorded fact changed in its case, place by place: a correction takes it back (``domain.md`` §12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from coordinator.domain.case import Case

Path = tuple[str, ...]
State = dict[Path, Any]

ENGINES = ("waits",)
"""Parts of a case that belong to the engine: no fact changes them."""

COUNTS = frozenset(
    {
        "seq", "acted_seq", "stopped_seq", "head_mac", "wake_at", "advance_failures", "stuck", "holding",
        "late_at", "planned_at", "planned_by",
    }
)  # fmt: skip
"""Fields that count, seal, wake or follow: nothing of what a fact says."""

PLAIN = (str, int, bool, float, date, datetime, dict, list)

ADDED = "added"
"""The value of a place that is a whole part: it was made by the fact."""


@dataclass(frozen=True)
class Step:
    """One place before and after, as JSON. ``None`` is no value; ``listed``: ``after`` was added to a list.

    ``before`` then is no list or an empty one: what its owner holds when nothing is left of it.
    """

    path: Path
    before: Any
    after: Any
    listed: bool = False


_PLACES: dict[type, Mapping[str, type]] = {}
_PARTS: dict[type, tuple[str, ...]] = {}
_SPLIT: dict[type, frozenset[str]] = {}


def places_of(kind: type) -> Mapping[str, type]:
    """The fields of a mapped class that hold plain values, each with the type to read it back as."""
    if kind not in _PLACES:
        found = {name: _plain_type(hint) for name, hint in get_type_hints(kind).items() if name not in COUNTS}
        _PLACES[kind] = {name: plain for name, plain in found.items() if plain is not None}
    return _PLACES[kind]


def split_in(kind: type) -> frozenset[str]:
    """The fields whose entries are places of their own: JSON objects that are always there."""
    if kind not in _SPLIT:
        hints = get_type_hints(kind).items()
        _SPLIT[kind] = frozenset(name for name, hint in hints if get_origin(hint) is dict)
    return _SPLIT[kind]


def parts_of(kind: type) -> tuple[str, ...]:
    """The fields of a mapped class that are lists of parts."""
    if kind not in _PARTS:
        hints = get_type_hints(kind).items()
        _PARTS[kind] = tuple(name for name, hint in hints if _lists_parts(hint) and name not in ENGINES)
    return _PARTS[kind]


def _plain_type(hint: Any) -> type | None:
    options = [h for h in get_args(hint) if h is not type(None)] if isinstance(hint, UnionType) else [hint]
    kind = get_origin(options[0]) or options[0]
    return kind if isinstance(kind, type) and issubclass(kind, PLAIN) and not _lists_parts(hint) else None


def _lists_parts(hint: Any) -> bool:
    return get_origin(hint) is list and is_dataclass(get_args(hint)[0])


def holders_of(case: Case) -> Iterator[tuple[Path, Any]]:
    """The case, its patient and every part, each with the path at which its places begin."""
    yield (), case
    yield ("patient",), case.patient
    for owner in (case, case.patient):
        yield from _parts(owner)


def _parts(owner: Any) -> Iterator[tuple[Path, Any]]:
    for name in parts_of(type(owner)):
        for part in getattr(owner, name):
            yield (name, part.id), part
            yield from _parts(part)


def plain_state(case: Case) -> State:
    """Every place of a case with its value. Values are shared, not copied: JSON columns are replaced, never changed."""
    found: State = {}
    for path, holder in holders_of(case):
        if len(path) == 2:
            found[path] = ADDED
        for name in places_of(type(holder)):
            value = getattr(holder, name)
            if isinstance(value, dict) and name in split_in(type(holder)):
                found.update({(*path, name, key): inner for key, inner in value.items()})
            else:
                found[*path, name] = value
    return found


def difference(before: State, after: State) -> tuple[Step, ...]:
    """What changed, in the order of the case's own fields. A part that was made is one step."""
    made = {path for path, value in after.items() if value is ADDED and path not in before}
    steps = [Step(path, None, ADDED) for path in sorted(made)]
    for path in [*after, *(path for path in before if path not in after)]:
        if path in made or path[:2] in made:
            continue
        old, new = before.get(path), after.get(path)
        if old is new or old == new:
            continue
        tail = _listed(old, new)
        first: list[Any] | None = None if old is None else []
        steps.append(Step(path, first, encoded(tail), listed=True) if tail else Step(path, encoded(old), encoded(new)))
    return tuple(steps)


def _listed(old: Any, new: Any) -> list[Any]:
    """What was added to the end of a list that is otherwise the same; empty for any other change."""
    if not isinstance(new, list) or not (old is None or isinstance(old, list)):
        return []
    kept = list(old or [])
    return new[len(kept) :] if new[: len(kept)] == kept else []


def encoded(value: Any) -> Any:
    """As JSON."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return [encoded(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): encoded(one) for key, one in value.items()}
    return value


def decoded(value: Any, kind: type) -> Any:
    """Back from JSON into the type of its place."""
    if value is None:
        return None
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    if issubclass(kind, StrEnum):
        return kind(value)
    return value
