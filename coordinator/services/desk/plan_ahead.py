"""The send plan of a case that is at hand, in three statements and those of the book."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.playbook.book import Book
from coordinator.playbook.post_room import History
from coordinator.playbook.send_plan import send_plan
from coordinator.services.views.plan import entry_shown
from coordinator.store import case_mail, effects, journal

AHEAD = 60
"""Calendar days of the plan: the longest legal answer of an office."""


def plan_ahead(session: Session, case: Case, book: Book, now: datetime, days: int = AHEAD) -> list[dict[str, Any]]:
    """What ``case_plan`` says, for a case of no session: the run works on a copy."""
    past = case_mail.past(session, case.patient.person_key, local(now, case.patient.time_zone).date())
    history = History(message_days=past.message_days, desk_letters=past.desk_letters, alive=past.alive)
    fresh = journal.events_after(session, {case.id: case.acted_seq})[case.id] if case.acted_seq < case.seq else []
    pending = effects.pending_of(session, case.id)
    return [entry_shown(one) for one in send_plan(case, pending, fresh, history, book, now, now + timedelta(days=days))]
