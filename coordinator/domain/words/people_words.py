"""Who people are, how they are reached, and what they may do."""

from __future__ import annotations

from enum import StrEnum


class ContactRole(StrEnum):
    """Who somebody is to the patient."""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    COMPANION = "companion"
    FAMILY = "family"


class MayBeTold(StrEnum):
    """How much a contact may be told (``domain.md`` §4.5)."""

    LOGISTICS = "logistics"
    RECORDS = "records"
    ALL = "all"


class ContactKind(StrEnum):
    """What a contact point is."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class Channel(StrEnum):
    """How something reaches a person or a desk."""

    EMAIL = "email"
    SECURE_EMAIL = "secure_email"
    FAX = "fax"
    PRINT = "print"
    OFFICE_PORTAL = "office_portal"
    CALL = "call"


class ToRole(StrEnum):
    """To whom a communication went."""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    COMPANION = "companion"
    DESK = "desk"
    PRIVACY_OFFICER = "privacy_officer"
    PROVIDER = "provider"
    TREATING = "treating"


class StaffRole(StrEnum):
    """What a staff user may do."""

    NAVIGATOR = "navigator"
    RECORDS_COORDINATOR = "records_coordinator"
    SUPERVISOR = "supervisor"
    CLINICAL_REVIEWER = "clinical_reviewer"
    ADMIN = "admin"
