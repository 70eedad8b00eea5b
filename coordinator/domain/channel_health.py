"""Which ways to an office work (``domain.md`` §4.1, §12): proofs and failures of each, and which one rests.

Plain values as they are stored: ``{"fax": {"worked": 3, "failed": 1, "last_proof_at": "…", "resting_since": "…"}}``. A
channel that failed for good rests, that is, it is passed over, until it is proved again or a person checked it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from coordinator.domain.words import Channel, ReceiptEvidence

Health = Mapping[str, Mapping[str, Any]]

PROVES = {
    ReceiptEvidence.FAX_CONFIRMED: Channel.FAX,
    ReceiptEvidence.PORTAL: Channel.OFFICE_PORTAL,
    ReceiptEvidence.EMAIL_ACK: Channel.SECURE_EMAIL,
    ReceiptEvidence.DELIVERY_SCAN: Channel.PRINT,
}
"""Which evidence shows that a channel works; a call or an answer says nothing about how the letter came."""


def resting(health: Health, channel: Channel) -> bool:
    """True while this channel is passed over."""
    return bool(health) and bool(health.get(channel, {}).get("resting_since"))


def proved(health: Health, channel: Channel, at: datetime) -> dict[str, Any]:
    """Something arrived by it: it rests no longer."""
    kept = _of(health, channel)
    return _with(health, channel, worked=kept["worked"] + 1, last_proof_at=at.isoformat(), resting_since=None)


def failed(health: Health, channel: Channel, at: datetime, *, for_good: bool) -> dict[str, Any]:
    """Something did not arrive by it; ``for_good`` lets it rest."""
    kept = _of(health, channel)
    since = kept["resting_since"] or (at.isoformat() if for_good else None)
    return _with(health, channel, failed=kept["failed"] + 1, last_failure_at=at.isoformat(), resting_since=since)


def checked(health: Health, channel: Channel) -> dict[str, Any]:
    """A person looked at the number, or it is another one now: it is used again. The counts stay."""
    return _with(health, channel, resting_since=None) if channel in health else dict(health)


def _of(health: Health, channel: Channel) -> dict[str, Any]:
    return {"worked": 0, "failed": 0, "last_proof_at": None, "resting_since": None, **health.get(channel, {})}


def _with(health: Health, channel: Channel, **changed: object) -> dict[str, Any]:
    return {**health, channel.value: {**_of(health, channel), **changed}}
