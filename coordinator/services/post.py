"""What facts about printed letters do to the print queue; called by ``record`` in its own transaction."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act, Event
from coordinator.domain.words import WorkItemKind
from coordinator.store import print_queue

TAKEN_BACK = "letter_taken_back"
"""The fact, and the code of the work item that takes the place of a letter to an office."""


def follow(session: Session, case: Case, event: Event, act: Act) -> None:
    """Do what this event means for the queue; most mean nothing."""
    if event.name == "letter_posted":
        _posted(session, case, event, act)
    elif event.name == TAKEN_BACK:
        _taken_back(session, case, event, act)
    elif event.name == "corrected":
        _corrected(session, case, event, act)


def _posted(session: Session, case: Case, event: Event, act: Act) -> None:
    """It is with the post; said again with another day, the day is put right."""
    on = date.fromisoformat(event["on"])
    _move(session, case, event["letter"], (print_queue.QUEUED, print_queue.POSTED), print_queue.POSTED, act, on)


def _taken_back(session: Session, case: Case, event: Event, act: Act) -> None:
    """It does not leave. What it asked is never dropped in silence: a person calls, or sends it another way (§12)."""
    row = _move(session, case, event["letter"], (print_queue.QUEUED,), print_queue.TAKEN_BACK, act)
    if not case.open:
        return
    if row.kind == "message":
        case.ask(WorkItemKind.CALL_PATIENT, act, code=row.name)
    elif row.request_id is not None:
        case.ask(WorkItemKind.FIND_OFFICE_ADDRESS, act, about=row.request_id, code=TAKEN_BACK)
    else:
        case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, code=TAKEN_BACK)


def _corrected(session: Session, case: Case, event: Event, act: Act) -> None:
    """A letter that was not posted, or not taken back, waits again, and nobody needs to do its work."""
    fact, letter = event["fact"], event["letter"]
    if fact == "letter_posted":
        _move(session, case, letter, (print_queue.POSTED,), print_queue.QUEUED, act)
    elif fact == TAKEN_BACK:
        row = _move(session, case, letter, (print_queue.TAKEN_BACK,), print_queue.QUEUED, act)
        code = row.name if row.kind == "message" else TAKEN_BACK
        for item in case.work_items:
            if item.open and item.code == code:
                item.end(act.now, act.by)
                case.note("work_item_ended", act, work_item=item.id, kind=item.kind)


def _move(
    session: Session, case: Case, letter: str, before: tuple[str, ...], after: str, act: Act, on: date | None = None
) -> Any:
    posted_at = act.now if after == print_queue.POSTED else None
    row = print_queue.move(session, case.id, _id(letter), before, after, posted_at, on)
    if row is None:
        raise Refused("letter.not_waiting", "no printed letter of this case waits under this id", field="letter")
    return row


def _id(letter: str) -> str:
    try:
        return str(UUID(letter))
    except ValueError:
        raise Refused("letter.not_waiting", "the id of a printed letter", field="letter") from None
