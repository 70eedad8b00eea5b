"""Rows of Today, over all the cases somebody sees: work that is due, cases that wait too long.

Each statement is made once and given its values: the making of one costs more than most of them take. What one person
sees is read by an index that begins with whose case it is, so that other people's cases cost nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)  # fmt: skip
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import note as note_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.caseload import NOBODY, OWNER
from coordinator.store.columns import Moment
from coordinator.store.directory_tables import provider as provider_table
from coordinator.store.opinion_tables import next_step as step_table
from coordinator.store.request_tables import authorization as paper_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.visit_tables import appointment as appointment_table
from coordinator.store.visit_tables import referral as referral_table
from coordinator.store.work_tables import work_item as table
from coordinator.store.worklist import EACH_OWNER, OWNERS, RANK, Cursor, in_sight

Whose = Literal["all", "mine", "nobody"]

NOW = bindparam("now", type_=Moment)

PERSON = (
    case_table.c.ref, case_table.c.stage, case_table.c.navigator, patient_table.c.given, patient_table.c.family,
    patient_table.c.time_zone,
)  # fmt: skip

# Written out, as the indexes of what is open have them.
OPEN_WORK = table.c.status == sql("'open'")
OPEN_CASE = case_table.c.stage != sql("'closed'")


def owners(navigators: Collection[str], whose: Whose = "all", email: str = "") -> list[str]:
    """Whose cases are wanted: those in sight, or only those of this person, or only those nobody has yet."""
    if whose == "mine":
        return [email]
    return [NOBODY] if whose == "nobody" else sorted({*navigators, NOBODY})


def seen(navigators: Collection[str]) -> Any:
    """The cases in sight."""
    return in_sight(navigators)


def due(now: Any) -> Any:
    """Open work whose time has come and that nobody put off."""
    return and_(OPEN_WORK, _come(now))


def _come(now: Any) -> Any:
    return and_(table.c.due_at <= now, or_(table.c.snoozed_until.is_(None), table.c.snoozed_until <= now))


def put_off(now: Any) -> Any:
    """Open work that somebody put off."""
    return and_(OPEN_WORK, table.c.snoozed_until > now)


def work(
    session: Session, owners: Sequence[str], now: datetime, most: int, after: Cursor | None = None, *,
    later: bool = False,
) -> Sequence[Any]:  # fmt: skip
    """Work that is due (or, ``later``, that was put off) in the cases of these ``owners``, with the office of each.

    Urgent ones first, then by their due moment.
    """
    values = {"owners": owners, "now": now} | _place(after, "rank", "due_at", "id")
    return session.execute(_work(most, later, after is not None), values).all()


@cache
def _work(most: int, later: bool, further: bool) -> Select[Any]:
    order = (RANK, table.c.due_at, table.c.id)
    mine = select(
        table.c.id, table.c.kind, table.c.opened_at, table.c.due_at, table.c.code, table.c.about, table.c.priority,
        table.c.snoozed_until, table.c.snoozed_seq, table.c.case_id, RANK.label("rank"),
    ).where(table.c.navigator == EACH_OWNER.c.owner, put_off(NOW) if later else due(NOW))  # fmt: skip
    if further:
        behind: Any = (bindparam("rank"), bindparam("due_at", type_=Moment), bindparam("id", type_=table.c.id.type))
        mine = mine.where(tuple_(*order) > tuple_(*behind))
    # what is told of each is looked up for those that are shown alone
    shown = first_of_each(mine.order_by(*order), most, "rank", "due_at", "id").c
    return (
        select(
            shown.id, shown.kind, shown.opened_at, shown.due_at, shown.code, shown.about, shown.priority,
            shown.snoozed_until, shown.case_id, shown.rank, *PERSON, request_table.c.id.label("request_id"),
            request_table.c.organization_name, request_table.c.department, request_table.c.desk_id,
            step_table.c.what.label("step"), note_table.c.text.label("put_off_why"),
        )
        .join(case_table, case_table.c.id == shown.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(request_table, _about(request_table, shown))
        .outerjoin(step_table, _about(step_table, shown))
        .outerjoin(note_table, and_(note_table.c.case_id == shown.case_id, note_table.c.seq == shown.snoozed_seq))
        .order_by(shown.rank, shown.due_at, shown.id)
    )  # fmt: skip


def first_of_each(mine: Select[Any], most: int, *order: str) -> Subquery:
    """Of each owner's the first ``most``, and of these as many: one owner after the other, by the index."""
    found = mine.limit(literal_column(str(most))).lateral("mine")
    among = select(found).select_from(EACH_OWNER, found).order_by(*(found.c[name] for name in order))
    return among.limit(literal_column(str(most))).subquery("shown")


def _about(thing: Any, work: Any) -> Any:
    """``about`` is text, and not always an id: the case narrows it before the two are compared."""
    return and_(thing.c.case_id == work.case_id, cast(thing.c.id, Text) == work.about)


def _place(after: tuple[Any, ...] | None, *names: str) -> dict[str, Any]:
    return dict(zip(names, after, strict=True)) if after is not None else {}


COUNTS = select(
    func.count().filter(_come(NOW)), func.count().filter(table.c.snoozed_until > NOW)
).where(table.c.navigator == any_(OWNERS), OPEN_WORK)  # fmt: skip


def counts(session: Session, owners: Sequence[str], now: datetime) -> tuple[int, int]:
    """How much work is due, and how much was put off."""
    found = session.execute(COUNTS, {"owners": owners, "now": now}).one()
    return int(found[0]), int(found[1])


def waiting_too_long(
    session: Session, owners: Sequence[str], now: datetime, most: int, after: tuple[datetime, str] | None = None
) -> Sequence[Any]:
    """Open cases in which somebody has had a ball too long, the longest first; what is on hold waits for its review."""
    values = {"owners": owners, "now": now} | _place(after, "late_at", "ref")
    return session.execute(_waiting(most, after is not None), values).all()


@cache
def _waiting(most: int, further: bool) -> Select[Any]:
    kept = case_table.c
    order = (kept.late_at, kept.ref)
    mine = select(
        kept.id, kept.ref, kept.stage, kept.navigator, kept.priority, kept.holding, kept.late_at, kept.planned_at,
        kept.planned_by, kept.patient_id, kept.playbook_version,
    ).where(EACH_OWNER.c.owner == OWNER, kept.late_at <= NOW, kept.hold_reason.is_(None), OPEN_CASE)  # fmt: skip
    if further:
        mine = mine.where(tuple_(*order) > tuple_(bindparam("late_at", type_=Moment), bindparam("ref", type_=Text)))
    shown = first_of_each(mine.order_by(*order), most, "late_at", "ref")
    name = (patient_table.c.given, patient_table.c.family, patient_table.c.time_zone)
    joined = select(shown, *name).join(patient_table, patient_table.c.id == shown.c.patient_id)
    return joined.order_by(shown.c.late_at, shown.c.ref)


def names_of(session: Session, case_ids: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Who is behind the requests, papers, referrals and visits of these cases, by their ids: name and department."""
    if not case_ids:
        return {}
    return {row[0]: (row[1], row[2]) for row in session.execute(_names(), {"cases": list(case_ids)})}


@cache
def _names() -> Any:
    wanted = any_(bindparam("cases", type_=ARRAY(Uuid(as_uuid=False))))
    none = literal("").label("department")
    asked = select(request_table.c.id, request_table.c.organization_name, cast(request_table.c.department, Text))
    parts = [asked.where(request_table.c.case_id == wanted)]
    parts += [select(paper_table.c.id, paper_table.c.organization_name, none).where(paper_table.c.case_id == wanted)]
    parts += [
        select(t.c.id, provider_table.c.name, none)
        .join(provider_table, provider_table.c.id == t.c.provider_id)
        .where(t.c.case_id == wanted)
        for t in (referral_table, appointment_table)
    ]
    return union_all(*parts)


def outlook(session: Session, navigators: Collection[str], ref: str) -> Any:
    """What a list knows of one case in sight; ``None`` where there is none."""
    statement = (
        select(
            *PERSON, case_table.c.id, case_table.c.holding, case_table.c.late_at, case_table.c.planned_at,
            case_table.c.planned_by, case_table.c.hold_reason, case_table.c.hold_review_on, case_table.c.stuck,
        )
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .where(case_table.c.ref == ref, in_sight(navigators))
    )  # fmt: skip
    return session.execute(statement).first()


def open_work_of(session: Session, case_id: str) -> Sequence[Any]:
    """The open work items of one case, the soonest first."""
    columns = (table.c.kind, table.c.code, table.c.due_at, table.c.snoozed_until)
    statement = select(*columns).where(table.c.case_id == case_id, table.c.status == "open")
    return session.execute(statement.order_by(table.c.due_at, table.c.id)).all()
