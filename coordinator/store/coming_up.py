"""What comes up in the cases somebody sees: visits, work, deadlines, reviews, promises; each soonest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, Text, bindparam, cast, exists, func, literal_column, null, select, union_all
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.caseload import OWNER
from coordinator.store.columns import Moment
from coordinator.store.directory_tables import provider as provider_table
from coordinator.store.opinion_tables import next_step as step_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.today import NOW, OPEN_CASE, OPEN_WORK, PERSON, first_of_each, put_off
from coordinator.store.visit_tables import appointment as appointment_table
from coordinator.store.work_tables import work_item as table
from coordinator.store.worklist import EACH_OWNER

UNTIL = bindparam("until", type_=Moment)
FIRST, LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)


def coming_up(session: Session, owners: Sequence[str], now: datetime, until: datetime, most: int) -> Sequence[Any]:
    """What has a date between ``now`` and ``until``: ``what``, ``at`` or ``on``, ``name`` (whom or what).

    ``most`` of each sort, the soonest first; dates are compared with those of UTC.
    """
    values = {"owners": owners, "now": now, "until": until, "first": now.date(), "last": until.date()}
    return session.execute(_all(most), values).all()


@cache
def _all(most: int) -> Select[Any]:
    starts, due, back = appointment_table.c.starts_at, table.c.due_at, table.c.snoozed_until
    deadline, review = case_table.c.deadline_on, case_table.c.hold_review_on
    promised, ours = request_table.c.promised_on, step_table.c.due_on
    found = union_all(
        _sort("visit", starts, null(), most, appointment_table.c.status == sql("'booked'"),
              starts.between(NOW, UNTIL)),
        _sort("work", due, table.c.kind, most, OPEN_WORK, due > NOW, due <= UNTIL),
        _sort("back", back, table.c.kind, most, put_off(NOW), back <= UNTIL),
        _sort("deadline", deadline, null(), most, OPEN_CASE, deadline.between(FIRST, LAST)),
        _sort("review", review, null(), most, OPEN_CASE, case_table.c.hold_reason.is_not(None),
              review.between(FIRST, LAST)),
        _sort("promised", promised, request_table.c.organization_name, most, request_table.c.answered_at.is_(None),
              promised.between(FIRST, LAST), _case_is_open(request_table)),
        _sort("we_promised", ours, step_table.c.what, most, step_table.c.done_at.is_(None),
              step_table.c.who == sql("'navigator'"), ours.between(FIRST, LAST)),
    ).subquery("found")  # fmt: skip
    name = func.coalesce(found.c.name, provider_table.c.name, "").label("name")
    return (
        select(found.c.what, found.c.at, found.c.on, name, *PERSON)
        .join(case_table, case_table.c.id == found.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(provider_table, provider_table.c.id == found.c.provider_id)
    )


def _sort(what: str, when: Any, name: Any, most: int, *where: Any) -> Select[Any]:
    """The ``most`` of one sort that come first, by ``when``."""
    thing = when.table
    owner, case_id = (OWNER, thing.c.id) if thing is case_table else (thing.c.navigator, thing.c.case_id)
    provider_id = thing.c.provider_id if thing is appointment_table else cast(null(), thing.c.id.type)
    moment = isinstance(when.type, Moment)
    at, on = (when, cast(null(), Date)) if moment else (cast(null(), Moment), when)
    columns = (
        literal_column(f"'{what}'", Text).label("what"), at.label("at"), on.label("on"), cast(name, Text).label("name"),
        case_id.label("case_id"), provider_id.label("provider_id"),
    )  # fmt: skip
    mine = select(*columns).where(EACH_OWNER.c.owner == owner, *where).order_by(when, thing.c.id)
    return select(first_of_each(mine, most, "at" if moment else "on", "case_id"))


def _case_is_open(thing: Any) -> Any:
    return exists().where(case_table.c.id == thing.c.case_id, OPEN_CASE)
