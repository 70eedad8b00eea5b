"""An order to the outside world, made when it is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coordinator.domain.words import EffectStatus, ToRole

MAIL, PDF = "mail", "pdf"
"""The lanes: messages to people, and letters that need a rendered page."""


@dataclass(eq=False)
class Effect:
    """One message or letter to one recipient. ``key`` is unique for ever: case, cause, name, recipient, subject."""

    id: str
    key: str
    case_id: str
    kind: str
    name: str
    cause_seq: int
    to_role: ToRole
    subject: str
    due_at: datetime
    created_at: datetime
    lane: str
    urgency: int = 5
    status: EffectStatus = EffectStatus.PENDING
    reason: str | None = None
    ladder: str | None = None
    rung: str | None = None
    stale_at: datetime | None = None
    arose_at: datetime | None = None
    details: dict[str, Any] = field(default_factory=dict)


def effect_key(case_id: str, cause_seq: int, name: str, to_role: ToRole, subject: str) -> str:
    """The unique key of an effect (``design.md``, "Rules of the engine")."""
    return f"{case_id}/{cause_seq}/{name}/{to_role}/{subject}"
