"""What came in and waits to be understood: mails and paper, and documents that nobody looked at yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from coordinator.domain.words import Priority, WorkItemKind
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.document_tables import document as document_table
from coordinator.store.inbound import OPEN
from coordinator.store.inbound_tables import inbound as inbound_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.today import owners
from coordinator.store.work_tables import work_item as work_table
from coordinator.store.worklist import RANK as WORK_RANK
from coordinator.store.worklist import in_sight

Place = tuple[int, datetime, str]
"""Rank, moment and id of the last row of a page."""

RANK = case(
    (case_table.c.priority == Priority.URGENT, 0),
    (case_table.c.priority == Priority.EXPEDITED, 1),
    (case_table.c.id.is_(None), 1),
    else_=2,
)
"""A mail that may be anybody's may be of an urgent case: it stands before what is routine."""

_DOCUMENT = case(
    (work_table.c.kind == WorkItemKind.CHECK_DOCUMENT, cast(work_table.c.about, document_table.c.id.type)), else_=None
)
"""What a check is about, as an id that the documents' key finds; other work may be about anything."""

_WHOSE = (case_table.c.ref, case_table.c.navigator, patient_table.c.given, patient_table.c.family)


def in_reach(navigators: Collection[str], lately: datetime | None) -> ColumnElement[bool]:
    """Mails of cases in sight; one that no case is certain for is everybody's who may record.

    One that was passed on after ``lately`` is only of those who see the case that was named, or one that it may answer:
    that case waits for it. ``None`` for whoever sorts such mails and sees them all.
    """
    columns, theirs = inbound_table.c, case_table.alias("theirs")
    answers = columns.may_answer.contains(
        func.jsonb_build_array(func.jsonb_build_object("case", cast(theirs.c.id, Text)))
    )  # fmt: skip
    everybodys = true() if lately is None else func.coalesce(columns.passed_at <= lately, true())
    concerns_them = exists().where(
        or_(theirs.c.navigator.in_(navigators), theirs.c.navigator.is_(None)),
        or_(theirs.c.id == columns.passed_case, answers),
    )
    return or_(
        and_(columns.case_id.is_(None), or_(everybodys, concerns_them)),
        and_(columns.case_id.is_not(None), in_sight(navigators)),
    )


def _checks(navigators: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Open checks in sight, found by whose they are: those of others are not read."""
    work = work_table.c
    return (
        work.status == "open",
        work.kind == WorkItemKind.CHECK_DOCUMENT,
        work.navigator.in_(owners(navigators)),
    )


def mails(
    session: Session, navigators: Collection[str], lately: datetime | None, most: int, after: Place | None = None
) -> Sequence[Any]:
    """Waiting mails and papers without their bytes and words: urgent first, then those that wait longest."""
    columns = inbound_table.c
    statement = (
        select(
            columns.id, columns.received_at.label("at"), columns.came_by, columns.kind, columns.status, columns.sender,
            columns.subject, columns.text, columns.concerned, columns.may_answer, columns.documents,
            columns.passed_by, columns.passed_ref, columns.passed_case, RANK.label("rank"), *_WHOSE,
        )
        .select_from(
            inbound_table.outerjoin(case_table, case_table.c.id == columns.case_id).outerjoin(
                patient_table, patient_table.c.id == case_table.c.patient_id
            )
        )
        .where(columns.status.in_(OPEN), in_reach(navigators, lately))
        .order_by(RANK, columns.received_at, columns.id)
        .limit(most)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(tuple_(RANK, columns.received_at, columns.id) > after)
    return session.execute(statement).all()


def documents(session: Session, navigators: Collection[str], most: int, after: Place | None = None) -> Sequence[Any]:
    """Documents of cases in sight whose check is open: by the same order."""
    waits = func.least(work_table.c.opened_at, document_table.c.filed_at)
    statement = (
        select(
            document_table.c.id, waits.label("at"), document_table.c.came_by, document_table.c.kind,
            document_table.c.format, document_table.c.page_count, document_table.c.status, document_table.c.filed_by,
            work_table.c.code, WORK_RANK.label("rank"), request_table.c.organization_name, *_WHOSE,
        )
        .select_from(work_table)
        .join(document_table, document_table.c.id == _DOCUMENT)
        .join(case_table, case_table.c.id == work_table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(request_table, request_table.c.id == document_table.c.request_id)
        .where(*_checks(navigators))
        .order_by(WORK_RANK, waits, document_table.c.id)
        .limit(most)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(tuple_(WORK_RANK, waits, document_table.c.id) > after)
    return session.execute(statement).all()


def count(session: Session, navigators: Collection[str], lately: datetime | None) -> int:
    """How many of both wait."""
    of_mails = (
        select(func.count())
        .select_from(inbound_table.outerjoin(case_table, case_table.c.id == inbound_table.c.case_id))
        .where(inbound_table.c.status.in_(OPEN), in_reach(navigators, lately))
    )
    of_documents = select(func.count()).select_from(work_table).where(*_checks(navigators))
    return int(session.execute(select(of_mails.scalar_subquery() + of_documents.scalar_subquery())).scalar_one())
