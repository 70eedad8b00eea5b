"""What a correction means for what waits to leave: orders that follow from the wrong fact end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.store import effects
from coordinator.store.fact_changes import StoredPast


def unsend(session: Session, case: Case, event: Event, past: StoredPast, act: Act) -> None:
    """End what the wrong fact ordered and has not left, and ask the gate again about everything else of the case."""
    change = past.change(int(event["was_seq"]))
    if change is None:
        return
    ended = past.unsend(change, act.now)
    for item in case.work_items:
        if item.open and item.effect_id in ended:
            item.end(act.now, act.by)
    effects.ask_again(session, case.id, act.now)
