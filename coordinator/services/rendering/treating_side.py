"""The side that will treat: the second provider's office, and the laboratory that reviews the slides."""

from __future__ import annotations

from datetime import timedelta

from coordinator.correspondence.letter_values import Loan
from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.provider import Provider
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import Department, LegalBasis, RecordType
from coordinator.services.rendering.lines import postal_lines
from coordinator.services.rendering.subject_matter import SubjectMatter

LOAN_DAYS = 60
"""Calendar days a laboratory lends for when nobody agreed otherwise: the last chase of §5, L11."""

_MATERIAL = (
    (RecordType.PATH_SLIDES, "all diagnostic slides, with a list of how many"),
    (RecordType.PATH_BLOCK, "the diagnostic block"),
)


def second_provider(case: Case) -> Provider | None:
    """The provider of the standing referral, else of the booked visit."""
    referral, appointment = case.referral(), case.appointment()
    if referral is not None:
        return referral.provider
    return appointment.provider if appointment else None


def reviewing_laboratory(request: RecordRequest, about: SubjectMatter) -> Desk | None:
    """The laboratory that a person named for this request's material."""
    return about.directory.desk_by_id(request.laboratory_desk_id) if request.laboratory_desk_id else None


def laboratory_lines(laboratory: Desk) -> tuple[str, ...]:
    """Name and postal address of the laboratory."""
    return (f"{laboratory.organization.name}, Pathology", *postal_lines(laboratory.organization.address))


def provider_lines(provider: Provider) -> tuple[str, ...]:
    """Name, organization and postal address of a provider's office."""
    return (provider.name, provider.organization.name, *postal_lines(provider.organization.address))


def loan_of(request: RecordRequest, about: SubjectMatter) -> Loan | None:
    """The terms of a loan between laboratories (``domain.md`` §2.4); ``None`` without material or a laboratory."""
    wanted = [item for item in request.outstanding() if item.record_type.physical]
    laboratory = reviewing_laboratory(request, about)
    if laboratory is None or not wanted:
        return None
    types = {item.record_type for item in wanted}
    agreed = [c.return_by for c in about.case.custody if c.return_by and c.item_id in {item.id for item in wanted}]
    courier, account = _courier(laboratory.courier)
    lines = laboratory_lines(laboratory)
    return Loan(
        laboratory=lines[0],
        postal=lines[1:],
        slides="; ".join(words for kind, words in _MATERIAL if kind in types),
        stains="all stains at hand, special stains included",
        courier=courier,
        courier_account=account,
        return_by=min(agreed, default=about.today + timedelta(days=LOAN_DAYS)),
    )


def hold_wanted(request: RecordRequest, case: Case) -> bool:
    """True when this letter has to ask for glass to be held: the laboratory that will review it is not named yet."""
    if request.department is not Department.PATHOLOGY or request.desk is None:
        return False
    if request.legal_basis not in (LegalBasis.ACCESS_SELF, LegalBasis.AUTHORIZATION):
        return False
    return any(
        other.legal_basis is LegalBasis.TREATMENT
        and other.laboratory_desk_id is None
        and other.desk is not None
        and other.desk.id == request.desk.id
        and any(item.record_type.physical for item in other.outstanding())
        for other in case.requests
    )


def courier_of(laboratory: Desk | None) -> str:
    """The courier a laboratory uses, with its account; a plain one where none is noted."""
    courier, account = _courier(laboratory.courier if laboratory else None)
    return f"{courier}, account {account}" if laboratory and laboratory.courier else courier


def _courier(noted: str | None) -> tuple[str, str]:
    """``ParcelCo 8841`` is the courier and the account number behind its last blank."""
    name, _, account = (noted or "").strip().rpartition(" ")
    if name and any(char.isdigit() for char in account):
        return name, account
    return noted or "Overnight courier with tracking", "of the reviewing laboratory (please call us for its number)"
