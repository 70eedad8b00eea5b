"""Cases that somebody is asked to take over, and what goes along with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, func, literal, literal_column, or_, select
from sqlalchemy.orm import Session

from coordinator.domain.words import RequestStatus, Stage
from coordinator.store.case_tables import case
from coordinator.store.caseload import OFFERED_TO, lines
from coordinator.store.directory_tables import staff_user
from coordinator.store.request_tables import record_request
from coordinator.store.work_tables import work_item

DECLINED_BY: ColumnElement[str] = literal_column("""(("case".answers -> 'handover_declined') ->> 'to')""", Text)
MOST = 100

AWAITED = (RequestStatus.SENT, RequestStatus.RECEIVED, RequestStatus.PARTIAL)
"""Requests whose office still owes something."""


def handed_over(session: Session, email: str, navigators: Sequence[str]) -> Sequence[Any]:
    """Open cases offered to this person; and those of these navigators that are offered to others, or were declined."""
    theirs = or_(
        and_(case.c.navigator.in_(navigators), OFFERED_TO.is_not(None)),
        and_(case.c.navigator.in_(navigators), DECLINED_BY.is_not(None)),
    )
    statement = (
        lines()
        .add_columns(
            case.c.answers["handover"].label("handover"), case.c.answers["handover_declined"].label("declined")
        )
        .where(case.c.stage != Stage.CLOSED, or_(literal(email) == OFFERED_TO, theirs))
        .order_by(case.c.stage_entered_at, case.c.ref)
        .limit(MOST)
    )
    return session.execute(statement).all()


_COUNT = select(func.count()).where(
    bindparam("email", type_=Text) == OFFERED_TO, case.c.stage != Stage.CLOSED
)  # fmt: skip


def count_for(session: Session, email: str) -> int:
    """How many open cases are offered to this person."""
    return int(session.execute(_COUNT, {"email": email}).scalar_one())


def of_case(session: Session, ref: str) -> Any:
    """Whose one case is, and whom it is offered to; ``None`` when there is no such case."""
    statement = select(case.c.navigator, OFFERED_TO.label("offered_to")).where(case.c.ref == ref.upper())
    return session.execute(statement).one_or_none()


def promises(session: Session, case_ids: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    """The days that offices named for these cases and that are still awaited."""
    kept = record_request.c
    statement = (
        select(kept.case_id, kept.organization_name, kept.promised_on)
        .where(kept.case_id.in_(case_ids), kept.promised_on.is_not(None), kept.status.in_(AWAITED))
        .order_by(kept.promised_on, kept.organization_name)
    )
    return _by_case(session.execute(statement))


def open_work(session: Session, case_ids: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    """The open work items of these cases, what is due first."""
    kept = work_item.c
    statement = (
        select(kept.case_id, kept.kind, kept.due_at)
        .where(kept.case_id.in_(case_ids), kept.status == "open")
        .order_by(kept.due_at, kept.id)
    )
    return _by_case(session.execute(statement))


def names(session: Session) -> Mapping[str, str]:
    """Everybody who works or worked here, by address: a case may come from another team."""
    found = session.execute(select(staff_user.c.email, staff_user.c.name))
    return {row.email: row.name for row in found}


def _by_case(found: Any) -> Mapping[str, Sequence[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in found:
        grouped[row.case_id].append(row)
    return grouped
