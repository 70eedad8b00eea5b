"""Who an intake file is about, and who is beside them (``domain.md`` §1.3)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from coordinator.domain.words import ContactRole, MayBeTold
from coordinator.services.intake.choices import Capacity, InEffect, PhoneKind, PreferredChannel, Sex
from coordinator.services.intake.fields import Address, Day, Email, Language, Line, Part, Phone, Zone, word


class LegalName(Part):
    """The name as it stands on a government document."""

    given: Line
    family: Line


class PatientPhone(Part):
    """One number of the patient and what may be done with it."""

    number: Phone
    kind: Annotated[PhoneKind, BeforeValidator(word(PhoneKind, "phone_kind.unknown", "a kind of telephone"))] | None = (
        None
    )
    may_text: bool | None = None
    may_leave_voicemail: bool | None = None


class PatientPart(Part):
    """Who the case is about and how to reach them. ``former_names`` are names used at the time of care."""

    legal_name: LegalName
    former_names: tuple[Line, ...] = ()
    preferred_name: Line | None = None
    birth_date: Day
    sex: Annotated[Sex, BeforeValidator(word(Sex, "sex.unknown", "a recorded sex"))] | None = None
    address: Address
    phones: Annotated[tuple[PatientPhone, ...], Field(max_length=10)] = ()
    email: Email | None = None
    other_emails: Annotated[tuple[Email, ...], Field(max_length=5)] | None = None
    capacity: Annotated[Capacity, BeforeValidator(word(Capacity, "capacity.unknown", "an answer"))] | None = None
    language: Language
    interpreter: bool | None = None
    time_zone: Zone
    preferred_channel: (
        Annotated[PreferredChannel, BeforeValidator(word(PreferredChannel, "channel.unknown", "a preferred channel"))]
        | None
    ) = None


class ContactPart(Part):
    """Somebody beside the patient: what they may be told, since when, by whose word, on what authority.

    ``evidence`` says which papers were shown; ``emergency``: may be called, with a neutral message only.
    ``language``: what they read, where it is not the patient's.
    """

    name: Line
    role: Annotated[ContactRole, BeforeValidator(word(ContactRole, "role.unknown", "a role of a contact"))]
    may_be_told: Annotated[MayBeTold, BeforeValidator(word(MayBeTold, "may_be_told.unknown", "a scope"))]
    permitted_on: Day | None = None
    by: Line | None = None
    authority: Line | None = None
    evidence: Line | None = None
    authority_until: Day | None = None
    emergency: bool | None = None
    in_effect: Annotated[InEffect, BeforeValidator(word(InEffect, "in_effect.unknown", "an answer"))] | None = None
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None

    @field_validator("role")
    @classmethod
    def _is_somebody_else(cls, role: ContactRole) -> ContactRole:
        if role is ContactRole.PATIENT:
            raise PydanticCustomError("role.unknown", "a contact is a representative, a companion or family")
        return role
