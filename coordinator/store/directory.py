"""The directory as the engine reads it, and as facts change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session, selectinload

from coordinator.domain.candidate import Candidate
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.listing import candidate_of, postal_code
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.words import Department, VisitMode
from coordinator.store import directory_tables as tables
from coordinator.store.cases import attribute
from coordinator.store.engine_tables import reference_zip


class StoredDirectory:
    """Reads the directory in one transaction; what was read once is not read again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._candidates: list[Candidate] | None = None

    def desk(self, organization: str, department: Department) -> Desk | None:
        """The desk of an organization named as in the intake, upper or lower case alike."""
        statement = (
            select(Desk)
            .join(Organization, tables.desk.c.organization_id == tables.organization.c.id)
            .where(
                func.lower(tables.organization.c.name) == organization.strip().lower(),
                tables.desk.c.department == department,
            )
        )
        return self._session.execute(statement).unique().scalar_one_or_none()

    def desk_by_id(self, desk_id: str) -> Desk | None:
        """The desk with this id."""
        return self._session.get(Desk, desk_id)

    def provider(self, provider_id: str) -> Provider | None:
        """The provider with this id, openings included."""
        statement = (
            select(Provider)
            .where(tables.provider.c.id == provider_id)
            .options(selectinload(attribute(Provider, "slots")))
        )
        return self._session.execute(statement).unique().scalar_one_or_none()

    def candidates(self) -> Sequence[Candidate]:
        """Every provider as matching reads them."""
        if self._candidates is None:
            statement = select(Provider).options(selectinload(attribute(Provider, "slots")))
            found = self._session.execute(statement).unique().scalars().all()
            places = self._places({postal_code(provider) for provider in found})
            self._candidates = [candidate_of(provider, places.get(postal_code(provider))) for provider in found]
        return self._candidates

    def place(self, postal_code: str) -> tuple[float, float] | None:
        """Latitude and longitude (degrees) of a US postal code, once the reference table is filled."""
        return self._places({postal_code[:5]}).get(postal_code[:5])

    def _places(self, codes: set[str]) -> dict[str, tuple[float, float]]:
        rows = self._session.execute(
            select(reference_zip.c.zip, reference_zip.c.latitude, reference_zip.c.longitude).where(
                reference_zip.c.zip.in_(codes), reference_zip.c.latitude.is_not(None)
            )
        )
        return {row.zip: (float(row.latitude), float(row.longitude)) for row in rows}


def slot_for_update(session: Session, slot_id: str) -> tuple[Slot, Provider] | None:
    """A slot with its provider, its row locked: two bookings of it meet here."""
    row = session.execute(
        select(tables.slot.c.provider_id).where(tables.slot.c.id == slot_id).with_for_update()
    ).first()
    if row is None:
        return None
    slot = session.get(Slot, slot_id, populate_existing=True)
    provider = session.get(Provider, row.provider_id)
    return (slot, provider) if slot is not None and provider is not None else None


def free_slots(session: Session, case_ids: Sequence[str], appointment_ids: Sequence[str]) -> None:
    """Give back what these cases hold and what these cancelled visits took."""
    slot = tables.slot
    theirs = slot.c.held_for.in_(case_ids) | slot.c.taken_by.in_(appointment_ids)
    still = case((slot.c.taken_by.in_(appointment_ids), None), else_=slot.c.taken_by)
    session.execute(update(slot).where(theirs).values(held_for=None, held_until=None, taken_by=still))


def free_slot(session: Session, provider_id: str, starts_at: datetime, mode: VisitMode) -> Slot | None:
    """The listed slot of this provider, start and mode, its row locked, taken or not."""
    found = session.execute(
        select(tables.slot.c.id)
        .where(
            tables.slot.c.provider_id == provider_id, tables.slot.c.starts_at == starts_at, tables.slot.c.mode == mode
        )
        .with_for_update()
    ).scalar()
    return session.get(Slot, found, populate_existing=True) if found else None


def organization_named(session: Session, name: str) -> Organization | None:
    """The organization of this name, upper or lower case alike."""
    statement = select(Organization).where(func.lower(tables.organization.c.name) == name.strip().lower())
    return session.execute(statement).scalar_one_or_none()


def laboratory(session: Session, organization: str) -> Desk | None:
    """The pathology desk of an organization that reads slides for others."""
    desk = StoredDirectory(session).desk(organization, Department.PATHOLOGY)
    return desk if desk is not None and desk.reviewing_laboratory else None


def office_numbers(session: Session) -> frozenset[str]:
    """Every telephone and fax number of an office: none of them can be a patient's."""
    numbers: set[str | None] = set()
    for table, names in (
        (tables.desk, ("phone", "fax")),
        (tables.provider, ("office_phone", "office_fax")),
        (tables.organization, ("privacy_officer_fax",)),
    ):
        for row in session.execute(select(*(table.c[n] for n in names))):
            numbers.update(row)
    return frozenset(n for n in numbers if n)
