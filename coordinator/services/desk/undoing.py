"""Taking back what one has just recorded (``domain.md`` §12, "Correction")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound, Reason, Refused
from coordinator.domain.facts import Recorded
from coordinator.domain.facts.correction import LASTING
from coordinator.domain.viewer import May, Viewer
from coordinator.services.desk.looking_back import later, resting_on
from coordinator.services.record import record
from coordinator.services.world import World
from coordinator.store import recorded_facts
from coordinator.store.fact_changes import StoredPast

UNDO_WITHIN = timedelta(minutes=10)
"""On the stack's clock, from the moment of recording."""


@dataclass(frozen=True)
class JustRecorded:
    """A fact as the one who recorded it is told of it. ``did``: Recorded, Corrected or Taken back.

    ``hands_back_to``: who owned the case before it was accepted. That is not undone: they answer, as for any hand-over.
    """

    ref: str
    seq: int
    fact: str
    did: str
    can_be_undone: bool
    can_be_corrected: bool = False
    hands_back_to: str = ""


def just_recorded(session: Session, viewer: Viewer, ref: str, seq: int, now: datetime) -> JustRecorded | None:
    """What this person recorded here within the last minutes; ``None`` for anything else. One statement."""
    row = recorded_facts.recorded(session, ref, seq)
    if row is None or not viewer.sees(row.navigator) or row.by != viewer.email:
        return None
    if row.recorded_at + UNDO_WITHIN < now:
        return None
    correction = row.name == "corrected"
    lasting = row.fact is None or row.corrected_by is not None or row.fact in LASTING
    return JustRecorded(
        ref=row.ref,
        seq=seq,
        fact=str(row.data.get("fact", "")) if correction else row.fact or row.name,
        did="Recorded" if not correction else "Taken back" if row.data.get("taken_back") else "Corrected",
        can_be_undone=not correction and not lasting,
        can_be_corrected=not correction and not lasting,
        hands_back_to=str(row.data.get("before") or "") if _accepted_here(row, viewer) else "",
    )


def _accepted_here(row: Any, viewer: Viewer) -> bool:
    return bool(row.fact == "handover_accepted" and row.navigator == viewer.email)


def undo(world: World, viewer: Viewer, ref: str, seq: int) -> Recorded:
    """Take one's own fact back, where nothing left because of it and nothing that people did rests on it.

    Raises ``Refused`` with ``undo.too_late``, ``undo.left``, ``undo.rested_on`` or what a correction says.
    """
    if not viewer.may(May.RECORD_FACTS):
        raise NotFound("case.unknown")

    def nothing_came_of_it(session: Session, case: Case, now: datetime) -> None:
        if just_recorded(session, viewer, ref, seq, now) is None:
            raise Refused("undo.too_late", "only who recorded it can take it back, within ten minutes")
        past = StoredPast(session, case.id)
        change = past.change(seq)
        if change is None or change.corrected_by is not None:
            return  # the correction itself says so
        if past.left(change):
            raise Refused("undo.left", "something left because of it")
        rests = resting_on(change, later(session, case.id, change.seq))
        if rests:
            raise Refused("undo.rested_on", reasons=[Reason(one.fact, str(one.seq)) for one in rests])

    return record(world, ref, "corrected", {"seq": seq}, by=viewer.email, first=nothing_came_of_it)
