"""What a mail that came in is, and how far somebody got with it."""

from __future__ import annotations

from enum import StrEnum


class InboundKind(StrEnum):
    """What a mail is. Only a ``reply`` and an ``unknown`` wait for a person's eyes."""

    BOUNCE_HARD = "bounce_hard"
    BOUNCE_SOFT = "bounce_soft"
    COMPLAINT = "complaint"
    AUTO_REPLY = "auto_reply"
    FAX_DELIVERED = "fax_delivered"
    FAX_FAILED = "fax_failed"
    REPLY = "reply"
    UNKNOWN = "unknown"

    @property
    def waits_for_a_person(self) -> bool:
        """True for what only a person understands."""
        return self in (InboundKind.REPLY, InboundKind.UNKNOWN)

    @property
    def fax_notice(self) -> bool:
        """True for what a fax gateway tells of a fax of ours."""
        return self in (InboundKind.FAX_DELIVERED, InboundKind.FAX_FAILED)

    @property
    def bounce(self) -> bool:
        """True for both kinds of bounce."""
        return self in (InboundKind.BOUNCE_HARD, InboundKind.BOUNCE_SOFT)


class InboundStatus(StrEnum):
    """How far it came: stored, then waiting for a person with or without a case, then ended by one of three."""

    RECEIVED = "received"
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    SETTLED = "settled"
    ASSIGNED = "assigned"
    DISMISSED = "dismissed"

    @property
    def waits(self) -> bool:
        """True while a person has to look."""
        return self in (InboundStatus.MATCHED, InboundStatus.UNMATCHED)
