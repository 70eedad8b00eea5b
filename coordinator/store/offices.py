"""The directory as people look it up: organizations with desks, providers with openings, and what waits at a desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_, cast, exists, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus, RequestStatus, Stage, WorkItemKind
from coordinator.store import directory_tables as tables
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.document_tables import own_form
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.engine_tables import effect as effect_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.work_tables import work_item as work_table
from coordinator.store.worklist import in_sight

OVER = (RequestStatus.DONE, RequestStatus.CANCELLED, RequestStatus.REFUSED)
ADDRESS_WORK = (WorkItemKind.FIND_OFFICE_ADDRESS, WorkItemKind.ADDRESS_BOUNCED)

Place = tuple[str, str]
"""Name in lower case and id of the last row of a page."""


def organizations(session: Session, words: str, most: int, after: Place | None) -> Sequence[Any]:
    """Organizations by name; ``words`` in the name, the city, or a number of one of their desks."""
    table, name = tables.organization, func.lower(tables.organization.c.name)
    statement = (
        select(table.c.id, table.c.name, table.c.kind, table.c.address, table.c.time_zone)
        .order_by(name, table.c.id)
        .limit(most)
    )
    if words:
        digits = "".join(sign for sign in words if sign.isdigit())
        desk = tables.desk
        numbers = [column.contains(digits) for column in (desk.c.fax, desk.c.phone)] if len(digits) > 3 else []
        by_desk = exists().where(
            desk.c.organization_id == table.c.id,
            or_(func.lower(desk.c.email) == words.lower(), *numbers),
        )
        named = and_(*(name.contains(word, autoescape=True) for word in words.lower().split()))
        city = func.lower(table.c.address["city"].astext) == words.strip().lower()
        statement = statement.where(or_(named, city, by_desk))
    if after is not None:
        statement = statement.where(tuple_(name, table.c.id) > after)
    return session.execute(statement).all()


def desks_of(session: Session, organization_ids: Collection[str]) -> Sequence[Any]:
    """Their desks, with the pages of a form that each wants."""
    desk = tables.desk
    statement = (
        select(desk, own_form.c.pages.label("form_pages"))
        .outerjoin(own_form, own_form.c.desk_id == desk.c.id)
        .where(desk.c.organization_id.in_(organization_ids))
        .order_by(desk.c.organization_id, desk.c.department)
    )
    return session.execute(statement).all()


def desk(session: Session, desk_id: str) -> Any:
    """One desk with its organization; ``None`` where there is none."""
    table, organization = tables.desk, tables.organization
    statement = (
        select(
            table, organization.c.name, organization.c.time_zone, organization.c.address,
            organization.c.privacy_officer_name, organization.c.privacy_officer_fax,
            own_form.c.pages.label("form_pages"),
        )
        .join(organization, organization.c.id == table.c.organization_id)
        .outerjoin(own_form, own_form.c.desk_id == table.c.id)
        .where(table.c.id == desk_id)
    )  # fmt: skip
    return session.execute(statement).first()


def requests_at(session: Session, desk_id: str, navigators: Collection[str], most: int) -> Sequence[Any]:
    """Open requests to this desk of cases in sight: how their last letter went, and what waits for an address."""
    letter = (
        select(communication_table.c.status, communication_table.c.channel, communication_table.c.made_at)
        .where(
            communication_table.c.case_id == case_table.c.id,
            communication_table.c.request_id == request_table.c.id,
            communication_table.c.kind == "letter",
        )
        .order_by(communication_table.c.made_at.desc(), communication_table.c.id.desc())
        .limit(1)
        .lateral()
    )
    work = (
        select(work_table.c.id, work_table.c.kind)
        .where(
            work_table.c.case_id == case_table.c.id,
            work_table.c.about == cast(request_table.c.id, Text),
            work_table.c.status == "open",
            work_table.c.kind.in_(ADDRESS_WORK),
        )
        .limit(1)
        .lateral()
    )
    pending = (
        select(func.count())
        .where(
            effect_table.c.case_id == case_table.c.id,
            effect_table.c.subject == cast(request_table.c.id, Text),
            effect_table.c.kind == "letter",
            effect_table.c.status == EffectStatus.PENDING,
        )
        .scalar_subquery()
    )
    statement = (
        select(
            request_table.c.id, request_table.c.status, request_table.c.sent_at, request_table.c.channel,
            case_table.c.ref, case_table.c.stage, patient_table.c.given, patient_table.c.family,
            patient_table.c.time_zone, letter.c.status.label("letter_status"), letter.c.channel.label("letter_channel"),
            work.c.id.label("work_item"), work.c.kind.label("work_kind"), pending.label("pending"),
        )
        .join(case_table, case_table.c.id == request_table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(letter, letter.c.status.is_not(None))
        .outerjoin(work, work.c.id.is_not(None))
        .where(
            request_table.c.desk_id == desk_id,
            request_table.c.status.not_in(OVER),
            case_table.c.stage != Stage.CLOSED,
            in_sight(navigators),
        )
        .order_by(work.c.id.is_(None), request_table.c.sent_at, request_table.c.id)
        .limit(most)
    )  # fmt: skip
    return session.execute(statement).all()


def count_requests_at(session: Session, desk_id: str) -> int:
    """How many open requests of any team wait there."""
    joined = request_table.join(case_table, case_table.c.id == request_table.c.case_id)
    statement = (
        select(func.count())
        .select_from(joined)
        .where(
            request_table.c.desk_id == desk_id, request_table.c.status.not_in(OVER), case_table.c.stage != Stage.CLOSED
        )
    )
    return int(session.execute(statement).scalar_one())


def providers(session: Session, words: str, most: int, after: Place | None, now: datetime) -> Sequence[Any]:
    """Providers by name with how many openings lie ahead; ``words`` in the name, the organization or a specialty."""
    table, organization, slot = tables.provider, tables.organization, tables.slot
    name = func.lower(table.c.name)
    free = (
        select(func.count())
        .where(slot.c.provider_id == table.c.id, slot.c.starts_at > now, slot.c.taken_by.is_(None))
        .scalar_subquery()
    )
    statement = (
        select(
            table.c.id, table.c.name, table.c.npi, table.c.profile, organization.c.name.label("organization"),
            free.label("openings"),
        )
        .join(organization, organization.c.id == table.c.organization_id)
        .order_by(name, table.c.id)
        .limit(most)
    )  # fmt: skip
    if words:
        anywhere = func.lower(func.concat_ws(" ", table.c.name, organization.c.name, table.c.profile["specialties"]))
        statement = statement.where(*(anywhere.contains(word, autoescape=True) for word in words.lower().split()))
    if after is not None:
        statement = statement.where(tuple_(name, table.c.id) > after)
    return session.execute(statement).all()


def provider(session: Session, provider_id: str) -> Any:
    """One provider with the organization; ``None`` where there is none."""
    table, organization = tables.provider, tables.organization
    statement = (
        select(
            table, organization.c.name.label("organization"), organization.c.time_zone.label("zone"),
        )
        .join(organization, organization.c.id == table.c.organization_id)
        .where(table.c.id == provider_id)
    )  # fmt: skip
    return session.execute(statement).first()


def slots_of(session: Session, provider_id: str, after: datetime) -> Sequence[Any]:
    """Openings that lie ahead, the next one first."""
    slot = tables.slot
    statement = select(slot).where(slot.c.provider_id == provider_id, slot.c.starts_at > after)
    return session.execute(statement.order_by(slot.c.starts_at, slot.c.id)).all()


def changes_of(session: Session, about: str, most: int = 20) -> Sequence[Any]:
    """What people changed of a desk or provider, the newest first."""
    table = tables.directory_change
    staff = tables.staff_user
    statement = (
        select(table.c.id, table.c.at, table.c.by, table.c.changes, staff.c.name.label("who"))
        .outerjoin(staff, staff.c.email == table.c.by)
        .where(table.c.about == about)
        .order_by(table.c.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()


def keep_change(session: Session, **values: Any) -> None:
    """Remember one change."""
    session.execute(insert(tables.directory_change).values(**values))


def hold_cases(session: Session, *, desk_id: str | None = None) -> Sequence[str]:
    """Lock open cases before a row of the directory, in one order, as facts do: those that ask this desk, or all that
    may still choose a provider.
    """
    statement = select(case_table.c.id).where(case_table.c.stage != Stage.CLOSED)
    if desk_id is not None:
        asks = request_table.c.case_id == case_table.c.id
        statement = statement.where(exists().where(asks, request_table.c.desk_id == desk_id))
    else:
        statement = statement.where(case_table.c.stage.in_((Stage.RECORDS, Stage.SCHEDULING)))
    return list(session.execute(statement.order_by(case_table.c.id).with_for_update(key_share=True)).scalars())


def wake(session: Session, case_ids: Collection[str], now: datetime) -> None:
    """These cases compute what follows from the change."""
    session.execute(update(case_table).where(case_table.c.id.in_(case_ids)).values(wake_at=now))
