"""To whom a letter is addressed: a desk, its organization's privacy officer, or a provider's office."""

from __future__ import annotations

from coordinator.correspondence.labels import DEPARTMENTS
from coordinator.correspondence.letter_values import Recipient
from coordinator.domain.directory import Desk
from coordinator.domain.provider import Provider
from coordinator.services.rendering.lines import phone_number, postal_lines

PRIVACY_OFFICER = "Privacy Officer"
"""What a letter calls the person when the directory knows no name; a directory may hold the title as the name."""

PRIVACY_OFFICE = "Privacy Office"

PROVIDER_DEPARTMENT = "Second opinions"


def desk_recipient(desk: Desk, letter: str) -> Recipient:
    """The desk; the notices of §3.7 go there with the attention of those who decide (``domain.md`` L04, L05)."""
    return Recipient(
        organization=desk.organization.name,
        department=DEPARTMENTS[desk.department],
        postal=postal_lines(desk.organization.address),
        attention=_attention(desk, letter),
        fax=phone_number(desk.fax),
        phone=phone_number(desk.phone),
        portal=desk.portal_url or "",
    )


def provider_recipient(provider: Provider) -> Recipient:
    """The office that answers for a provider."""
    return Recipient(
        organization=provider.organization.name,
        department=PROVIDER_DEPARTMENT,
        postal=postal_lines(provider.organization.address),
        attention=provider.name,
        fax=phone_number(provider.office_fax),
        phone=phone_number(provider.office_phone),
    )


def _attention(desk: Desk, letter: str) -> str:
    name = desk.organization.privacy_officer_name
    officer = PRIVACY_OFFICER if not name or name == PRIVACY_OFFICER else f"{name}, {PRIVACY_OFFICER}"
    if letter.startswith("l04"):
        return f"Director of Records and {officer}"
    return officer if letter.startswith("l05") else ""
