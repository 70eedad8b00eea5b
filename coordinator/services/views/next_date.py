"""The next thing that a case has a date for."""

from __future__ import annotations

from datetime import datetime

from coordinator.domain.case import Case
from coordinator.playbook.book import Book
from coordinator.playbook.next_rung import next_rung


def next_date(case: Case, book: Book, now: datetime) -> dict[str, str] | None:
    """``{at, what}`` of the earliest visit, rung or due work item; ``None`` where only a fact can wake the case."""
    found: list[tuple[datetime, str]] = [(w.due_at, f"work item {w.kind}") for w in case.work_items if w.open]
    appointment = case.appointment()
    if appointment is not None and appointment.starts_at > now:
        found.append((appointment.starts_at, "visit"))
    for wait in case.waits:
        ahead = next_rung(wait, case, book, now) if wait.running and wait.ladder in book.playbook.ladders else None
        if ahead is not None and ahead.due_at is not None:
            found.append((ahead.due_at, f"{wait.ladder}/{ahead.rung.name}"))
    if not found:
        return None
    at, what = min(found)
    return {"at": at.isoformat(), "what": what}
