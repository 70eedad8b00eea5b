"""What is said while a provider is chosen and paid for."""

from __future__ import annotations

from enum import StrEnum


class PriorStatus(StrEnum):
    """How far the insurer's prior authorization is."""

    ASKED = "asked"
    APPROVED = "approved"
    DENIED = "denied"
    APPEALED = "appealed"
    NOT_NEEDED = "not_needed"


class PacketAccess(StrEnum):
    """Whether an office may still use the packet it was sent."""

    OPEN = "open"
    REVOKED = "revoked"


class DeclineReason(StrEnum):
    """Why an office does not take a case (``domain.md`` §1.5)."""

    OUT_OF_SCOPE = "out_of_scope"
    NO_CAPACITY = "no_capacity"
    NEEDS_TISSUE_FIRST = "needs_tissue_first"
    CONFLICT = "conflict"
    OTHER = "other"


class RecommendedBy(StrEnum):
    """Who recommended a provider."""

    TREATING_DOCTOR = "treating_doctor"
    FAMILY = "family"
    INSTITUTION = "institution"
    GROUP = "group"


class CredentialStatus(StrEnum):
    """What a register said about a provider on the day somebody looked."""

    CERTIFIED = "certified"
    ACTIVE = "active"
    EXPIRED = "expired"
    NOT_FOUND = "not_found"
    SANCTIONED = "sanctioned"


class MissedCause(StrEnum):
    """Why a visit did not take place (``domain.md`` §1.6). Nobody is blamed."""

    TRANSPORT = "transport"
    FEAR = "fear"
    FELT_TOO_ILL = "felt_too_ill"
    COST = "cost"
    WRONG_TIME_ZONE = "wrong_time_zone"
    ADMITTED = "admitted"
    OTHER = "other"
