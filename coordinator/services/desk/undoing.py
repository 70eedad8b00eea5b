"""Taking back what one has just recorded (``domain.md`` §12, "Correction")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.facts import Recorded
from coordinator.domain.viewer import May, Viewer
from coordinator.services.record import record
from coordinator.services.world import World
from coordinator.store import recorded_facts

UNDO_WITHIN = timedelta(minutes=10)
"""On the stack's clock, from the moment of recording."""


@dataclass(frozen=True)
class JustRecorded:
    """A fact as the one who recorded it is told of it. ``taken_back``: it was a correction without new keys."""

    ref: str
    seq: int
    fact: str
    taken_back: bool
    can_be_undone: bool


def just_recorded(session: Session, viewer: Viewer, ref: str, seq: int, now: datetime) -> JustRecorded | None:
    """What this person recorded here within the last minutes; ``None`` for anything else. One statement."""
    row = recorded_facts.recorded(session, ref, seq)
    if row is None or not viewer.sees(row.navigator) or row.by != viewer.email:
        return None
    if row.recorded_at + UNDO_WITHIN < now:
        return None
    correction = row.name == "corrected"
    return JustRecorded(
        ref=row.ref,
        seq=seq,
        fact=str(row.data.get("fact", "")) if correction else row.fact or row.name,
        taken_back=correction,
        can_be_undone=not correction and row.fact is not None and row.corrected_by is None,
    )


def undo(world: World, viewer: Viewer, ref: str, seq: int) -> Recorded:
    """Take one's own fact back. Raises ``Refused`` (``undo.too_late``, or what a correction says)."""
    with world.database.reading() as session:
        found = just_recorded(session, viewer, ref, seq, world.now(session))
    if not viewer.may(May.RECORD_FACTS):
        raise NotFound("case.unknown")
    if found is None:
        raise Refused("undo.too_late", "only who recorded it can take it back, within ten minutes")
    return record(world, ref, "corrected", {"seq": seq}, by=viewer.email)
