"""The person a case is about, the people around them, and how each can be reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from coordinator.domain.words import ContactKind, ContactRole, MayBeTold
from coordinator.domain.words.intake_words import InEffect

AGE_OF_MAJORITY = 18
"""Years; domain.md §12: for a minor every message goes to the parent or guardian."""

_POSITION = attrgetter("position")


@dataclass(eq=False)
class ContactPoint:
    """One address or number. ``contact_id`` is empty for the patient's own."""

    id: str
    kind: ContactKind
    value: str
    contact_id: str | None = None
    may_text: bool = False
    may_leave_voicemail: bool = False
    verified_at: datetime | None = None
    opted_out_at: datetime | None = None
    bounced_at: datetime | None = None
    detail_allowed_at: datetime | None = None
    detail_text_version: str | None = None
    detail_allowed_by: str | None = None
    position: int = 0

    @property
    def open(self) -> bool:
        """True while nothing speaks against using it."""
        return self.opted_out_at is None and self.bounced_at is None


@dataclass(eq=False)
class Contact:
    """A representative, companion or family member, and what they may be told (``domain.md`` §4.5)."""

    id: str
    name: str
    role: ContactRole
    may_be_told: MayBeTold
    in_effect: str | None = None
    authority: str | None = None
    permitted_on: date | None = None
    permitted_by: str | None = None
    emergency: bool | None = None
    authority_document_id: str | None = None
    authority_until: date | None = None
    revoked_at: datetime | None = None
    language: str | None = None

    def acts_on(self, day: date | None = None) -> bool:
        """True for a representative whose authority is in effect, on ``day`` where one is named, and not taken back."""
        lasts = self.authority_until is None or day is None or day <= self.authority_until
        return (
            self.role is ContactRole.REPRESENTATIVE
            and self.in_effect == InEffect.YES
            and self.revoked_at is None
            and lasts
        )


@dataclass(eq=False)
class Patient:
    """Who the case is about. ``person_key`` is the same for every case of one name and birth date: it only delays."""

    id: str
    person_key: str
    given: str
    family: str
    birth_date: date
    time_zone: str
    language: str
    state: str
    interpreter: bool = False
    preferred_channel: str | None = None
    postal_code: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    deceased_on: date | None = None
    deceased_recorded_at: datetime | None = None
    contacts: list[Contact] = field(default_factory=list)
    contact_points: list[ContactPoint] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    def age_on(self, day: date) -> int:
        """Whole years on ``day``."""
        birthday_to_come = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - birthday_to_come

    def is_minor(self, day: date) -> bool:
        """True below the age of majority."""
        years = day.year - self.birth_date.year
        return years <= AGE_OF_MAJORITY and self.age_on(day) < AGE_OF_MAJORITY

    def representative(self, day: date | None = None) -> Contact | None:
        """The first person whose authority to act is in effect, on ``day`` where one is named."""
        return next((c for c in self.contacts if c.acts_on(day)), None)

    def reader(self, day: date) -> Contact | None:
        """Who reads the patient's messages: ``None`` for the patient, a minor's representative otherwise."""
        return self.representative(day) if self.is_minor(day) else None

    def language_of(self, contact: Contact | None) -> str:
        """What the patient (``None``) or one contact reads; a contact of whom nothing is known reads as the patient."""
        return (contact.language if contact else None) or self.language

    def points_of(self, contact: Contact | None) -> list[ContactPoint]:
        """Contact points of the patient (``None``) or of one contact, in the order they were given."""
        owner = contact.id if contact else None
        theirs = [p for p in self.contact_points if p.contact_id == owner]
        return sorted(theirs, key=_POSITION)

    def contact_point(self, point_id: str) -> ContactPoint | None:
        """The contact point with this id, whoever's it is."""
        return next((p for p in self.contact_points if p.id == point_id), None)
