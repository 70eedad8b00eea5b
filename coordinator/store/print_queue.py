"""Printed letters: which wait for the post, their bytes, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, any_, bindparam, cast, func, literal_column, select, tuple_, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from coordinator.domain.words import Channel
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import fact_change as change_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.columns import Moment
from coordinator.store.directory_tables import desk as desk_table
from coordinator.store.directory_tables import organization as organization_table
from coordinator.store.engine_tables import communication as table
from coordinator.store.today import first_of_each
from coordinator.store.worklist import EACH_OWNER, OWNERS

QUEUED, POSTED, TAKEN_BACK = "queued", "mailed", "withdrawn"
"""Of the statuses of a communication, those a printed letter can have."""

# Written out, as the index of what waits has them.
WAITS = (table.c.channel == sql("'print'"), table.c.status == sql("'queued'"))


def _told(found: Any, *more: Any) -> Select[Any]:
    """What is told of letters that were found: looked up for those that are shown alone."""
    shown, letter = found.c, table.alias("letter")
    return (
        select(
            letter.c.id, letter.c.name, letter.c.kind, letter.c.to_role, letter.c.made_at, letter.c.posted_on,
            letter.c.posted_at, case_table.c.ref, case_table.c.navigator, patient_table.c.given, patient_table.c.family,
            patient_table.c.time_zone, organization_table.c.name.label("organization"), *more,
        )
        .select_from(found)
        .join(letter, letter.c.id == shown.id)
        .join(case_table, case_table.c.id == letter.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(desk_table, desk_table.c.id == letter.c.desk_id)
        .outerjoin(organization_table, organization_table.c.id == desk_table.c.organization_id)
    )  # fmt: skip


def waiting(
    session: Session, owners: Sequence[str], most: int, after: tuple[datetime, str] | None = None
) -> Sequence[Any]:
    """Letters of the cases of these ``owners`` that wait for the post, oldest first."""
    place = dict(zip(("made_at", "id"), after, strict=True)) if after is not None else {}
    return session.execute(_waiting(most, after is not None), {"owners": owners} | place).all()


@cache
def _waiting(most: int, further: bool) -> Select[Any]:
    order = (table.c.made_at, table.c.id)
    mine = select(*order).where(table.c.navigator == EACH_OWNER.c.owner, *WAITS)
    if further:
        behind: Any = (bindparam("made_at", type_=Moment), bindparam("id", type_=table.c.id.type))
        mine = mine.where(tuple_(*order) > tuple_(*behind))
    shown = first_of_each(mine.order_by(*order), most, "made_at", "id")
    return _told(shown).order_by(shown.c.made_at, shown.c.id)


COUNT = select(func.count()).select_from(table).where(table.c.navigator == any_(OWNERS), *WAITS)


def count_waiting(session: Session, owners: Sequence[str]) -> int:
    """How many there are."""
    return int(session.execute(COUNT, {"owners": owners}).scalar_one())


def posted_since(session: Session, owners: Sequence[str], since: datetime, most: int) -> Sequence[Any]:
    """What was said to be posted since a moment, the latest first, each with the number of the fact that says so."""
    return session.execute(_posted(most), {"owners": owners, "since": since}).all()


@cache
def _posted(most: int) -> Select[Any]:
    # within a day one person posts few: they are read whole, and sorted
    shown = (
        select(table.c.id, table.c.posted_at, table.c.case_id)
        .where(
            table.c.navigator == any_(OWNERS), table.c.posted_at >= bindparam("since", type_=Moment),
            table.c.status == sql("'mailed'"),
        )
        .order_by(table.c.posted_at.desc(), table.c.id)
        .limit(literal_column(str(most)))
        .subquery("shown")
    )  # fmt: skip
    fact = (
        select(change_table.c.seq)
        .where(
            change_table.c.case_id == shown.c.case_id, change_table.c.fact == "letter_posted",
            change_table.c.corrected_by.is_(None), change_table.c.ids["letter"].astext == cast(shown.c.id, Text),
        )
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip
    return _told(shown, fact.label("seq")).order_by(shown.c.posted_at.desc(), shown.c.id)


def pages(session: Session, owners: Sequence[str], ids: Collection[str]) -> dict[str, bytes]:
    """The bytes of these letters, of those that still wait in the cases of these ``owners``."""
    statement = select(table.c.id, table.c.bytes, table.c.letter).where(
        table.c.id.in_(ids), table.c.navigator == any_(OWNERS), *WAITS
    )
    rows = session.execute(statement, {"owners": owners}) if ids else ()
    return {row.id: row.letter or row.bytes for row in rows}


def move(
    session: Session, case_id: str, letter: str, before: Collection[str], after: str, posted_at: datetime | None = None,
    posted_on: date | None = None,
) -> Any:  # fmt: skip
    """Let a printed letter of this case go from one of ``before`` to ``after``; ``None`` where it is in none."""
    statement = (
        update(table)
        .where(
            table.c.id == letter, table.c.case_id == case_id, table.c.channel == Channel.PRINT,
            table.c.status.in_(before),
        )
        .values(status=after, posted_at=posted_at, posted_on=posted_on)
        .returning(table.c.kind, table.c.name, table.c.request_id)
    )  # fmt: skip
    return session.execute(statement).first()
