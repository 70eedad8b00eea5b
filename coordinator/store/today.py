"""Rows of Today, over all the cases somebody sees: work that is due, cases that wait too long, what comes next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Date, Text, and_, cast, func, literal, null, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from coordinator.domain.words import AppointmentStatus, Stage
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import note as note_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.columns import Moment
from coordinator.store.directory_tables import provider as provider_table
from coordinator.store.opinion_tables import next_step as step_table
from coordinator.store.request_tables import authorization as paper_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.visit_tables import appointment as appointment_table
from coordinator.store.visit_tables import referral as referral_table
from coordinator.store.work_tables import work_item as table
from coordinator.store.worklist import RANK, Cursor, in_sight

Whose = Literal["all", "mine", "nobody"]

PERSON = (
    case_table.c.ref, case_table.c.stage, case_table.c.navigator, patient_table.c.given, patient_table.c.family,
    patient_table.c.time_zone,
)  # fmt: skip


def seen(navigators: Collection[str], whose: Whose = "all", email: str = "") -> Any:
    """The cases in sight, or only those of this person, or only those nobody has yet."""
    if whose == "mine":
        return case_table.c.navigator == email
    return case_table.c.navigator.is_(None) if whose == "nobody" else in_sight(navigators)


def due(now: datetime) -> Any:
    """Open work whose time has come and that nobody put off."""
    return and_(
        table.c.status == "open",
        table.c.due_at <= now,
        or_(table.c.snoozed_until.is_(None), table.c.snoozed_until <= now),
    )


def put_off(now: datetime) -> Any:
    """Open work that somebody put off."""
    return and_(table.c.status == "open", table.c.snoozed_until > now)


def work(session: Session, in_view: Any, which: Any, most: int, after: Cursor | None = None) -> Sequence[Any]:
    """Work items of cases ``in_view``: urgent ones first, then by their due moment, with the office each is about."""
    place = tuple_(RANK, table.c.due_at, table.c.id)
    first = (
        select(table.c.id)
        .join(case_table, case_table.c.id == table.c.case_id)
        .where(which, in_view)
        .order_by(RANK, table.c.due_at, table.c.id)
        .limit(most)
    )
    if after is not None:
        first = first.where(place > after)
    shown = first.subquery()  # what is told of each is looked up for these alone
    statement = (
        select(
            table.c.id, table.c.kind, table.c.opened_at, table.c.due_at, table.c.code, table.c.about,
            table.c.priority, table.c.snoozed_until, table.c.case_id, RANK.label("rank"), *PERSON,
            request_table.c.id.label("request_id"), request_table.c.organization_name, request_table.c.department,
            request_table.c.desk_id, step_table.c.what.label("step"), note_table.c.text.label("put_off_why"),
        )
        .join(shown, shown.c.id == table.c.id)
        .join(case_table, case_table.c.id == table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(request_table, _about(request_table))
        .outerjoin(step_table, _about(step_table))
        .outerjoin(note_table, and_(note_table.c.case_id == table.c.case_id, note_table.c.seq == table.c.snoozed_seq))
        .order_by(RANK, table.c.due_at, table.c.id)
    )  # fmt: skip
    return session.execute(statement).all()


def _about(thing: Any) -> Any:
    """``about`` is text, and not always an id: the case narrows it before the two are compared."""
    return and_(thing.c.case_id == table.c.case_id, cast(thing.c.id, Text) == table.c.about)


def counts(session: Session, in_view: Any, now: datetime) -> tuple[int, int]:
    """How much work is due, and how much was put off."""
    statement = (
        select(func.count().filter(due(now)), func.count().filter(put_off(now)))
        .select_from(table.join(case_table, case_table.c.id == table.c.case_id))
        .where(table.c.status == "open", in_view)
    )
    found = session.execute(statement).one()
    return int(found[0]), int(found[1])


def waiting_too_long(
    session: Session, in_view: Any, now: datetime, most: int, after: tuple[datetime, str] | None = None
) -> Sequence[Any]:
    """Open cases in which somebody has had a ball too long, the longest first; what is on hold waits for its review."""
    statement = (
        select(
            *PERSON, case_table.c.id, case_table.c.priority, case_table.c.holding, case_table.c.late_at,
            case_table.c.planned_at, case_table.c.planned_by,
        )
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .where(
            in_view, case_table.c.late_at <= now, case_table.c.hold_reason.is_(None),
            case_table.c.stage != Stage.CLOSED,
        )
        .order_by(case_table.c.late_at, case_table.c.ref)
        .limit(most)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(tuple_(case_table.c.late_at, case_table.c.ref) > after)
    return session.execute(statement).all()


def names_of(session: Session, case_ids: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Who is behind the requests, papers, referrals and visits of these cases, by their ids: name and department."""
    if not case_ids:
        return {}
    none = literal("").label("department")
    asked = select(request_table.c.id, request_table.c.organization_name, cast(request_table.c.department, Text))
    parts = [asked.where(request_table.c.case_id.in_(case_ids))]
    parts += [
        select(paper_table.c.id, paper_table.c.organization_name, none).where(paper_table.c.case_id.in_(case_ids))
    ]
    parts += [
        select(t.c.id, provider_table.c.name, none)
        .join(provider_table, provider_table.c.id == t.c.provider_id)
        .where(t.c.case_id.in_(case_ids))
        for t in (referral_table, appointment_table)
    ]
    return {row[0]: (row[1], row[2]) for row in session.execute(union_all(*parts))}


def coming_up(session: Session, in_view: Any, now: datetime, until: datetime, most: int) -> Sequence[Any]:
    """What has a date between ``now`` and ``until``: ``what``, ``at`` or ``on``, ``name`` (whom or what).

    ``most`` of each sort, the soonest first; dates are compared with those of UTC.
    """
    first, last = now.date(), until.date()
    cases = case_table.join(patient_table, patient_table.c.id == case_table.c.patient_id)
    open_ = case_table.c.stage != Stage.CLOSED

    def sort(what: str, at: Any, on: Any, name: Any, source: Any, *where: Any, order: Any) -> Any:
        when = cast(null(), Moment) if at is None else at
        day = cast(null(), Date) if on is None else on
        columns = (literal(what).label("what"), when.label("at"), day.label("on"), cast(name, Text).label("name"))
        return select(
            select(*columns, *PERSON).select_from(source).where(in_view, *where).order_by(order).limit(most).subquery()
        )

    visits = cases.join(appointment_table, appointment_table.c.case_id == case_table.c.id).join(
        provider_table, provider_table.c.id == appointment_table.c.provider_id
    )
    asked = cases.join(request_table, request_table.c.case_id == case_table.c.id)
    steps = cases.join(step_table, step_table.c.case_id == case_table.c.id)
    calls = cases.join(table, table.c.case_id == case_table.c.id)
    starts, promised, review = (
        appointment_table.c.starts_at, request_table.c.promised_on, case_table.c.hold_review_on,
    )  # fmt: skip
    parts = [
        sort("visit", starts, None, provider_table.c.name, visits,
             appointment_table.c.status == AppointmentStatus.BOOKED, starts.between(now, until), order=starts),
        sort("work", table.c.due_at, None, table.c.kind, calls, table.c.status == "open",
             table.c.due_at > now, table.c.due_at <= until, order=table.c.due_at),
        sort("back", table.c.snoozed_until, None, table.c.kind, calls, put_off(now),
             table.c.snoozed_until <= until, order=table.c.snoozed_until),
        sort("deadline", None, case_table.c.deadline_on, literal(""), cases, open_,
             case_table.c.deadline_on.between(first, last), order=case_table.c.deadline_on),
        sort("review", None, review, literal(""), cases, open_, case_table.c.hold_reason.is_not(None),
             review.between(first, last), order=review),
        sort("promised", None, promised, request_table.c.organization_name, asked, open_,
             request_table.c.answered_at.is_(None), promised.between(first, last), order=promised),
        sort("we_promised", None, step_table.c.due_on, step_table.c.what, steps, step_table.c.done_at.is_(None),
             step_table.c.who == "navigator", step_table.c.due_on.between(first, last), order=step_table.c.due_on),
    ]  # fmt: skip
    return session.execute(union_all(*parts)).all()


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
    statement = select(*columns).where(table.c.case_id == case_id, table.c.status == "open").order_by(table.c.due_at)
    return session.execute(statement).all()
