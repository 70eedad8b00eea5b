"""The send plan of one case: what will go out when, to whom; what will not, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.playbook.book import Book
from coordinator.playbook.post_room import History
from coordinator.playbook.send_plan import Entry, send_plan
from coordinator.services.views.plain import Json, local_time
from coordinator.store import cases, communications, effects, journal
from coordinator.store.case_tables import patient as patient_table

DAYS = 60
"""How far a plan looks ahead when nobody says: the longest legal answer of an office."""


def case_plan(session: Session, ref: str, book: Book, now: datetime, days: int = DAYS) -> Json:
    """If nobody does anything for ``days`` calendar days. Give it its own session: the run changes what it reads."""
    case = cases.by_ref(session, ref)
    person = case.patient.person_key
    today = local(now, case.patient.time_zone).date()
    message_days, desk_letters = communications.history(session, person, today)
    dead = exists().where(patient_table.c.person_key == person, patient_table.c.deceased_on.is_not(None))
    history = History(
        message_days=message_days,
        desk_letters=desk_letters,
        alive=not session.execute(select(dead)).scalar_one(),
    )
    fresh = journal.events_after(session, {case.id: case.acted_seq})[case.id]
    pending = effects.pending_of(session, case.id)
    entries = send_plan(case, pending, fresh, history, book.of(case), now, now + timedelta(days=days))
    return {"ref": case.ref, "as_of": now.isoformat(), "entries": [entry_shown(entry) for entry in entries]}


def entry_shown(entry: Entry) -> Json:
    """One line of the plan as plain values."""
    return {
        "at": entry.at.isoformat(),
        "local_time": local_time(entry.at, entry.time_zone),
        "time_zone": entry.time_zone,
        "kind": entry.kind,
        "name": entry.name,
        "parts": list(entry.parts),
        "to_role": entry.to_role or None,
        "channel": entry.channel or None,
        "request": entry.request or None,
        "would_send": entry.would_send,
        "reason": entry.reason or None,
        "ladder": entry.ladder or None,
        "rung": entry.rung or None,
        "explain": entry.explain,
    }
