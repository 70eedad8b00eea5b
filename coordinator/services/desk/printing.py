"""The print queue: what waits for the post, as a list and as one PDF, and what was posted lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import ToRole
from coordinator.services.desk import cursor
from coordinator.services.desk.worklist import Listed
from coordinator.services.pdf_pages import take_pages
from coordinator.store import print_queue
from coordinator.store.today import owners

ON_A_PAGE = 50
"""Letters of a batch: more than this nobody puts into envelopes at once."""

LATELY = timedelta(hours=24)
MOST_LATELY = 30

TO = {
    ToRole.PATIENT: "the patient", ToRole.REPRESENTATIVE: "who acts for the patient", ToRole.COMPANION: "a companion",
    ToRole.DESK: "a records office", ToRole.PROVIDER: "the provider", ToRole.TREATING: "the treating doctor",
    ToRole.PRIVACY_OFFICER: "a privacy officer",
}  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """One printed letter. ``seq`` is the fact that says it was posted, where it was."""

    id: str
    name: str
    ref: str
    patient: str
    to: str
    made_at: datetime
    time_zone: str
    posted_on: date | None
    posted_at: datetime | None
    seq: int | None


def queue(session: Session, viewer: Viewer, after: str = "") -> Listed:
    """Letters that wait, oldest first. Two statements."""
    place = cursor.read(after, str, str)
    behind = (datetime.fromisoformat(place[0]), place[1]) if place else None
    whose = owners(viewer.navigators)
    found = list(print_queue.waiting(session, whose, ON_A_PAGE + 1, behind))
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    onward = cursor.written(shown[-1].made_at.isoformat(), shown[-1].id) if more else ""
    return Listed([_letter(row) for row in shown], print_queue.count_waiting(session, whose), onward)


def posted_lately(session: Session, viewer: Viewer, now: datetime) -> list[Letter]:
    """What went to the post within a day, the latest first. One statement."""
    rows = print_queue.posted_since(session, owners(viewer.navigators), now - LATELY, MOST_LATELY)
    return [_letter(row, row.seq) for row in rows]


def batch(session: Session, viewer: Viewer, ids: list[str]) -> bytes:
    """One PDF of these letters in their order. Raises ``NotFound`` where one of them does not wait in sight."""
    stored = print_queue.pages(session, owners(viewer.navigators), ids)
    if not ids or set(ids) - set(stored):
        raise NotFound("letter.unknown")
    return take_pages(stored, [{"document": letter, "first": 1, "last": 0} for letter in ids])


def _letter(row: Any, seq: int | None = None) -> Letter:
    return Letter(
        row.id, row.name, row.ref, f"{row.given} {row.family}", row.organization or TO.get(row.to_role, ""),
        row.made_at, row.time_zone, row.posted_on, row.posted_at, seq,
    )  # fmt: skip
