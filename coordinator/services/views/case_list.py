"""The cases as a list, without a name or a diagnosis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.status import status_of
from coordinator.domain.words import Stage
from coordinator.playbook.book import Book
from coordinator.services.views.holders import leading_holder
from coordinator.services.views.next_date import next_date
from coordinator.services.views.plain import Json, plain
from coordinator.store import cases
from coordinator.store.case_tables import case as table

AT_A_TIME = 100
"""Cases loaded whole in one go."""


def case_list(
    session: Session,
    book: Book,
    now: datetime,
    *,
    stage: str | None = None,
    navigator: str | None = None,
    most: int | None = None,
) -> list[Json]:
    """One line a case, the oldest first. ``stage`` is a word of the glossary, else ``stage.unknown``."""
    statement = select(table.c.id).order_by(table.c.opened_at, table.c.ref)
    if stage is not None:
        statement = statement.where(table.c.stage == _stage(stage))
    if navigator is not None:
        statement = statement.where(func.lower(table.c.navigator) == navigator.strip().lower())
    if most is not None:
        statement = statement.limit(most)
    ids = list(session.execute(statement).scalars())
    return [_line(case, book, now) for case in _whole(session, ids)]


def case_count(session: Session) -> int:
    """How many cases there are."""
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _stage(word: str) -> Stage:
    try:
        return Stage(word.strip().lower())
    except ValueError as problem:
        raise Refused("stage.unknown", f"one of {', '.join(Stage)}", field="stage") from problem


def _whole(session: Session, ids: list[str]) -> Iterator[Case]:
    for start in range(0, len(ids), AT_A_TIME):
        batch = ids[start : start + AT_A_TIME]
        found = {case.id: case for case in cases.load(session, batch)}
        yield from (found[one] for one in batch)
        session.expunge_all()


def _line(case: Case, book: Book, now: datetime) -> Json:
    found: Json = plain(
        {
            "ref": case.ref,
            "external_id": case.external_id,
            "stage": case.stage,
            "status": status_of(case),
            "stage_entered_at": case.stage_entered_at,
            "opened_at": case.opened_at,
            "priority": case.priority,
            "deadline_risk": case.deadline_risk,
            "navigator": case.navigator,
            "on_hold": case.on_hold,
            "stuck": case.stuck,
            "close_reason": case.close_reason,
            "holder": leading_holder(case),
            "open_work_items": sum(w.open for w in case.work_items),
            "next": next_date(case, book.of(case), now),
        }
    )
    return found
