"""A verified state limit that ends before the federal one takes its place for basis A and B (``domain.md`` §3.3)."""

from __future__ import annotations

from datetime import date

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.legal_deadline import legal_due_on
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.state_limit import LegalLimit, earliest
from coordinator.playbook.book import Book


def weigh_limits(case: Case, book: Book, act: Act) -> None:
    """Put every running legal date where the law that holds now has it, and say so where that moved it.

    An extension that the office was granted stands as it is.
    """
    for request in case.requests:
        if request.due_on is None or request.extended or not request.open:
            continue
        shown = request.details.get("limit")
        if not shown and not book.limits:
            continue
        due_on, limit = _due(request, book)
        if due_on == request.due_on and (limit.id if limit else None) == (shown or {}).get("id"):
            continue
        told = (
            {"id": limit.id, "days": limit.days, "day_type": limit.day_type, "citation": limit.citation}
            if limit
            else None
        )
        request.due_on = due_on
        request.keep(limit=told)
        case.note("legal_date_moved", act, request=request.id, due_on=due_on, limit=limit.id if limit else "federal")


def _due(request: RecordRequest, book: Book) -> tuple[date, LegalLimit | None]:
    desk, received_at = request.desk, request.received_at
    if desk is None or received_at is None or request.due_on is None:
        raise ValueError(f"a legal date without an office or a receipt: {request.id}")
    received_on = local(received_at, desk.time_zone).date()
    federal = legal_due_on(received_on)
    found = earliest(book.limits, desk, received_on, book.calendar(desk))
    return (found[0], found[1]) if found is not None and found[0] < federal else (federal, None)
