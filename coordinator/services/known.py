"""What facts need to know beyond their case: slots, providers, desks, codes and staff, read in the same transaction."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from coordinator.domain.directory import Desk, Organization
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.question import Question
from coordinator.domain.words import Department, VisitMode
from coordinator.services import staff
from coordinator.services.question_bank import question_bank
from coordinator.services.world import federal_holidays, new_id
from coordinator.store import directory, reference


class StoredKnown:
    """What facts need to know beyond the case (:class:`coordinator.domain.facts.Known`)."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._directory = directory.StoredDirectory(session)
        self._slots: dict[str, tuple[Slot, Provider] | None] = {}

    def slot(self, slot_id: str) -> tuple[Slot, Provider] | None:
        """A slot with its provider, locked; asked again, as this transaction has changed it meanwhile."""
        if slot_id not in self._slots:
            self._slots[slot_id] = directory.slot_for_update(self._session, slot_id)
        return self._slots[slot_id]

    def free_slot(self, provider_id: str, starts_at: datetime, mode: VisitMode) -> Slot | None:
        """The listed slot of this provider, start and mode, locked."""
        known = [found[0] for found in self._slots.values() if found is not None and found[1].id == provider_id]
        listed = next((slot for slot in known if slot.starts_at == starts_at and slot.mode is mode), None)
        return listed or directory.free_slot(self._session, provider_id, starts_at, mode)

    def holidays(self) -> frozenset[date]:
        """US federal holidays."""
        return federal_holidays()

    def provider(self, provider_id: str) -> Provider | None:
        """The provider with this id."""
        return self._directory.provider(provider_id)

    def desk(self, organization: str, department: Department) -> Desk | None:
        """The desk of an organization."""
        return self._directory.desk(organization, department)

    def desk_by_id(self, desk_id: str) -> Desk | None:
        """The desk with this id; none for an empty one."""
        return self._directory.desk_by_id(desk_id) if desk_id else None

    def laboratory(self, organization: str) -> Desk | None:
        """The reviewing laboratory of an organization."""
        return directory.laboratory(self._session, organization)

    def make_desk(self, organization: str, department: Department, fax: str | None) -> Desk:
        """A desk that the directory does not know yet, from what the recorder says."""
        known = directory.organization_named(self._session, organization)
        owner = known or Organization(new_id(), organization.strip(), "unknown", "America/New_York")
        desk = Desk(new_id(), owner, department, fax=fax)
        self._session.add(desk)
        return desk

    def icd_exists(self, code: str) -> bool:
        """Whether ICD-10-CM has this code."""
        return reference.icd_leaf(self._session, code) is not None

    def is_staff(self, email: str) -> bool:
        """Whether an active staff user has this address."""
        return staff.exists(self._session, email)

    def question(self, question_id: str) -> Question | None:
        """A question of the bank."""
        return question_bank().by_id.get(question_id)
