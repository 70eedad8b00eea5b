"""What is borrowed and when it goes back, and the papers that were signed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coordinator.domain import custody
from coordinator.domain.case import Case
from coordinator.domain.paper_form import initials_wanted
from coordinator.domain.words import AuthorizationKind, AuthorizationStatus
from coordinator.services.desk.case_words import item_words

MOVES = {
    custody.REQUESTED: "asked for",
    custody.RELEASED: "let go by the lender",
    custody.IN_TRANSIT: "on its way to the reviewer",
    custody.WITH_REVIEWER: "with the reviewer",
    custody.RETURNING: "on its way back",
    custody.RETURNED: "back with the lender",
    custody.LOST: "lost",
    custody.IN_ERROR: "recorded by mistake",
}
KINDS = {
    AuthorizationKind.ACCESS_REQUEST: "Request for one's own records",
    AuthorizationKind.AUTHORIZATION: "Permission to disclose",
}
STATUSES = {
    AuthorizationStatus.WAITING: "waits for a signature",
    AuthorizationStatus.SIGNED: "signed",
    AuthorizationStatus.EXPIRED: "expired",
    AuthorizationStatus.REVOKED: "taken back",
}
EXPIRES_SOON = 30
"""Calendar days (``domain.md`` §3.2)."""


@dataclass(frozen=True)
class Loan:
    """Slides, blocks or discs that were lent. ``next`` are the moves it can make from here."""

    item: str
    words: str
    status: str
    out: bool
    moved_at: datetime
    count: str
    holder: str
    courier: str
    return_by: date | None
    late: bool
    next: list[tuple[str, str]]


@dataclass(frozen=True)
class Paper:
    """One paper to sign, or signed. ``soon`` when it ends within a month and is still needed."""

    id: str
    words: str
    organization: str
    status: str
    waits: bool
    signed: bool
    signed_at: datetime | None
    expires_on: date | None
    soon: bool
    initials: list[str]


def loans(case: Case, today: date) -> list[Loan]:
    """What was lent, the latest first."""
    named = {item.id: item_words(item, request) for request in case.requests for item in request.items}
    found = []
    for one in case.custody:
        counted = [f"{one.count} {one.kind or 'pieces'}" if one.count else one.kind or ""]
        if one.returned_count:
            counted.append(f"{one.returned_count} came back")
        found.append(
            Loan(
                item=one.item_id,
                words=named.get(one.item_id, "Borrowed material"),
                status=MOVES[one.status],
                out=one.out,
                moved_at=one.moved_at,
                count=", ".join(part for part in counted if part),
                holder=one.desk.organization.name if one.desk else "",
                courier=" ".join(part for part in (one.courier, one.tracking) if part),
                return_by=one.return_by,
                late=bool(one.out and one.return_by and one.return_by < today),
                next=[(move, MOVES[move]) for move in custody.MOVES.get(one.status, ())],
            )
        )
    return found[::-1]


def papers(case: Case, today: date) -> list[Paper]:
    """Every paper, those that wait first."""
    found = [
        Paper(
            id=one.id,
            words=KINDS[one.kind],
            organization=one.organization_name,
            status=STATUSES[one.status],
            waits=one.status is AuthorizationStatus.WAITING,
            signed=one.status is AuthorizationStatus.SIGNED,
            signed_at=one.signed_at,
            expires_on=one.expires_on,
            soon=bool(
                one.status is AuthorizationStatus.SIGNED
                and one.expires_on
                and (one.expires_on - today).days <= EXPIRES_SOON
                and any(r.authorization_id == one.id and r.open and r.owes for r in case.requests)
            ),
            initials=[str(word).replace("_", " ").lower() for word in initials_wanted(case, one)],
        )
        for one in case.authorizations
    ]
    return sorted(found, key=lambda one: not one.waits)
