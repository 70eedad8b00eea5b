"""Figures over many cases, added up by the database: how long things take, who holds them up, what leaves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, cast, func, select, true
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Session

from coordinator.domain.words import DeadlineRisk, EffectStatus, Priority, Stage
from coordinator.store.case_tables import case
from coordinator.store.caseload import OWNER
from coordinator.store.directory_tables import desk, organization
from coordinator.store.engine_tables import communication, effect, event
from coordinator.store.opinion_tables import comparison
from coordinator.store.request_tables import record_request
from coordinator.store.work_tables import work_item

DAY = 86_400.0


@dataclass(frozen=True)
class Span:
    """From a moment to another, which is not in it. ``owners``: whose cases; ``None`` for everybody's."""

    since: datetime
    until: datetime
    owners: Collection[str] | None = None

    def holds(self, column: Any) -> ColumnElement[bool]:
        """Whether a moment lies in it."""
        return and_(column >= self.since, column < self.until)

    @property
    def whose(self) -> ColumnElement[bool]:
        """Whether a case counts."""
        return true() if self.owners is None else OWNER.in_(sorted(self.owners))


def _days(later: Any, earlier: Any) -> ColumnElement[Any]:
    return cast(func.extract("epoch", later - earlier), Float) / DAY


def _quartiles(days: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """The first quarter, the median and the third quarter."""
    return [
        func.percentile_cont(share).within_group(days.asc()).label(name)
        for name, share in (("lower", 0.25), ("median", 0.5), ("upper", 0.75))
    ]


def time_in_stage(session: Session, span: Span) -> Sequence[Any]:
    """Of each stage that was left in the span: ``stage``, ``count`` and the quartiles of days spent there."""
    name = sql("'stage_entered'")  # as the index has it
    left, kept = event.alias("left_for"), event.c
    entered = (
        select(kept.at, kept.data["stage"].as_string().label("stage"))
        .where(kept.stream == left.c.stream, kept.seq < left.c.seq, kept.name == name)
        .order_by(kept.seq.desc())
        .limit(1)
        .lateral("entered")
    )
    days = _days(left.c.at, entered.c.at)
    statement = (
        select(entered.c.stage, func.count().label("count"), *_quartiles(days))
        .select_from(left)
        .join(entered, true())
        .where(left.c.name == name, span.holds(left.c.at), entered.c.stage != Stage.CLOSED.value)
        .group_by(entered.c.stage)
    )
    if span.owners is not None:
        statement = statement.join(case, case.c.id == cast(left.c.stream, UUID(as_uuid=False))).where(span.whose)
    return session.execute(statement).all()


def days_by_holder(session: Session, span: Span) -> tuple[int, Sequence[Any]]:
    """How many cases ended in the span; and per holder the days they had a ball over all of them, and in how many."""
    ended = and_(case.c.closed_at.is_not(None), span.holds(case.c.closed_at), span.whose)
    held = func.jsonb_each_text(case.c.holding["seconds"]).table_valued("key", "value").render_derived(name="held")
    statement = (
        select(
            held.c.key.label("holder"), func.count().label("cases"),
            (func.sum(cast(held.c.value, Float)) / DAY).label("days"),
        )
        .select_from(case).join(held, true()).where(ended).group_by(held.c.key)
    )  # fmt: skip
    count = int(session.execute(select(func.count()).select_from(case).where(ended)).scalar_one())
    return count, session.execute(statement).all()


def opened_by_week(session: Session, span: Span) -> dict[Any, int]:
    """Cases opened, by the Monday of their week (UTC)."""
    week = func.date_trunc("week", case.c.opened_at)
    statement = select(week, func.count()).where(span.holds(case.c.opened_at), span.whose).group_by(week)
    return {row[0].date(): int(row[1]) for row in session.execute(statement)}


def closed_by_week(session: Session, span: Span) -> Sequence[Any]:
    """Cases closed: ``week``, ``reason``, ``count``."""
    week = func.date_trunc("week", case.c.closed_at).label("week")
    statement = (
        select(week, case.c.close_reason.label("reason"), func.count().label("count"))
        .where(case.c.closed_at.is_not(None), span.holds(case.c.closed_at), span.whose)
        .group_by(week, case.c.close_reason)
    )
    return session.execute(statement).all()


def office_response(session: Session, span: Span, most: int) -> Sequence[Any]:
    """Offices that answered in the span, those with most answers first: count, median and third quarter of days."""
    kept = record_request.c
    days = _days(kept.answered_at, func.coalesce(kept.received_at, kept.sent_at))
    statement = (
        select(
            organization.c.name.label("organization"), desk.c.department, func.count().label("count"),
            *_quartiles(days),
        )
        .select_from(record_request)
        .join(desk, desk.c.id == kept.desk_id)
        .join(organization, organization.c.id == desk.c.organization_id)
        .where(kept.answered_at.is_not(None), span.holds(kept.answered_at), kept.sent_at.is_not(None))
        .group_by(organization.c.name, desk.c.department)
        .order_by(func.count().desc(), organization.c.name, desk.c.department)
        .limit(most)
    )  # fmt: skip
    if span.owners is not None:
        statement = statement.join(case, case.c.id == kept.case_id).where(span.whose)
    return session.execute(statement).all()


def workload(session: Session, owners: Collection[str], now: datetime) -> Sequence[Any]:
    """Per navigator what is open now: ``owner``, ``open``, ``urgent``, ``at_risk``, ``on_hold``, ``work``, ``late``."""
    late = (DeadlineRisk.BREACH_LIKELY, DeadlineRisk.BREACHED)
    of_case = (
        select(
            OWNER.label("owner"), func.count().label("open"),
            func.count().filter(case.c.priority == Priority.URGENT).label("urgent"),
            func.count().filter(case.c.deadline_risk.in_(late)).label("at_risk"),
            func.count().filter(case.c.hold_reason.is_not(None)).label("on_hold"),
        )
        .where(OWNER.in_(sorted(owners)), case.c.stage.in_([stage for stage in Stage if stage is not Stage.CLOSED]))
        .group_by(OWNER).subquery()
    )  # fmt: skip
    of_work = (
        select(
            OWNER.label("owner"), func.count().label("work"),
            func.count().filter(work_item.c.due_at < now).label("late"),
        )
        .select_from(case).join(work_item, work_item.c.case_id == case.c.id)
        .where(OWNER.in_(sorted(owners)), case.c.stage != Stage.CLOSED, work_item.c.status == "open")
        .group_by(OWNER).subquery()
    )  # fmt: skip
    work = func.coalesce(of_work.c.work, 0).label("work"), func.coalesce(of_work.c.late, 0).label("late")
    joined = of_case.outerjoin(of_work, of_work.c.owner == of_case.c.owner)
    return session.execute(select(of_case, *work).select_from(joined).order_by(of_case.c.open.desc())).all()


def sends(session: Session, span: Span) -> Sequence[Any]:
    """What was made and left in the span: ``channel``, ``status``, ``count``."""
    kept = communication.c
    statement = select(kept.channel, kept.status, func.count().label("count")).select_from(communication)
    if span.owners is not None:
        statement = statement.join(case, case.c.id == kept.case_id).where(span.whose)
    statement = statement.where(span.holds(kept.made_at)).group_by(kept.channel, kept.status)
    return session.execute(statement.order_by(kept.channel, kept.status)).all()


def not_sent(session: Session, span: Span) -> Sequence[Any]:
    """What did not leave: ``reason``, ``count``, the most frequent first."""
    kept = effect.c
    ended = func.coalesce(kept.done_at, kept.created_at)
    never = and_(kept.status == sql(f"'{EffectStatus.NEVER.value}'"), span.holds(ended))
    statement = select(kept.reason, func.count().label("count")).select_from(effect).where(never)
    if span.owners is not None:
        statement = statement.join(case, case.c.id == kept.case_id).where(span.whose)
    return session.execute(statement.group_by(kept.reason).order_by(func.count().desc(), kept.reason)).all()


def concordance(session: Session, since: datetime, until: datetime) -> Sequence[Any]:
    """Comparisons shared, of everybody: ``quarter``, the three confirmed classes, ``count``."""
    kept = comparison.c
    quarter = func.date_trunc("quarter", kept.shared_at).label("quarter")
    classes = (kept.diagnosis_confirmed, kept.treatment_confirmed, kept.cause_confirmed)
    shared = and_(kept.shared_at >= since, kept.shared_at < until)
    statement = select(quarter, *classes, func.count().label("count")).where(shared).group_by(quarter, *classes)
    return session.execute(statement).all()
