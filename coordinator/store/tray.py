"""What came in and waits to be understood: mails and paper, and documents that nobody looked at yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)  # fmt: skip
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from coordinator.domain.words import Priority, WorkItemKind
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.columns import Moment
from coordinator.store.document_tables import document as document_table
from coordinator.store.inbound import OPEN
from coordinator.store.inbound_tables import inbound as inbound_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.today import owners
from coordinator.store.work_tables import work_item as work_table
from coordinator.store.worklist import OWNERS
from coordinator.store.worklist import RANK as WORK_RANK

Place = tuple[int, datetime, str]
"""Rank, moment and id of the last row of a page."""

RANK = case(
    (case_table.c.priority == Priority.URGENT, 0),
    (case_table.c.priority == Priority.EXPEDITED, 1),
    (case_table.c.id.is_(None), 1),
    else_=2,
)
"""A mail that may be anybody's may be of an urgent case: it stands before what is routine."""

_MAIL = inbound_table.c
_LATELY = bindparam("lately", type_=Moment)

# Written out, as the indexes of what waits have them.
_WAITS = _MAIL.status.in_([literal_column(f"'{status}'") for status in OPEN])

_DOCUMENT = case(
    (work_table.c.kind == WorkItemKind.CHECK_DOCUMENT, cast(work_table.c.about, document_table.c.id.type)), else_=None
)
"""What a check is about, as an id that the documents' key finds; other work may be about anything."""

_WHOSE = (case_table.c.ref, case_table.c.navigator, patient_table.c.given, patient_table.c.family)


def _certain() -> tuple[ColumnElement[bool], ...]:
    """Waiting mails of cases in sight, found by whose they are: those of others are not read."""
    return (_WAITS, _MAIL.case_id.is_not(None), _MAIL.navigator == any_(OWNERS))


def _everybodys(lately: bool) -> tuple[ColumnElement[bool], ...]:
    """Waiting mails that no case is certain for and that nobody passed on after ``lately``."""
    passed = or_(_MAIL.passed_at.is_(None), _MAIL.passed_at <= _LATELY) if lately else true()
    return (_WAITS, _MAIL.case_id.is_(None), passed)


def _passed() -> tuple[ColumnElement[bool], ...]:
    """The others: such a mail is only of those who see the case that was named, or one that it may answer.

    Its cases are looked up by their keys; there are few such mails.
    """
    theirs = case_table.alias("theirs")
    entry = func.jsonb_array_elements(_MAIL.may_answer).column_valued("entry")
    answers = func.array(select(cast(cast(entry, JSONB)["case"].astext, theirs.c.id.type)).scalar_subquery())
    concerns_them = exists().where(
        theirs.c.id == any_(func.array_append(answers, _MAIL.passed_case)),
        func.coalesce(theirs.c.navigator, sql("''")) == any_(OWNERS),
    )
    return (_WAITS, _MAIL.case_id.is_(None), _MAIL.passed_at > _LATELY, concerns_them)


def _checks() -> tuple[ColumnElement[bool], ...]:
    """Open checks in sight, found by whose they are: those of others are not read."""
    work = work_table.c
    return (
        work.status == sql("'open'"),
        work.kind == WorkItemKind.CHECK_DOCUMENT,
        work.navigator == any_(OWNERS),
    )


def mails(
    session: Session, navigators: Collection[str], lately: datetime | None, most: int, after: Place | None = None
) -> Sequence[Any]:
    """Waiting mails and papers without their bytes and words: urgent first, then those that wait longest.

    Those of cases in sight, and those that no case is certain for: these are everybody's who may record. Whatever was
    passed on after ``lately`` is only of those whom it concerns; ``None`` for whoever sorts such mails and sees all.
    """
    values: dict[str, Any] = {"owners": owners(navigators), "lately": lately}
    values |= dict(zip(("rank", "at", "id"), after, strict=True)) if after is not None else {}
    return session.execute(_mails(most, lately is not None, after is not None), values).all()


@cache
def _mails(most: int, lately: bool, further: bool) -> Select[Any]:
    at, middle = _MAIL.received_at, literal_column("1", Integer)  # the rank of what no case is certain for
    certain = inbound_table.join(case_table, case_table.c.id == _MAIL.case_id)
    parts: list[tuple[ColumnElement[int], Any, tuple[ColumnElement[bool], ...]]] = [
        (RANK, certain, _certain()),
        (middle, inbound_table, _everybodys(lately)),
    ]
    if lately:
        parts.append((middle, inbound_table, _passed()))
    behind: Any = (
        bindparam("rank", type_=Integer), bindparam("at", type_=Moment), bindparam("id", type_=_MAIL.id.type)
    )  # fmt: skip
    found = []
    for rank, source, conditions in parts:
        part = select(rank.label("rank"), at.label("at"), _MAIL.id).select_from(source).where(*conditions)
        if further:
            part = part.where(tuple_(rank, at, _MAIL.id) > tuple_(*behind))
        order = (at, _MAIL.id) if rank is middle else (rank, at, _MAIL.id)  # the former is the index's
        found.append(part.order_by(*order).limit(literal_column(str(most))))
    each = union_all(*(select(one.subquery()) for one in found)).subquery("each")
    # the rest is looked up for those that are shown alone
    shown = select(each).order_by(each.c.rank, each.c.at, each.c.id).limit(literal_column(str(most))).subquery("shown")
    return (
        select(
            _MAIL.id, shown.c.at, _MAIL.came_by, _MAIL.kind, _MAIL.status, _MAIL.sender, _MAIL.subject, _MAIL.text,
            _MAIL.concerned, _MAIL.may_answer, _MAIL.documents, _MAIL.passed_by, _MAIL.passed_ref, _MAIL.passed_case,
            shown.c.rank, *_WHOSE,
        )
        .select_from(shown)
        .join(inbound_table, _MAIL.id == shown.c.id)
        .outerjoin(case_table, case_table.c.id == _MAIL.case_id)
        .outerjoin(patient_table, patient_table.c.id == case_table.c.patient_id)
        .order_by(shown.c.rank, shown.c.at, shown.c.id)
    )  # fmt: skip


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
        .where(*_checks())
        .order_by(WORK_RANK, waits, document_table.c.id)
        .limit(most)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(tuple_(WORK_RANK, waits, document_table.c.id) > after)
    return session.execute(statement, {"owners": owners(navigators)}).all()


MOST_COUNTED = 100
"""Nobody reads a larger number, and counting all that nobody has yet would cost what the clinic holds."""


def count(session: Session, navigators: Collection[str], lately: datetime | None) -> int:
    """How many of both wait, ``MOST_COUNTED`` at most."""
    values = {"owners": owners(navigators), "lately": lately}
    return min(int(session.execute(_count(lately is not None), values).scalar_one()), MOST_COUNTED)


@cache
def _count(lately: bool) -> Select[Any]:
    wanted = [_certain(), _everybodys(lately), *([_passed()] if lately else [])]
    most = literal_column(str(MOST_COUNTED), Integer)
    rows = [select(sql("1")).select_from(inbound_table).where(*conditions).limit(most) for conditions in wanted]
    rows.append(select(sql("1")).select_from(work_table).where(*_checks()).limit(most))
    numbers = [select(func.count()).select_from(each.subquery()) for each in rows]
    return select(sum((number.scalar_subquery() for number in numbers[1:]), numbers[0].scalar_subquery()))
