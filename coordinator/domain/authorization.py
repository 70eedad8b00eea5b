"""The paper a patient signs so that an organization may, or must, give records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from coordinator.domain.words import AuthorizationKind, AuthorizationStatus

VALID_DAYS = 180
"""Calendar days a signature holds when nothing else is said (domain.md §3.2, a choice of this product)."""


@dataclass(eq=False)
class Authorization:
    """One paper for one organization and kind (``domain.md`` §12, "Legal bases in practice")."""

    id: str
    kind: AuthorizationKind
    organization_id: str
    organization_name: str
    status: AuthorizationStatus = AuthorizationStatus.WAITING
    asked_at: datetime | None = None
    signed_at: datetime | None = None
    signer: str | None = None
    authority: str | None = None
    initials: list[str] = field(default_factory=list)
    expires_on: date | None = None
    revoked_at: datetime | None = None

    def valid_on(self, day: date) -> bool:
        """True when it was signed and neither expired nor revoked on ``day``."""
        if self.status is not AuthorizationStatus.SIGNED:
            return False
        return self.expires_on is None or day <= self.expires_on
