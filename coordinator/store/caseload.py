"""The caseload: the cases of some people by stage, those longest in it first. Others' cases are not read for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, TableValuedAlias, Text, cast, func, literal_column, select, tuple_
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONPATH
from sqlalchemy.orm import Session

from coordinator.domain.words import DeadlineRisk, Holder, Priority, Specialty, Stage
from coordinator.store.case_tables import case, patient
from coordinator.store.directory_tables import staff_user

NOBODY = ""
"""Stands for the navigator of a case that nobody has."""

OWNER: ColumnElement[str] = func.coalesce(case.c.navigator, sql("''"), type_=Text)
"""As the index has it."""

OFFERED_TO: ColumnElement[str] = literal_column("""(("case".answers -> 'handover') ->> 'to')""", Text)
"""Whom a case is handed over to, as the index has it."""

LINE = (
    case.c.id, case.c.ref, case.c.stage, case.c.stage_entered_at, case.c.priority, case.c.deadline_on,
    case.c.deadline_risk, case.c.navigator, case.c.hold_reason, case.c.hold_review_on, case.c.stuck, case.c.holding,
    case.c.specialty, case.c.close_reason, patient.c.given, patient.c.family, patient.c.birth_date,
    OFFERED_TO.label("offered_to"),
)  # fmt: skip
"""What a line about a case is made of."""

OPEN = tuple(stage for stage in Stage if stage is not Stage.CLOSED)


@dataclass(frozen=True)
class Asked:
    """Which cases are wanted. ``owners`` are addresses, or ``NOBODY``; what is empty or ``None`` asks nothing."""

    owners: Collection[str]
    stages: Sequence[Stage] = OPEN
    holder: Holder | None = None
    risk: DeadlineRisk | None = None
    priority: Priority | None = None
    on_hold: bool | None = None
    specialty: Specialty | None = None
    entered_before: datetime | None = None


def longest_first(
    session: Session, asked: Asked, most: int, *, by_stage: bool = False, after: tuple[datetime, str] | None = None
) -> Sequence[Any]:
    """The ``most`` that are in their stage for longest, ``after`` a place; with ``by_stage`` as many of each stage."""
    owners = each("owner", cast(sorted(asked.owners), ARRAY(Text)))
    stages = each("in_stage", cast([one.value for one in asked.stages], ARRAY(Text)))
    place = (case.c.stage_entered_at, case.c.ref)
    first = select(case.c.id, case.c.stage, *place).where(
        owners.c.owner == OWNER, cast(case.c.stage, Text) == stages.c.in_stage
    )
    if after is not None:
        first = first.where(tuple_(*place) > after)
    mine = first.where(*_conditions(asked)).order_by(*place).limit(most).lateral("mine")
    among = select(mine).select_from(owners, stages, mine)
    order = (mine.c.stage_entered_at, mine.c.ref)
    if by_stage:
        nth = func.row_number().over(partition_by=mine.c.stage, order_by=order).label("nth")
        ranked = among.add_columns(nth).subquery("ranked")
        few: Any = select(ranked.c.id).where(ranked.c.nth <= most).subquery("few")
    else:
        few = among.order_by(*order).limit(most).subquery("few")
    return session.execute(lines().join(few, few.c.id == case.c.id).order_by(*place)).all()


def counts(session: Session, asked: Asked) -> dict[Stage, int]:
    """How many there are in each stage."""
    statement = (
        select(case.c.stage, func.count().label("count"))
        .where(OWNER.in_(sorted(asked.owners)), case.c.stage.in_(asked.stages), *_conditions(asked))
        .group_by(case.c.stage)
    )
    return {row.stage: int(row[1]) for row in session.execute(statement)}


def lines() -> Select[Any]:
    """Lines about cases, to be narrowed."""
    return select(*LINE).join(patient, patient.c.id == case.c.patient_id)


def people(session: Session, emails: Collection[str]) -> Sequence[Any]:
    """Staff with these addresses who still work here, by name: ``id``, ``email``, ``name``, ``roles``."""
    columns = (staff_user.c.id, staff_user.c.email, staff_user.c.name, staff_user.c.roles)
    statement = select(*columns).where(staff_user.c.email.in_(emails), staff_user.c.deactivated_at.is_(None))
    return session.execute(statement.order_by(staff_user.c.name)).all()


def each(name: str, of: ColumnElement[Any]) -> TableValuedAlias:
    """The entries of an array as rows: what comes behind them in a statement is done for each."""
    return func.unnest(of).table_valued(name).render_derived(name=f"each_{name}")


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.holder is not None:
        path = f'$.open.*[0] ? (@ == "{asked.holder.value}")'
        found.append(func.jsonb_path_exists(case.c.holding, cast(path, JSONPATH)))
    for column, wanted in (
        (case.c.deadline_risk, asked.risk), (case.c.priority, asked.priority), (case.c.specialty, asked.specialty),
    ):  # fmt: skip
        if wanted is not None:
            found.append(column == wanted)
    if asked.on_hold is not None:
        found.append(case.c.hold_reason.is_not(None) if asked.on_hold else case.c.hold_reason.is_(None))
    if asked.entered_before is not None:
        found.append(case.c.stage_entered_at < asked.entered_before)
    return found
