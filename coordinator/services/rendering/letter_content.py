"""Everything a letter says, from the case: L01 to L06 to a desk, L12 and L14 to a provider's office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from coordinator.correspondence.letter_values import LetterValues, Recipient, ReportBlock
from coordinator.domain.calendar import local
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.routes import Route, provider_of
from coordinator.domain.sheet_mark import mark_of
from coordinator.domain.words import Channel, LegalBasis, ReceiptEvidence, ToRole
from coordinator.services.rendering.custody_letters import DOCUMENT_LETTERS
from coordinator.services.rendering.lines import phone_number
from coordinator.services.rendering.opinion_letters import OPINION_LETTERS, opinion_letter
from coordinator.services.rendering.packet import packet_block
from coordinator.services.rendering.packet_update import packet_update
from coordinator.services.rendering.patient_lines import patient_lines
from coordinator.services.rendering.recipient import desk_recipient, provider_recipient
from coordinator.services.rendering.record_items import (
    arrived_rows,
    outstanding_rows,
    record_number,
    refused_rows,
    wanted_rows,
)
from coordinator.services.rendering.request_block import authorization_block, delivery_lines, request_block
from coordinator.services.rendering.request_clocks import earlier_attempts, fee_block, limit_words
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.rendering.treating_side import loan_of

ANSWER_BUSINESS_DAYS = 5
"""How long L05 gives the privacy officer, and L14 the provider (``domain.md`` §3.7)."""

_RECEIPT: Mapping[ReceiptEvidence, str] = {
    ReceiptEvidence.FAX_CONFIRMED: "fax confirmed by your machine",
    ReceiptEvidence.CALL: "confirmed by your office by telephone",
    ReceiptEvidence.PORTAL: "acknowledged in your portal",
    ReceiptEvidence.EMAIL_ACK: "acknowledged by your encrypted mail",
    ReceiptEvidence.DELIVERY_SCAN: "delivery scanned by the carrier",
    ReceiptEvidence.ANSWER: "shown by your answer",
}
"""How each evidence is said to the office; an assumed receipt is never held against anybody (``domain.md`` §3.7)."""

_FORMS = {True: "your own form, filled in and signed", False: "your own form; this letter gives its entries"}

_REPORT_REMINDERS = {"chase-1": 0, "chase-2": 1, "chase-3": 2}


def letter_values(effect: Effect, route: Route, about: SubjectMatter) -> LetterValues:
    """The values of one letter, dated where it is read. Raises ``Refused`` or ``NotFound`` for what is missing."""
    if effect.name in OPINION_LETTERS:
        base = opinion_letter(effect, route, about)
        return replace(base, to=_reached(base.to, route))
    on = local(about.now, route.time_zone).date()
    if effect.name in DOCUMENT_LETTERS:
        made = DOCUMENT_LETTERS[effect.name](effect, route, on, about)
        return replace(made, to=_reached(made.to, route), channel=route.channel)
    if effect.to_role is ToRole.PROVIDER:
        return _to_provider(effect, route, on, about)
    request = about.case.request(effect.subject)
    if request is None:
        raise NotFound("request.unknown", effect.subject)
    desk = route.desk or request.desk
    if desk is None:
        raise Refused("letter.no_desk", request.id)
    base = LetterValues(
        reference=about.case.ref,
        on=on,
        brand=about.brand,
        to=_reached(desk_recipient(desk, effect.name), route),
        patient=patient_lines(
            about.case.patient, record_number(request, about.case), str(request.details.get("name_used") or "")
        ),
        basis=request.legal_basis,
        items=outstanding_rows(request),
        delivery=delivery_lines(request, about),
        channel=route.channel,
        mark=mark_of(request.id),
    )
    try:
        further = _DESK_LETTERS[effect.name]
    except KeyError:
        raise NotFound("template.unknown", effect.name) from None
    return further(base, request, about)


def _reached(to: Recipient, route: Route) -> Recipient:
    """A fax shows the number it really goes to."""
    return replace(to, fax=phone_number(route.address)) if route.channel is Channel.FAX else to


def _request(base: LetterValues, request: RecordRequest, about: SubjectMatter) -> LetterValues:
    lends = request.legal_basis is LegalBasis.TREATMENT
    form = about.form if not lends else None  # a form is the patient's; between providers none is needed
    block = request_block(request, base.on, about)
    return replace(
        base,
        items=wanted_rows(request),
        request=replace(block, attachments=(*block.attachments, _FORMS[form[1]])) if form else block,
        loan=loan_of(request, about) if lends else None,
        authorization=authorization_block(request, about),
        own_form=form[0] if form else b"",
    )


def _reminder(base: LetterValues, request: RecordRequest, about: SubjectMatter) -> LetterValues:
    zone = request.desk.time_zone if request.desk else about.case.patient.time_zone
    evidenced = request.receipt_evidenced and request.received_at is not None and request.receipt_evidence is not None
    return replace(
        base,
        sent_on=local(request.sent_at, zone).date() if request.sent_at else None,
        received_on=local(request.received_at, zone).date() if evidenced and request.received_at else None,
        receipt=_RECEIPT[request.receipt_evidence] if evidenced and request.receipt_evidence else "",
        attempts=earlier_attempts(request, zone, _RECEIPT),
    )


def _before_deadline(base: LetterValues, request: RecordRequest, about: SubjectMatter) -> LetterValues:
    return replace(
        _reminder(base, request, about),
        due_on=request.due_on,
        limit=f"{limit_words(request)} end{'s' if request.extended else ''}",
        extended=request.extended,
    )


def _late(base: LetterValues, request: RecordRequest, about: SubjectMatter) -> LetterValues:
    """One page of a summary; the legal date stands there only where one applies (``domain.md`` §3.3)."""
    if request.legal_basis is None or not request.legal_basis.deadline_applies or request.due_on is None:
        return _reminder(base, request, about)
    if request.due_on < base.on:
        return replace(_before_deadline(base, request, about), limit=f"{limit_words(request)} ended")
    return _before_deadline(base, request, about)


def _overdue(base: LetterValues, request: RecordRequest, about: SubjectMatter) -> LetterValues:
    answer_by = about.calendar(request.desk).add(base.on, ANSWER_BUSINESS_DAYS)
    return replace(_before_deadline(base, request, about), answer_by=answer_by, limit=f"{limit_words(request)} ended")


def _partial(base: LetterValues, request: RecordRequest, about: SubjectMatter) -> LetterValues:
    return replace(base, arrived=arrived_rows(request), refused=refused_rows(request))


def _fee(base: LetterValues, request: RecordRequest, about: SubjectMatter) -> LetterValues:
    return replace(base, fee=fee_block(request))


_DESK_LETTERS: Mapping[str, Callable[[LetterValues, RecordRequest, SubjectMatter], LetterValues]] = {
    "l01-request": _request,
    "l02-reminder-1": _reminder,
    "l03-reminder-2": _reminder,
    "l18-late-request": _late,
    "l04-pre-deadline": _before_deadline,
    "l05-overdue": _overdue,
    "l06-partial-receipt": _partial,
    "l09-cancel-request": _reminder,
    "l09-request-closed": _reminder,
    "l07-fee-challenge": _fee,
}


def _to_provider(effect: Effect, route: Route, on: date, about: SubjectMatter) -> LetterValues:
    provider = provider_of(about.case, effect.subject)
    if provider is None:
        raise NotFound("provider.unknown", effect.subject)
    base = replace(
        _provider_base(_reached(provider_recipient(provider), route), route, on, about), mark=mark_of(effect.subject)
    )
    if effect.name in ("l12-referral-packet", "l13-packet-update"):
        referral = next((r for r in about.case.referrals if r.id == effect.subject), None)
        if referral is None:
            raise NotFound("referral.unknown", effect.subject)
        if effect.name == "l13-packet-update":
            return replace(base, update=packet_update(referral, on, about))
        return replace(base, packet=packet_block(referral, on, about))
    if effect.name == "l14-report-request":
        return replace(base, report=_report(effect, on, about))
    raise NotFound("template.unknown", effect.name)


def _provider_base(to: Recipient, route: Route, on: date, about: SubjectMatter) -> LetterValues:
    case = about.case
    return LetterValues(
        reference=case.ref, on=on, brand=about.brand, to=to, patient=patient_lines(case.patient), channel=route.channel
    )


def _report(effect: Effect, on: date, about: SubjectMatter) -> ReportBlock:
    appointment = about.appointment(effect.subject)
    if appointment is None:
        raise NotFound("appointment.unknown", effect.subject)
    visited_at = appointment.attended_at or appointment.starts_at
    return ReportBlock(
        provider=appointment.provider.name,
        visit_on=local(visited_at, appointment.provider.time_zone).date(),
        due_on=about.calendar().add(on, ANSWER_BUSINESS_DAYS),
        reminder=_REPORT_REMINDERS.get(effect.rung or "", 0),
    )
