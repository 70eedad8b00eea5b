"""Calls that are due, as rows: whom each goes to, and who else waits there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from coordinator.domain.words import Channel, ContactKind, ReferralStatus, RequestStatus, Stage, WorkItemKind
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import contact as contact_table
from coordinator.store.case_tables import contact_point as point_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.directory_tables import desk as desk_table
from coordinator.store.directory_tables import organization as organization_table
from coordinator.store.directory_tables import provider as provider_table
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.request_tables import record_item as item_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.today import PERSON, due
from coordinator.store.visit_tables import appointment as appointment_table
from coordinator.store.visit_tables import referral as referral_table
from coordinator.store.work_tables import work_item as table
from coordinator.store.worklist import RANK

CALLS = (WorkItemKind.CALL_DESK, WorkItemKind.CALL_PATIENT, WorkItemKind.CALL_PROVIDER)
ASKED = (RequestStatus.SENT, RequestStatus.RECEIVED, RequestStatus.PARTIAL)
"""Requests of which an office has our letter and owes us something."""

MOST = 2_000
"""Calls to one telephone; more than this nobody talks about in a day."""


def about(thing: Any) -> ColumnElement[bool]:
    """Work about this thing; ``about`` is not always an id: the case narrows it before the two are compared."""
    return and_(thing.c.case_id == table.c.case_id, cast(thing.c.id, Text) == table.c.about)


def case_provider() -> Any:
    """The provider of the referral that a call is about; where it is about none, the provider of the case."""
    named = cast(referral_table.c.id, Text) == table.c.about
    accepted = referral_table.c.status == ReferralStatus.ACCEPTED
    return (
        select(referral_table.c.provider_id)
        .where(referral_table.c.case_id == table.c.case_id)
        .order_by(named.desc(), accepted.desc(), referral_table.c.chosen_at.desc().nulls_last())
        .limit(1)
        .correlate(table)
        .scalar_subquery()
    )


PROVIDER: ColumnElement[Any] = func.coalesce(appointment_table.c.provider_id, case_provider())


def due_calls(session: Session, owners: Collection[str], now: datetime, *where: Any) -> Sequence[Any]:
    """Calls that are due in the cases of these ``owners``, urgent ones first, each with whom it goes to."""
    statement = (
        select(
            table.c.id, table.c.kind, table.c.code, table.c.about, table.c.due_at, table.c.priority,
            RANK.label("rank"), table.c.case_id, *PERSON, case_table.c.patient_id, patient_table.c.person_key,
            patient_table.c.birth_date, request_table.c.id.label("request_id"), request_table.c.desk_id,
            request_table.c.organization_name, request_table.c.department, PROVIDER.label("provider_id"),
        )
        .join(case_table, case_table.c.id == table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(request_table, about(request_table))
        .outerjoin(appointment_table, about(appointment_table))
        .where(due(now), table.c.kind.in_(CALLS), table.c.navigator.in_(owners), *where)
        .order_by(RANK, table.c.due_at, table.c.id)
        .limit(MOST)
    )  # fmt: skip
    return session.execute(statement).all()


def of_desk(desk_id: str) -> Any:
    """Calls about requests at this desk."""
    return request_table.c.desk_id == desk_id


def of_provider(provider_id: str) -> Any:
    """Calls that go to this provider's office."""
    return and_(PROVIDER.in_((provider_id,)), table.c.kind == WorkItemKind.CALL_PROVIDER)


def of_person_of(ref: str) -> Any:
    """Calls to the patient of this case, in whichever of their cases."""
    key = (
        select(patient_table.c.person_key)
        .join(case_table, case_table.c.patient_id == patient_table.c.id)
        .where(case_table.c.ref == ref)
        .correlate(None)
    )
    return and_(patient_table.c.person_key == key.scalar_subquery(), table.c.kind == WorkItemKind.CALL_PATIENT)


def of_request_or_item(key: str) -> Any:
    """The call with this id, or those about the request with this id."""
    return or_(table.c.id == key, request_table.c.id == key)


def one_call(session: Session, owners: Collection[str], item_id: str, now: datetime) -> Any:
    """The due call with this id in these ``owners``' cases; ``None`` where there is none any more."""
    return next(iter(due_calls(session, owners, now, table.c.id == item_id)), None)


def desks(session: Session, ids: Collection[str]) -> dict[str, Any]:
    """These desks with their organizations: name, telephone, hours, zone."""
    if not ids:
        return {}
    statement = (
        select(
            desk_table.c.id, desk_table.c.department, desk_table.c.phone, desk_table.c.hours, desk_table.c.phone_tree,
            desk_table.c.closed_on, desk_table.c.own_form_required, organization_table.c.name,
            organization_table.c.time_zone,
        )
        .join(organization_table, organization_table.c.id == desk_table.c.organization_id)
        .where(desk_table.c.id.in_(ids))
    )  # fmt: skip
    return {row.id: row for row in session.execute(statement)}


def providers(session: Session, ids: Collection[str]) -> dict[str, Any]:
    """These providers: name, their office's telephone, the organization and its zone."""
    if not ids:
        return {}
    zone = func.coalesce(provider_table.c.office_time_zone, organization_table.c.time_zone).label("time_zone")
    statement = (
        select(
            provider_table.c.id, provider_table.c.name, provider_table.c.office_phone.label("phone"), zone,
            organization_table.c.name.label("organization"),
        )
        .join(organization_table, organization_table.c.id == provider_table.c.organization_id)
        .where(provider_table.c.id.in_(ids))
    )  # fmt: skip
    return {row.id: row for row in session.execute(statement)}


def requests(session: Session, owners: Collection[str], now: datetime, desk_id: str, most: int) -> Sequence[Any]:
    """Requests in these ``owners``' open cases that wait at this desk or have a call due, those with a call first."""
    called = exists().where(
        table.c.case_id == request_table.c.case_id, due(now), table.c.kind == WorkItemKind.CALL_DESK,
        table.c.about == cast(request_table.c.id, Text),
    )  # fmt: skip
    statement = (
        select(
            request_table.c.id, request_table.c.status, request_table.c.sent_at, request_table.c.channel,
            request_table.c.received_at, request_table.c.receipt_evidence, request_table.c.due_on,
            request_table.c.promised_on, request_table.c.desk_id, request_table.c.organization_name,
            request_table.c.department, request_table.c.details["mrn"].astext.label("record_number"),
            called.label("called"), case_table.c.id.label("case_id"), case_table.c.priority, *PERSON,
            patient_table.c.birth_date,
        )
        .join(case_table, case_table.c.id == request_table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .where(
            request_table.c.desk_id == desk_id, request_table.c.navigator.in_(owners),
            case_table.c.stage != Stage.CLOSED, or_(called, request_table.c.status.in_(ASKED)),
        )
        .order_by(called.desc(), request_table.c.sent_at.nulls_last(), request_table.c.id)
        .limit(most)
    )  # fmt: skip
    return session.execute(statement).all()


def owed(session: Session, request_ids: Collection[str]) -> dict[str, list[Any]]:
    """The items of these requests, by request: type and status."""
    found: dict[str, list[Any]] = {request_id: [] for request_id in request_ids}
    if request_ids:
        columns = (item_table.c.request_id, item_table.c.record_type, item_table.c.status)
        for row in session.execute(select(*columns).where(item_table.c.request_id.in_(request_ids))):
            found[row.request_id].append(row)
    return found


def letters(session: Session, request_ids: Collection[str]) -> dict[str, list[Any]]:
    """What left for these requests, oldest first, with what is known of its arrival."""
    found: dict[str, list[Any]] = {request_id: [] for request_id in request_ids}
    if request_ids:
        c = communication_table.c
        statement = (
            select(c.request_id, c.name, c.channel, c.address, c.sent_at, c.proof, c.proof_at)
            .where(c.request_id.in_(request_ids), c.sent_at.is_not(None), c.channel != Channel.CALL)
            .where(c.status.not_in(("withheld", "failed", "withdrawn")))
            .order_by(c.sent_at)
        )
        for row in session.execute(statement):
            found[row.request_id].append(row)
    return found


def phones(session: Session, patient_ids: Collection[str]) -> Sequence[Any]:
    """Telephone numbers of patients and the people beside them, the patient's own first."""
    statement = (
        select(
            point_table.c.patient_id, point_table.c.value, point_table.c.may_leave_voicemail,
            point_table.c.opted_out_at, contact_table.c.name, contact_table.c.role, contact_table.c.may_be_told,
        )
        .outerjoin(contact_table, contact_table.c.id == point_table.c.contact_id)
        .where(
            point_table.c.patient_id.in_(patient_ids), point_table.c.kind == ContactKind.PHONE,
            contact_table.c.revoked_at.is_(None),
        )
        .order_by(point_table.c.contact_id.is_not(None), point_table.c.position)
    )  # fmt: skip
    return session.execute(statement).all() if patient_ids else []
