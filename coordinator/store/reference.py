"""Reference tables read once by ``migrate``: ICD-10-CM codes and US postal codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coordinator.store.engine_tables import reference_icd, reference_zip


def icd_leaf(session: Session, code: str) -> bool | None:
    """True for a code that may be billed, false for a category above it, ``None`` for no such code."""
    found: bool | None = session.execute(
        select(reference_icd.c.leaf).where(reference_icd.c.code == code.upper())
    ).scalar()
    return found


def filled(session: Session) -> bool:
    """Whether the tables hold their rows."""
    return all(
        session.execute(select(func.count()).select_from(select(table).limit(1).subquery())).scalar_one()
        for table in (reference_icd, reference_zip)
    )


def fill(session: Session, icd: Iterable[Sequence[Any]], zips: Iterable[Sequence[Any]]) -> None:
    """Copy both tables in, columns in their order; they must be empty."""
    raw: Any = session.connection().connection.driver_connection
    for table, rows in ((reference_icd, icd), (reference_zip, zips)):
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
