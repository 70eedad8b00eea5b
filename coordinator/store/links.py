"""Links to the portal as rows: made with a mail, looked up by what a key makes of their token, ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.document_tables import access_log
from coordinator.store.engine_tables import event as event_table
from coordinator.store.portal_tables import link as table


def add_all(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep links."""
    if rows:
        session.execute(insert(table), list(rows))


def by_mac(session: Session, token_mac: str) -> Any:
    """The link with this token; ``None`` when there is none."""
    return session.execute(select(table).where(table.c.token_mac == token_mac)).first()


def get(session: Session, link_id: str) -> Any:
    """The link with this id."""
    return session.execute(select(table).where(table.c.id == link_id)).one()


def lock(session: Session, link_id: str) -> Any:
    """The link as it stands, its row locked: two browsers with one link take turns."""
    return session.execute(select(table).where(table.c.id == link_id).with_for_update()).one()


def of_case(session: Session, case_id: str) -> Sequence[Any]:
    """Every link of a case, oldest first."""
    return session.execute(select(table).where(table.c.case_id == case_id).order_by(table.c.made_at, table.c.id)).all()


def use(session: Session, link_id: str, now: datetime) -> None:
    """Its single use is spent."""
    session.execute(update(table).where(table.c.id == link_id).values(used_at=now))


def wear(session: Session, link_id: str) -> None:
    """One more wrong code was typed behind it."""
    session.execute(update(table).where(table.c.id == link_id).values(wrong=table.c.wrong + 1))


def revoke(session: Session, ids: Collection[str], now: datetime, by: str) -> int:
    """End these links; returns how many were not ended before."""
    statement = (
        update(table)
        .where(table.c.id.in_(list(ids)), table.c.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by=by)
    )
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def events_since(session: Session, case_id: str, seq: int, names: Collection[str]) -> Sequence[Any]:
    """Events of these names that a case noted after this one, oldest first."""
    statement = (
        select(event_table.c.seq, event_table.c.name, event_table.c.data)
        .where(event_table.c.stream == case_id, event_table.c.seq > seq, event_table.c.name.in_(list(names)))
        .order_by(event_table.c.seq)
    )
    return session.execute(statement).all()


def person_dead(session: Session, case_id: str) -> bool:
    """Whether a death was recorded in any case of this person."""
    key = (
        select(patient_table.c.person_key)
        .join(case_table, case_table.c.patient_id == patient_table.c.id)
        .where(case_table.c.id == case_id)
        .scalar_subquery()
    )
    dead = exists().where(patient_table.c.person_key == key, patient_table.c.deceased_on.is_not(None))
    return bool(session.execute(select(dead)).scalar())


def note_read(session: Session, id_: str, case_id: str, at: datetime, by: str, what: str, about: str | None) -> None:
    """Who reads what in the portal, and when."""
    session.execute(insert(access_log).values(id=id_, case_id=case_id, at=at, by=by, what=what, about=about))
