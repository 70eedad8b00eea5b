"""A directory on plain objects: one listing for all, and one copy of it for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from coordinator.domain.candidate import Candidate
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.listing import candidate_of
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.question import Question
from coordinator.domain.words import Department, VisitMode
from coordinator.simulate.memory.numbering import numbering

Json = Mapping[str, Any]

DIRECTORY_SERIES = 0xD1
"""Ids of directory entries never meet those of cases."""


class Listing:
    """What a directory file says (interface.md, "Intake and directory files"); nobody changes it."""

    def __init__(self, document: Json) -> None:
        new_id = numbering(DIRECTORY_SERIES)
        self.desks: dict[tuple[str, Department], Desk] = {}
        self.organizations: dict[str, Organization] = {}
        for told in document.get("organizations", ()):
            organization = _organization(told, new_id())
            self.organizations[_folded(organization.name)] = organization
            for part in told.get("desks", ()):
                desk = _desk(part, organization, new_id())
                self.desks[_folded(organization.name), desk.department] = desk
        self.providers: dict[str, Provider] = {}
        for told in document.get("providers", ()):
            provider = _provider(told, self.organizations[_folded(told["organization"])], new_id)
            self.providers[provider.id] = provider
        self.candidates = [candidate_of(provider) for provider in self.providers.values()]


@dataclass
class OwnDirectory:
    """One person's copy of the listing, made as far as it is asked for: what they change nobody else sees.

    It is the engine's directory and what facts need to know of the world (``domain.facts.Known``) in one.
    """

    listing: Listing
    new_id: Callable[[], str]
    staff: frozenset[str] = frozenset()
    federal_days: frozenset[date] = frozenset()
    _desks: dict[tuple[str, Department], Desk] = field(default_factory=dict)
    _providers: dict[str, Provider] = field(default_factory=dict)

    def desk(self, organization: str, department: Department) -> Desk | None:
        """The desk of an organization, by its name; upper and lower case alike."""
        key = _folded(organization), department
        found = self._desks.get(key)
        if found is None and (listed := self.listing.desks.get(key)) is not None:
            found = self._desks[key] = replace(listed)
        return found

    def desk_by_id(self, desk_id: str) -> Desk | None:
        """The desk with this id."""
        mine = next((d for d in self._desks.values() if d.id == desk_id), None)
        if mine is not None:
            return mine
        key = next((key for key, desk in self.listing.desks.items() if desk.id == desk_id), None)
        return self.desk(*key) if key else None

    def laboratory(self, organization: str) -> Desk | None:
        """The pathology desk of an organization when it reviews borrowed slides and blocks."""
        desk = self.desk(organization, Department.PATHOLOGY)
        return desk if desk is not None and desk.reviewing_laboratory else None

    def make_desk(self, organization: str, department: Department, fax: str | None) -> Desk:
        """Add a desk that the directory does not know."""
        return self.add_desk(organization, department, "America/New_York", fax=fax)

    def add_desk(self, organization: str, department: Department, time_zone: str, **numbers: Any) -> Desk:
        """Add a desk with its numbers, and its organization where it is new."""
        owner = self.listing.organizations.get(_folded(organization)) or next(
            (d.organization for (name, _), d in self._desks.items() if name == _folded(organization)), None
        )
        if owner is None:
            owner = Organization(self.new_id(), organization.strip(), "unknown", time_zone)
        desk = Desk(self.new_id(), owner, department, **numbers)
        self._desks[_folded(organization), department] = desk
        return desk

    def holidays(self) -> frozenset[date]:
        """US federal holidays."""
        return self.federal_days

    def provider(self, provider_id: str) -> Provider | None:
        """The provider with this id, with openings of this person's own."""
        mine = self._providers.get(provider_id)
        if mine is None and (listed := self.listing.providers.get(provider_id)) is not None:
            mine = replace(listed, slots=[replace(slot) for slot in listed.slots])
            self._providers[provider_id] = mine
        return mine

    def candidates(self) -> Sequence[Candidate]:
        """Every provider as matching reads them."""
        if not any(slot.taken_by for mine in self._providers.values() for slot in mine.slots):
            return self.listing.candidates
        return [candidate_of(self._providers.get(id_, listed)) for id_, listed in self.listing.providers.items()]

    def place(self, postal_code: str) -> tuple[float, float] | None:
        """Nobody measures distances here."""
        return None

    def slot(self, slot_id: str) -> tuple[Slot, Provider] | None:
        """The slot with this id and whose it is, taken or not."""
        for provider_id, listed in self.listing.providers.items():
            if any(slot.id == slot_id for slot in listed.slots):
                mine = self.provider(provider_id)
                if mine is not None:
                    return next((slot, mine) for slot in mine.slots if slot.id == slot_id)
        return None

    def free_slot(self, provider_id: str, starts_at: datetime, mode: VisitMode) -> Slot | None:
        """The listed slot of this provider, start and mode, taken or not."""
        mine = self.provider(provider_id)
        slots = mine.slots if mine else ()
        return next((s for s in slots if s.starts_at == starts_at and s.mode is mode), None)

    def icd_exists(self, code: str) -> bool:
        """Codes were checked when the intake was written."""
        return True

    def question(self, question_id: str) -> Question | None:
        """Nobody here takes questions from the bank."""
        return None

    def is_staff(self, email: str) -> bool:
        """True for a member of the played staff."""
        return email in self.staff


def _organization(told: Json, organization_id: str) -> Organization:
    officer = told.get("privacy_officer") or {}
    return Organization(
        organization_id,
        told["name"],
        told["kind"],
        told["time_zone"],
        address=dict(told["address"]),
        privacy_officer_name=officer.get("name"),
        privacy_officer_fax=officer.get("fax"),
    )


def _desk(told: Json, organization: Organization, desk_id: str) -> Desk:
    texts = ("phone", "fax", "email", "portal_url", "hours", "phone_tree", "courier")
    numbers: dict[str, Any] = {name: told.get(name) for name in texts}
    return Desk(
        desk_id,
        organization,
        Department(told["department"]),
        **numbers,
        secure_email_agreed=bool(told.get("secure_email_agreed")),
        own_form_required=bool(told.get("own_form_required")),
        reviewing_laboratory=bool(told.get("reviewing_laboratory")),
        closed_on=[date.fromisoformat(day) for day in told.get("closed_on") or ()],
        channel_order=list(told.get("channel_order") or ()),
        p75_response_days=told.get("p75_response_days"),
        holds_ehr=told.get("holds_ehr"),
    )


def _provider(told: Json, organization: Organization, new_id: Callable[[], str]) -> Provider:
    office = told.get("office") or {}
    aside = ("name", "npi", "organization", "slots", "office")
    return Provider(
        new_id(),
        told["name"],
        organization,
        profile={key: value for key, value in told.items() if key not in aside},
        npi=told.get("npi"),
        office_fax=office.get("fax"),
        office_phone=office.get("phone"),
        office_time_zone=office.get("time_zone"),
        slots=list(_slots(told, new_id)),
    )


def _slots(told: Json, new_id: Callable[[], str]) -> Iterator[Slot]:
    for part in sorted(told.get("slots") or (), key=lambda one: datetime.fromisoformat(one["starts_at"])):
        starts_at = datetime.fromisoformat(part["starts_at"]).astimezone(UTC)
        yield Slot(new_id(), starts_at, part["minutes"], VisitMode(part["mode"]))


def _folded(name: str) -> str:
    return name.strip().lower()
