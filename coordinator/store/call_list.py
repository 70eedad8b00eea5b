"""Calls that are due, gathered by whom they go to, a page at a time: one statement, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, case, cast, func, literal_column, select, tuple_
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.columns import Moment
from coordinator.store.desk_calls import CALLS, about, case_provider
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.today import NOW, due
from coordinator.store.visit_tables import appointment as appointment_table
from coordinator.store.work_tables import work_item as table
from coordinator.store.worklist import EACH_OWNER, RANK

Cursor = tuple[int, datetime, str]
"""The rank, due moment and word of the last callee of a page."""


def callees(session: Session, owners: Sequence[str], now: datetime, most: int, after: Cursor | None) -> Sequence[Any]:
    """Whom to call, the urgent ones first, then whom a call has been due to for longest.

    ``word`` says who it is, as ``services/desk/calls.Whom`` writes it; ``total`` counts all of them; the columns are of
    the first call, ``patients`` and ``asked`` (kind and code) of all, in their order; ``oldest`` is due longest.
    """
    values: dict[str, Any] = {"owners": owners, "now": now}
    if after is not None:
        values |= dict(zip(("rank", "due_at", "word"), after, strict=True))
    return session.execute(_callees(most, after is not None), values).all()


@cache
def _callees(most: int, further: bool) -> Select[Any]:
    due_ = (
        select(
            table.c.id, table.c.kind, table.c.code, table.c.about, table.c.due_at, table.c.priority, table.c.case_id,
            RANK.label("rank"), _whom().label("whom"),
        )
        .select_from(EACH_OWNER.join(table, table.c.navigator == EACH_OWNER.c.owner))
        .where(due(NOW), table.c.kind.in_(CALLS))
        .cte("due")
    )  # fmt: skip
    order = (due_.c.rank, due_.c.due_at, due_.c.id)
    first = select(due_).ext(distinct_on(due_.c.whom)).order_by(due_.c.whom, *order).cte("first")
    # one call a person, under the case that its first matter is of
    person = first.c.whom.startswith("person/")
    of_case = select("patient/" + case_table.c.ref).where(case_table.c.id == first.c.case_id).scalar_subquery()
    word = case((person, of_case), else_=first.c.whom)
    named = select(first, word.label("word")).subquery("named")
    place = (named.c.rank, named.c.due_at, named.c.word)
    page = select(named).order_by(*place).limit(literal_column(str(most)))
    if further:
        behind: Any = (bindparam("rank"), bindparam("due_at", type_=Moment), bindparam("word", type_=Text))
        page = page.where(tuple_(*place) > tuple_(*behind))
    shown = page.cte("shown")
    all_of_it = (
        select(
            due_.c.whom, func.min(due_.c.due_at).label("oldest"),
            func.json_agg(_in_order(patient_table.c.given + " " + patient_table.c.family, order)).label("patients"),
            func.json_agg(_in_order(func.json_build_array(due_.c.kind, due_.c.code), order)).label("asked"),
        )
        .join(shown, shown.c.whom == due_.c.whom)
        .join(case_table, case_table.c.id == due_.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .group_by(due_.c.whom)
        .subquery("all_of_it")
    )  # fmt: skip
    return (
        select(
            shown.c.word, shown.c.rank, shown.c.due_at, shown.c.priority, shown.c.kind,
            select(func.count()).select_from(first).scalar_subquery().label("total"),
            all_of_it.c.oldest, all_of_it.c.patients, all_of_it.c.asked, patient_table.c.id.label("patient_id"),
            patient_table.c.given, patient_table.c.family, patient_table.c.time_zone, request_table.c.organization_name,
        )
        .join(all_of_it, all_of_it.c.whom == shown.c.whom)
        .join(case_table, case_table.c.id == shown.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(request_table, and_(request_table.c.case_id == shown.c.case_id,
                                       cast(request_table.c.id, Text) == shown.c.about))
        .order_by(shown.c.rank, shown.c.due_at, shown.c.word)
    )  # fmt: skip


def _in_order(what: Any, order: Sequence[Any]) -> Any:
    return aggregate_order_by(what, *order)


def _whom() -> Any:
    """Who is called: a desk, a provider, or an office that the directory does not know, by its request or the work."""
    unknown = "office/" + cast(table.c.id, Text)
    asked = func.coalesce("desk/" + cast(request_table.c.desk_id, Text), "office/" + cast(request_table.c.id, Text))
    desk = select(asked).where(about(request_table)).correlate(table).scalar_subquery()
    visited = select(appointment_table.c.provider_id).where(about(appointment_table)).correlate(table)
    provider = func.coalesce(visited.scalar_subquery(), case_provider())
    person = (
        select("person/" + patient_table.c.person_key)
        .join(case_table, case_table.c.patient_id == patient_table.c.id)
        .where(case_table.c.id == table.c.case_id)
        .correlate(table)
        .scalar_subquery()
    )
    return case(
        (table.c.kind == sql("'call_desk'"), func.coalesce(desk, unknown)),
        (table.c.kind == sql("'call_provider'"), func.coalesce("provider/" + cast(provider, Text), unknown)),
        else_=person,
    )
