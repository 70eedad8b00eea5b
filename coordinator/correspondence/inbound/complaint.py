"""Complaints: somebody told their provider that a mail of ours was unwanted (ARF, RFC 5965)."""

from __future__ import annotations

from coordinator.correspondence.inbound.message import Mail, addresses, header, media_type, parts

NOT_A_COMPLAINT = ("not-spam",)


def complaint_fields(mail: Mail) -> Mail | None:
    """The machine-readable part of a feedback report; ``None`` for any other mail."""
    for part in parts(mail):
        if media_type(part) == "message/feedback-report":
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else part
            return inner if isinstance(inner, Mail) else None
    return None


def is_complaint(fields: Mail) -> bool:
    """False for the report that a mail was fetched back from a spam folder."""
    return header(fields, "Feedback-Type").lower() not in NOT_A_COMPLAINT


def complainer(fields: Mail, returned: Mail | None) -> str:
    """Whose mailbox it was; many providers hide it, then the returned mail's recipient, else empty."""
    named = addresses(fields, "Original-Rcpt-To") or addresses(fields, "Removal-Recipient")
    if not named and returned is not None:
        named = addresses(returned, "To")
    return named[0] if named else ""
