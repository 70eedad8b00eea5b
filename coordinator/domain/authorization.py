"""The paper a patient signs so that an organization may, or must, give records."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from coordinator.domain.errors import Reason
from coordinator.domain.words import AuthorizationKind, AuthorizationStatus
from coordinator.domain.words.sensitivity import Sensitivity

VALID_DAYS = 180
"""Calendar days a signature holds when nothing else is said (domain.md §3.2, a choice of this product)."""

END_OF_CASE = "end_of_case"
"""The event at which a paper ends: "end of this second-opinion case" (``domain.md`` §3.2)."""

STATEMENTS = ("revocation", "conditioning", "redisclosure")
"""What the person who signs is told (45 CFR 164.508(c)(2)); one that is missing makes the paper defective."""

CORE_ELEMENTS = ("description", "disclosers", "recipients", "purpose")
"""Elements 1 to 4 of 45 CFR 164.508(c)(1) as the form holds them; 5 is the expiry, 6 the signature."""


@dataclass(eq=False)
class Authorization:
    """One paper for one organization and kind (``domain.md`` §12, "Legal bases in practice").

    ``form`` is what was signed, fixed at that moment (``paper_form.py``); empty before, and on papers signed before
    forms were kept. ``alone_for`` names a category whose paper may hold nothing else; ``renews`` is the paper this one
    follows; ``disclosures`` are the letters that left under it.
    """

    id: str
    kind: AuthorizationKind
    organization_id: str
    organization_name: str
    status: AuthorizationStatus = AuthorizationStatus.WAITING
    asked_at: datetime | None = None
    signed_at: datetime | None = None
    signer: str | None = None
    authority: str | None = None
    authority_document_id: str | None = None
    initials: list[str] = field(default_factory=list)
    expires_on: date | None = None
    expires_event: str | None = None
    signature_method: str | None = None
    signature_evidence: str | None = None
    form: dict[str, Any] | None = field(default_factory=dict)
    alone_for: str | None = None
    renews: str | None = None
    revoked_at: datetime | None = None
    revoked_how: str | None = None
    disclosures: list[dict[str, Any]] | None = None

    def valid_on(self, day: date) -> bool:
        """True when it was signed and neither expired nor revoked on ``day``."""
        if self.status is not AuthorizationStatus.SIGNED:
            return False
        return self.expires_on is None or day <= self.expires_on

    def why_not_valid(
        self,
        day: date,
        organization: Collection[str],
        items: Collection[str],
        categories: Collection[str],
        recipient: str = "",
    ) -> list[Reason]:
        """Why this paper does not carry a letter on ``day``; empty when it does (``domain.md`` §3.2, "is_valid(at)").

        ``organization``: id and name of who is asked; ``items``: record types asked for; ``categories``: the protected
        ones among them. 45 CFR 164.524 asks a request for access to one's own records for no description of each item,
        no purpose and no statements; whom a directive (basis B) names is asked of both kinds.
        """
        standing = self._standing(day)
        if standing:
            return standing
        return [
            *self._defects(),
            *self._scope(organization, items, recipient),
            *[Reason("authorization.initials_missing", c) for c in sorted(set(categories).difference(self.initials))],
            *self._separateness(categories),
        ]

    def _standing(self, day: date) -> list[Reason]:
        if self.status is AuthorizationStatus.REVOKED:
            return [Reason("authorization.revoked", self.id)]
        if self.status is AuthorizationStatus.WAITING:
            return [Reason("authorization.not_signed", self.id)]
        if not self.valid_on(day):
            return [Reason("authorization.expired", self.id)]
        return []

    def _defects(self) -> list[Reason]:
        form = self.form
        if not form:
            return []
        lacking = ["signature"] if not (self.signer and self.signed_at) else []
        if self.signer and self.signer != "patient" and not self.authority:
            lacking.append("authority")
        lacking += [name for name in CORE_ELEMENTS[:3] if not form.get(name)]
        if self.kind is AuthorizationKind.AUTHORIZATION:
            lacking += ["purpose"] if not form.get("purpose") else []
            lacking += ["expiry"] if self.expires_on is None and self.expires_event is None else []
            lacking += [f"statement {name}" for name in STATEMENTS if name not in (form.get("statements") or ())]
        return [Reason("authorization.incomplete", name) for name in lacking]

    def _scope(self, organization: Collection[str], items: Collection[str], recipient: str) -> list[Reason]:
        reasons = []
        if self.organization_id not in organization:
            mine = {self.organization_id, self.organization_name.casefold()}
            if not mine & {one.casefold() for one in organization}:
                reasons.append(Reason("authorization.other_office", self.id))
        if self.form:
            own_right = self.kind is AuthorizationKind.ACCESS_REQUEST
            beyond = set() if own_right else set(items) - set(self.form.get("items") or ())
            reasons += [Reason("authorization.not_described", item) for item in sorted(beyond)]
            if recipient and recipient not in (self.form.get("recipients") or ()):
                reasons.append(Reason("authorization.other_recipient", recipient))
        return reasons

    def _separateness(self, categories: Collection[str]) -> list[Reason]:
        """Psychotherapy notes lie outside the right of access and need a paper of their own (45 CFR 164.508(b)(3))."""
        notes = Sensitivity.PSYCHOTHERAPY
        if notes not in categories:
            return []
        alone = self.kind is AuthorizationKind.AUTHORIZATION and self.alone_for == notes and set(categories) == {notes}
        return [] if alone else [Reason("authorization.not_separate", notes)]
