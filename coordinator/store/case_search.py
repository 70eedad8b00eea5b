"""Finding cases by what people remember of a patient: a name, a number, a day, a reference."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, and_, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from coordinator.domain.words import ContactKind, Stage
from coordinator.store.case_tables import case, contact_point, patient
from coordinator.store.caseload import OWNER, each, lines
from coordinator.store.caseload_tables import case_name

LAST = chr(0x10FFFF)
"""Sorts behind every letter."""

LAST_DIGITS = 7
"""As many the index of numbers holds."""


def found(
    session: Session, owners: Collection[str], most: int, *, ref: str = "", names: Sequence[str] = (),
    digits: str = "", born: Sequence[date] = (),
) -> Sequence[Any]:  # fmt: skip
    """Lines about the cases of these owners to which all of it applies, open ones first; one statement.

    ``names`` are beginnings of words of the patient's name, ``digits`` the last ones of any number in the case, at
    least ``LAST_DIGITS``.
    """
    closed = case.c.stage == Stage.CLOSED
    statement = lines().where(OWNER.in_(sorted(owners)))
    if ref:
        statement = statement.where(case.c.ref == ref)
    if born:
        statement = statement.where(patient.c.birth_date.in_(born))
    if digits:
        kept = contact_point.c
        same = func.right(kept.value, LAST_DIGITS) == digits[-LAST_DIGITS:]
        ends = kept.value.endswith(digits, autoescape=True)
        numbers = select(kept.patient_id).where(kept.kind == ContactKind.PHONE, same, ends)
        statement = statement.where(case.c.patient_id.in_(numbers))
    if names and (ref or digits or born):
        statement = statement.where(*(_named(case.c.id, word) for word in names))
    elif names:
        few = _by_name(owners, names, most)
        statement = statement.join(few, few.c.case_id == case.c.id)
    return session.execute(statement.order_by(closed, patient.c.family, patient.c.given, case.c.ref).limit(most)).all()


def _by_name(owners: Collection[str], names: Sequence[str], most: int) -> Any:
    """The first ``most`` of each owner, open and closed apart: each is a short stretch of the index."""
    longest, *others = sorted(names, key=len, reverse=True)
    owner = each("owner", cast(sorted(owners), ARRAY(Text)))
    ended = each("ended", cast([False, True], ARRAY(Boolean)))
    mine = (
        select(case_name.c.case_id, case_name.c.closed, case_name.c.word)
        .where(case_name.c.navigator == owner.c.owner, case_name.c.closed == ended.c.ended)
        .where(_begins(case_name.c.word, longest))
        .where(*(_named(case_name.c.case_id, word) for word in others))
        .order_by(case_name.c.word)
        .limit(most)
        .lateral("mine")
    )
    first = select(mine).select_from(owner, ended, mine).order_by(mine.c.closed, mine.c.word).limit(most).subquery()
    return select(first.c.case_id).distinct().subquery("few")


def _named(case_id: Any, word: str) -> ColumnElement[bool]:
    other = case_name.alias()
    return exists().where(and_(other.c.case_id == case_id, _begins(other.c.word, word)))


def _begins(column: Any, word: str) -> ColumnElement[bool]:
    folded = func.folded(word, type_=Text)
    return and_(column >= folded, column < folded.concat(LAST))
