"""Documents of a case as somebody looks at one: where it lies, what it may answer, and who was at it last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.directory_tables import staff_user
from coordinator.store.document_tables import access_log
from coordinator.store.document_tables import document as document_table
from coordinator.store.engine_tables import event as event_table
from coordinator.store.request_tables import record_item as item_table
from coordinator.store.request_tables import record_request as request_table


def found(session: Session, document_id: str) -> Any:
    """A document without its bytes, with whose case it lies in; ``None`` where there is none."""
    columns = [column for column in document_table.c if column.name != "content"]
    statement = (
        select(
            *columns, case_table.c.ref, case_table.c.navigator, patient_table.c.given, patient_table.c.family,
            patient_table.c.birth_date, patient_table.c.time_zone, patient_table.c.details,
            request_table.c.organization_name, request_table.c.department,
        )
        .join(case_table, case_table.c.id == document_table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(request_table, request_table.c.id == document_table.c.request_id)
        .where(document_table.c.id == document_id)
    )  # fmt: skip
    return session.execute(statement).first()


def items_of(session: Session, case_id: str) -> list[Any]:
    """Everything asked for in a case, with the organization that was asked."""
    statement = (
        select(item_table.c.id, item_table.c.record_type, item_table.c.status, request_table.c.organization_name)
        .join(request_table, request_table.c.id == item_table.c.request_id)
        .where(request_table.c.case_id == case_id)
        .order_by(request_table.c.organization_name, item_table.c.record_type)
    )
    return list(session.execute(statement))


def last_act(session: Session, case_id: str, document_id: str) -> Any:
    """The newest event about this document, reads left out, with the name of who it is by where they are staff."""
    named = event_table.c.data["document"].astext == document_id
    statement = (
        select(event_table.c.name, event_table.c.at, event_table.c.by, staff_user.c.name.label("who"))
        .outerjoin(staff_user, staff_user.c.email == event_table.c.by)
        .where(event_table.c.stream == case_id, named, event_table.c.name != "document_read")
        .order_by(event_table.c.seq.desc())
        .limit(1)
    )
    return session.execute(statement).first()


def seen_since(session: Session, case_id: str, about: str, by: str, since: datetime) -> bool:
    """Whether this person's look at it was written down already, a short while ago."""
    mine = (access_log.c.case_id == case_id, access_log.c.by == by, access_log.c.at > since)
    of_it = (access_log.c.document_id.cast(access_log.c.about.type) == about) | (access_log.c.about == about)
    return bool(session.execute(select(exists().where(*mine, of_it))).scalar())


def name_of(session: Session, email: str) -> str:
    """The name of a staff user, the address for anybody else."""
    found_name = session.execute(select(staff_user.c.name).where(staff_user.c.email == email)).scalar()
    return str(found_name or email)
