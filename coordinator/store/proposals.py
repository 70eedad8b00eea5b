"""What a mail may belong to: cases, and in them requests, addresses and offers, as somebody chooses between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from coordinator.domain.words import ItemStatus, RequestStatus
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import contact as contact_table
from coordinator.store.case_tables import contact_point as point_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.directory_tables import provider as provider_table
from coordinator.store.request_tables import record_item as item_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.visit_tables import appointment as appointment_table
from coordinator.store.visit_tables import referral as referral_table
from coordinator.store.worklist import in_sight

OUTSTANDING = (ItemStatus.NEEDED, ItemStatus.REQUESTED, ItemStatus.ACKNOWLEDGED)


def cases_in_sight(
    session: Session, navigators: Collection[str], *, ids: Collection[str] = (), refs: Collection[str] = ()
) -> Sequence[Any]:
    """Of these cases those in sight, with whose they are."""
    statement = (
        select(
            case_table.c.id, case_table.c.ref, case_table.c.stage, case_table.c.navigator, case_table.c.closed_at,
            patient_table.c.given, patient_table.c.family, patient_table.c.birth_date, patient_table.c.time_zone,
        )
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .where(in_sight(navigators), or_(case_table.c.id.in_(ids), case_table.c.ref.in_(refs)))
        .order_by(case_table.c.ref)
    )  # fmt: skip
    return session.execute(statement).all()


def requests_of(session: Session, case_ids: Collection[str]) -> Sequence[Any]:
    """Requests of these cases that something may still come of, each with its outstanding items as ids and types."""
    outstanding = item_table.c.status.in_(OUTSTANDING)
    statement = (
        select(
            request_table.c.id, request_table.c.case_id, request_table.c.organization_name, request_table.c.department,
            request_table.c.status, request_table.c.sent_at, request_table.c.receipt_evidence,
            func.array_agg(item_table.c.id).filter(outstanding).label("items"),
            func.array_agg(item_table.c.record_type).filter(outstanding).label("types"),
        )
        .outerjoin(item_table, item_table.c.request_id == request_table.c.id)
        .where(request_table.c.case_id.in_(case_ids), request_table.c.status != RequestStatus.CANCELLED)
        .group_by(request_table.c.id)
        .order_by(request_table.c.organization_name, request_table.c.department, request_table.c.id)
    )  # fmt: skip
    return session.execute(statement).all()


def points_of(session: Session, case_ids: Collection[str]) -> Sequence[Any]:
    """Mail addresses and numbers of these cases' people, with whose each is."""
    statement = (
        select(
            case_table.c.id.label("case_id"), point_table.c.id, point_table.c.kind, point_table.c.value,
            contact_table.c.name, contact_table.c.role,
        )
        .join(point_table, point_table.c.patient_id == case_table.c.patient_id)
        .outerjoin(contact_table, contact_table.c.id == point_table.c.contact_id)
        .where(case_table.c.id.in_(case_ids))
        .order_by(point_table.c.position, point_table.c.id)
    )  # fmt: skip
    return session.execute(statement).all()


def offers_of(session: Session, case_ids: Collection[str]) -> Sequence[Any]:
    """Referrals and appointments of these cases, by their ids, with the provider."""
    parts = []
    for name, table in (("referral", referral_table), ("appointment", appointment_table)):
        parts.append(
            select(
                table.c.id, table.c.case_id, func.concat(name).label("what"), provider_table.c.name,
                func.concat(table.c.status).label("status"),
            )
            .join(provider_table, provider_table.c.id == table.c.provider_id)
            .where(table.c.case_id.in_(case_ids))
        )  # fmt: skip
    both = union_all(*parts).subquery()
    return session.execute(select(both).order_by(both.c.name, both.c.what, both.c.id)).all()


def found_by(session: Session, navigators: Collection[str], words: str, most: int) -> Sequence[Any]:
    """Cases in sight by a reference or part of a name; open ones first."""
    name = func.lower(func.concat(patient_table.c.given, " ", patient_table.c.family))
    by_name = and_(*(name.contains(word, autoescape=True) for word in words.lower().split()))
    statement = (
        select(
            case_table.c.ref, case_table.c.stage, case_table.c.closed_at, patient_table.c.given,
            patient_table.c.family, patient_table.c.birth_date,
        )
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .where(in_sight(navigators), or_(case_table.c.ref == words.strip().upper(), by_name))
        .order_by(case_table.c.closed_at.is_not(None), patient_table.c.family, case_table.c.ref)
        .limit(most)
    )  # fmt: skip
    return session.execute(statement).all()
