"""What lists show of a case without loading it: when somebody has had a ball too long, and what comes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from coordinator.domain.case import Case
from coordinator.playbook.book import Book
from coordinator.playbook.next_rung import Next

VISIT = "visit/"
"""A visit that is booked is waited for until its day, however long that is."""


def keep_outlook(case: Case, book: Book, ahead: Mapping[str, Next | None], *, handed_on: bool = True) -> None:
    """Let the columns follow the ledger and the ladders; ``ahead`` says what comes next for each wait.

    ``handed_on``: false when nobody had a ball from another since the columns were kept last.
    """
    if handed_on:
        case.late_at = late_at(case.holding, book.playbook.waiting)
    soonest, ladder = None, None
    for wait in case.waits:
        if wait.ended_at is None and (found := ahead.get(wait.id)) is not None:
            due_at = found.due_at
            if due_at is not None and (soonest is None or due_at < soonest):
                soonest, ladder = due_at, wait.ladder
    case.planned_at, case.planned_by = soonest, ladder


def late_at(holding: Mapping[str, Any] | None, waiting: Mapping[str, timedelta]) -> datetime | None:
    """The moment from which on the first of the open balls is with its holder for too long; ``None`` without one."""
    since: dict[str, str] = {}
    for subject, (holder, began) in ((holding or {}).get("open") or {}).items():
        # all of them are UTC as written by one hand: the earlier one is the smaller text
        if holder in waiting and not subject.startswith(VISIT) and (holder not in since or began < since[holder]):
            since[holder] = began
    return min((datetime.fromisoformat(began) + waiting[holder] for holder, began in since.items()), default=None)
