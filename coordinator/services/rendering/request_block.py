"""What L01 says beyond patient and items: who asks, by when, where to send, and on whose signature (§3.8)."""

from __future__ import annotations

from datetime import date

from coordinator.correspondence.labels import LABELS
from coordinator.correspondence.letter_values import AuthorizationBlock, RequestBlock, Signature
from coordinator.domain.back_plan import plan
from coordinator.domain.errors import Refused
from coordinator.domain.paper_form import form_of
from coordinator.domain.patient import ContactPoint
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import ContactKind, LegalBasis, RecordType
from coordinator.services.rendering.lines import phone_number, postal_lines
from coordinator.services.rendering.record_items import dates_of_service, service_range
from coordinator.services.rendering.signing import (
    Signer,
    paper_of,
    representative_of,
    sensitive_categories,
    signature_of,
    signer_of,
    substance_use_included,
)
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.rendering.treating_side import (
    hold_wanted,
    laboratory_lines,
    provider_lines,
    reviewing_laboratory,
    second_provider,
)


def request_block(request: RecordRequest, on: date, about: SubjectMatter) -> RequestBlock:
    """The block of L01 on the request's legal basis. Raises ``Refused`` unsigned, or without anybody who treats."""
    needed_by = wanted_by(request, on, about)
    if request.legal_basis is LegalBasis.TREATMENT:
        return RequestBlock(
            requester=_treating_requester(request, about),
            dates_of_service=dates_of_service(request),
            signature=_for_the_treating_side(request, on, about),
            needed_by=needed_by,
        )
    paper = paper_of(request, about)
    signature = signature_of(paper, about)
    by_us = request.legal_basis is LegalBasis.AUTHORIZATION
    return RequestBlock(
        requester=(about.brand.name, "under the patient's authorization") if by_us else _own_right(request, about),
        dates_of_service=dates_of_service(request),
        signature=signature,
        needed_by=needed_by,
        sensitive=sensitive_categories(paper, {item.record_type for item in request.outstanding()}, about),
        substance_use_notice=by_us and substance_use_included(paper),
        hold_slides=hold_wanted(request, about.case),
        representative=None if by_us else representative_of(signer_of(paper, about), about),
    )


def authorization_block(request: RecordRequest, about: SubjectMatter) -> AuthorizationBlock | None:
    """The paper as it was signed, for the last page of L01 on basis C; a draft shows what would be signed now."""
    paper = paper_of(request, about)
    if request.legal_basis is not LegalBasis.AUTHORIZATION or paper is None:
        return None
    form = paper.form or form_of(about.case, paper)
    times = dict.fromkeys(service_range(one.get("from"), one.get("to")) for one in form["ranges"])
    return AuthorizationBlock(
        disclosing="; ".join(form["disclosers"]),
        receiving=(about.brand.name, *about.brand.postal),
        records=tuple(LABELS[RecordType(kind)].name for kind in form["items"]),
        dates_of_service="; ".join(times),
        expires_on=paper.expires_on,
    )


def delivery_lines(request: RecordRequest, about: SubjectMatter) -> tuple[str, ...]:
    """Exactly where the records go: to the patient (A), to whom the patient named (B, D), or to us (C)."""
    if request.legal_basis is LegalBasis.ACCESS_SELF:
        return _home(request, about)
    if request.legal_basis is LegalBasis.AUTHORIZATION:
        fax = (f"fax {about.brand.fax}",) if about.brand.fax else ()
        return (about.brand.name, *about.brand.postal, *fax)
    laboratory, provider = reviewing_laboratory(request, about), second_provider(about.case)
    material = any(item.record_type.physical for item in request.items)
    if laboratory is not None and (material or provider is None):
        return laboratory_lines(laboratory)
    if provider is None:
        raise Refused("letter.no_recipient", request.id)
    fax = (f"fax {phone_number(provider.office_fax)}",) if provider.office_fax else ()
    return (*provider_lines(provider), *fax)


def wanted_by(request: RecordRequest, on: date, about: SubjectMatter) -> date | None:
    """The day the packet must be complete, back from the decision deadline; ``None`` when unknown or past."""
    case = about.case
    if case.deadline_on is None:
        return None
    provider = second_provider(case)
    p75 = [r.desk.p75_days for r in case.requests if r.desk and r.desk.p75_days]
    lead = provider.lead_business_days if provider else None
    packet_by = plan(case.deadline_on, case.priority, lead, max(p75, default=None), about.calendar()).packet_by
    return packet_by if packet_by > on else None


def _own_right(request: RecordRequest, about: SubjectMatter) -> tuple[str, ...]:
    signer = signer_of(paper_of(request, about), about)
    return (signer.name, signer.authority or "the patient")


def _home(request: RecordRequest, about: SubjectMatter) -> tuple[str, ...]:
    """The patient's own address: e-mail where they have one, else post; images on a disc always need the post."""
    signer = signer_of(paper_of(request, about), about)
    post = postal_lines(about.case.patient.details.get("address"))
    email = _email_of(signer, about)
    name = signer.name if not signer.authority else f"{signer.name}, for {about.case.patient.full_name}"
    if email is None:
        return (name, *post)
    disc = any(item.record_type is RecordType.IMG_DICOM for item in request.items) and bool(post)
    by_post = (f"a disc by post to {', '.join(post)}",) if disc else ()
    return (name, f"by encrypted mail to {email.value}", *by_post)


def _email_of(signer: Signer, about: SubjectMatter) -> ContactPoint | None:
    patient = about.case.patient
    if patient.preferred_channel == "letter":
        return None
    contact = next((c for c in patient.contacts if c.id == signer.contact_id), None)
    emails = [p for p in patient.points_of(contact) if p.kind is ContactKind.EMAIL and p.open]
    return next((p for p in emails if p.verified_at), emails[0] if emails else None)


def _treating_requester(request: RecordRequest, about: SubjectMatter) -> tuple[str, ...]:
    provider, laboratory = second_provider(about.case), reviewing_laboratory(request, about)
    if provider is not None:
        npi = (f"NPI {provider.npi}",) if provider.npi else ()
        return (provider.name, provider.organization.name, "treating provider", *npi)
    if laboratory is not None:
        return (laboratory_lines(laboratory)[0], "the laboratory asked to review")
    raise Refused("letter.no_treating_provider", request.id)


def _for_the_treating_side(request: RecordRequest, on: date, about: SubjectMatter) -> Signature:
    """Our own name: nobody else signed, and the letter may not look as if they had."""
    whose = _treating_requester(request, about)[0]
    return Signature(
        about.brand.name, on, method=f"for {whose}", identity="please call the number above to check the request"
    )
