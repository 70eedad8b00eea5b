"""The playbooks that cases live under: what each version says, and which one new cases follow (ADR 0022)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.domain.errors import Refused
from coordinator.domain.words import Stage
from coordinator.store.case_tables import case as case_table
from coordinator.store.engine_tables import playbook_version as table

_ACTIVE = select(table.c.version).order_by(table.c.turn.desc().nulls_last()).limit(1)


@dataclass(frozen=True)
class Kept:
    """One version. ``turn``: the highest is active; ``None`` where it never was."""

    version: int
    name: str
    source: str
    turn: int | None


def active(session: Session) -> int:
    """The version that new cases follow."""
    found: int | None = session.execute(_ACTIVE).scalar()
    if found is None:
        raise Refused("playbook.none", "run `coordinator migrate` first")
    return found


def source(session: Session, version: int) -> str:
    """What it says, as its file did."""
    found: str = session.execute(select(table.c.source).where(table.c.version == version)).scalar_one()
    return found


def kept(session: Session, version: int) -> Kept | None:
    """This version, if it is known."""
    columns = (table.c.version, table.c.name, table.c.source, table.c.turn)
    row = session.execute(select(*columns).where(table.c.version == version)).first()
    return Kept(*row) if row is not None else None


def keep(session: Session, version: int, name: str, text: str, sha256: str, now: datetime) -> None:
    """Keep its text; where it is known already, the caller has seen that it means the same."""
    values = {"name": name, "source": text, "sha256": sha256, "stored_at": now}
    statement = insert(table).values(version=version, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["version"], set_=values))


def activate(session: Session, version: int, now: datetime, by: str) -> None:
    """From now on new cases follow it."""
    turn = select(func.coalesce(func.max(table.c.turn), 0) + 1).scalar_subquery()
    values = {"turn": turn, "activated_at": now, "activated_by": by}
    session.execute(update(table).where(table.c.version == version).values(values))


def in_use(session: Session) -> dict[int, int]:
    """How many open cases live under each version; a version without any is not named."""
    number = case_table.c.playbook_version
    counted = select(number, func.count()).where(case_table.c.stage != Stage.CLOSED).group_by(number).order_by(number)
    return {row[0]: row[1] for row in session.execute(counted)}


def under_others(session: Session, version: int, most: int) -> list[str]:
    """Open cases that live under another version than this, by their ids; so many at most."""
    other = (case_table.c.playbook_version != version) & (case_table.c.stage != Stage.CLOSED)
    found = select(case_table.c.id).where(other).order_by(case_table.c.id).limit(most)
    return list(session.execute(found).scalars())
