"""Looking back at a recorded fact: what left because of it, and what people did since that rests on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound
from coordinator.domain.facts import FACTS, Kind
from coordinator.domain.facts.change import ADDED, Step
from coordinator.domain.facts.past import FactChange
from coordinator.domain.facts.things import THINGS
from coordinator.store import communications, recorded_facts
from coordinator.store.fact_changes import StoredPast

BY_ANYBODY = ("work_items",)
"""Parts that many facts end or open beside what they say: two of them there do not rest on each other."""

HEARD = (("answers", "unreachable"), ("answers", "reached_on"))
"""Places that change with everything that is heard from a patient who was looked for."""


@dataclass(frozen=True)
class Later:
    """A fact that somebody recorded. ``by`` is a name where the person is known here, else what the journal says."""

    seq: int
    fact: str
    by: str
    by_email: str
    at: datetime
    values: Mapping[str, Any]
    subjects: frozenset[str]
    places: frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Left:
    """A mail or letter that left. ``name`` is that of its template, ``request`` the one it was about, if any."""

    id: str
    name: str
    kind: str
    channel: str
    to_role: str
    at: datetime
    time_zone: str
    request: str | None


@dataclass(frozen=True)
class LookedBack:
    """A recorded fact with what came of it."""

    change: FactChange
    by: str
    left: Sequence[Left]
    resting: Sequence[Later]


def later(session: Session, case_id: str, seq: int) -> list[Later]:
    """Facts recorded after this number that still hold, oldest first. One statement."""
    return [_later(row) for row in recorded_facts.since(session, case_id, seq)]


def look_back(session: Session, ref: str, seq: int) -> LookedBack:
    """The fact behind this entry of a case. Raises ``NotFound`` where no person recorded one."""
    row = recorded_facts.recorded(session, ref, seq)
    past = StoredPast(session, row.id) if row is not None else None
    change = past.change(seq) if past is not None else None
    if row is None or past is None or change is None:
        raise NotFound("correction.no_fact")
    return LookedBack(
        change=change,
        by=row.by_name or row.by,
        left=_left(session, past.left(change)),
        resting=resting_on(change, later(session, row.id, change.seq)),
    )


def resting_on(change: FactChange, since: Sequence[Later]) -> list[Later]:
    """Those of the later facts that changed the same places, or are about what this one made."""
    places, made = places_of(change.steps), {step.path[1] for step in change.steps if _made(step)}
    return [one for one in since if one.places & places or one.subjects & made]


def places_of(steps: Sequence[Step]) -> frozenset[tuple[str, ...]]:
    """The places that a fact changed, without those that every fact may."""
    return frozenset(step.path for step in steps if step.path[0] not in BY_ANYBODY and step.path not in HEARD)


def things_named(fact: str, values: Mapping[str, object]) -> frozenset[str]:
    """What the keys of a fact name, as they name it: ids, or the types of records."""
    known = FACTS.get(fact)
    kinds = THINGS.keys() - {Kind.STAFF}
    keys = [key.name for key in known.keys if key.kind in kinds] if known is not None else []
    told = [values.get(key) for key in keys]
    words = [part for one in told for part in (one.split(",") if isinstance(one, str) else one or ())]  # type: ignore[attr-defined]
    return frozenset(str(word).strip() for word in words) - {"", "patient"}


def _made(step: Step) -> bool:
    return step.after == ADDED and len(step.path) == 2 and step.path[0] not in BY_ANYBODY


def _later(row: Any) -> Later:
    steps = [Step(**{**one, "path": tuple(one["path"])}) for one in row.steps]
    change = FactChange(
        row.seq, row.first_seq, row.last_seq, row.fact, row.at, row.recorded_at, row.values, row.ids, steps
    )
    return Later(
        seq=row.seq,
        fact=row.fact,
        by=row.by_name or row.by,
        by_email=row.by,
        at=row.recorded_at,
        values=row.values,
        subjects=change.subjects() | things_named(row.fact, row.values),
        places=places_of(steps),
    )


def _left(session: Session, ids: Sequence[str]) -> list[Left]:
    found = communications.headings(session, ids)
    return [
        Left(r.id, r.name, r.kind, r.channel, r.to_role, r.sent_at or r.made_at, r.time_zone, r.request_id)
        for r in found
    ]
