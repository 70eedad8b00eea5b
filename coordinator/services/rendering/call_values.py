"""What a call script is filled with: whom to call, how to know them, what it is about (``domain.md`` §3.9, §4.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from babel import Locale, UnknownLocaleError

from coordinator.correspondence import call_scripts
from coordinator.correspondence.call_scripts import CallScript, audience_of, render_call, stands_for
from coordinator.correspondence.dates import letter_date, reader_date
from coordinator.correspondence.labels import DEPARTMENTS, LABELS
from coordinator.correspondence.templates import language_of
from coordinator.correspondence.variables import MESSAGES
from coordinator.domain.calendar import local
from coordinator.domain.directory import Desk
from coordinator.domain.effect import MAIL, Effect
from coordinator.domain.errors import Refused
from coordinator.domain.office_routes import custody_of, document_of, sender_of
from coordinator.domain.patient import Contact
from coordinator.domain.provider import Provider
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.routes import provider_of
from coordinator.domain.treating import COPY_BY_HAND, treating_desk
from coordinator.domain.visit import Appointment
from coordinator.domain.words import ContactKind, LegalBasis, ToRole
from coordinator.domain.work_item import WorkItem
from coordinator.services.rendering.lines import phone_number
from coordinator.services.rendering.message_values import message_part
from coordinator.services.rendering.patient_lines import patient_lines
from coordinator.services.rendering.record_items import record_number
from coordinator.services.rendering.request_block import wanted_by
from coordinator.services.rendering.request_messages import money
from coordinator.services.rendering.subject_matter import OFFICE_LANGUAGE, SubjectMatter

_TOLD = {"logistics": "when and where only", "records": "visits and records", "all": "everything"}

_TRIES = {
    "t03-call-morning": "in the morning",
    "t03-call-afternoon": "in the afternoon",
    "t03-call-evening": "in the evening",
    "t03-call-another-number": "by another number",
}

_RIGHTS: Mapping[LegalBasis | None, str] = {
    LegalBasis.ACCESS_SELF: "the patient's own signed request (45 CFR 164.524); it is in our letter.",
    LegalBasis.ACCESS_DIRECTIVE: "the patient's own signed direction (45 CFR 164.524(c)(3)(ii)); it is in our letter.",
    LegalBasis.AUTHORIZATION: "the patient's signed authorization (45 CFR 164.508), the last page of our letter.",
    LegalBasis.TREATMENT: "treatment (45 CFR 164.506(c)); the treating provider's office can confirm it.",
}
_BY = {"fax": "fax", "print": "post", "office_portal": "your portal", "secure_email": "encrypted mail"}
_TREATING = (COPY_BY_HAND, "ask_if_waiting_is_safe")
"""Calls to a provider's office that go to the first clinician's."""


@dataclass(frozen=True)
class Call:
    """What is to be said: the script, and the work item or the subject it is about."""

    script: str
    subject: str = ""
    code: str = ""
    work_item: str = ""

    @classmethod
    def of(cls, item: WorkItem) -> Call:
        """The call that a work item asks for; its script is empty where nothing is read out."""
        return cls(call_scripts.script_for(item.kind, item.code), item.about, item.code, item.id)


def filled_in(call: Call, about: SubjectMatter) -> CallScript:
    """The script with the case's own values. Raises ``NotFound`` for a script that does not exist."""
    audience = audience_of(call.script)
    about = replace(about, reader_language=_spoken_in(audience, about))
    values = {**_blank(call.script), **_common(call, about), **_VALUES[audience](call, about)}
    return render_call(call.script, about.language, values | _message_values(call, about))


def _spoken_in(audience: str, about: SubjectMatter) -> str:
    """The language of whoever is called; offices are called in English."""
    return about.case.patient.language_of(_called(about)) if audience == call_scripts.PATIENT else OFFICE_LANGUAGE


def _called(about: SubjectMatter) -> Contact | None:
    """The patient (``None``), or who acts for them."""
    patient = about.case.patient
    return patient.reader(about.today) or (patient.representative() if about.case.capacity_lost else None)


def _blank(script: str) -> dict[str, object]:
    """Everything the script may use, empty: what a case does not know yet is left out, not an error."""
    names = call_scripts.VARIABLES[audience_of(script)] | frozenset(MESSAGES.get(stands_for(script), {}))
    return dict.fromkeys(names, "")


def _common(call: Call, about: SubjectMatter) -> dict[str, object]:
    brand = about.brand
    return {
        "reference": about.case.ref,
        "brand_name": brand.name,
        "help_phone": brand.help_phone,
        "help_hours": brand.hours_in(about.language),
        "work_item": call.work_item,
        "subject": call.subject,
        "about_call": "" if call.script == call.code else call.code.replace("_", " ").replace("/", ", "),
    }


def _message_values(call: Call, about: SubjectMatter) -> dict[str, object]:
    """Those of the message the call stands in for, details included: whoever is called proved who they are."""
    name = stands_for(call.script)
    if name not in MESSAGES:
        return {}
    effect = Effect(
        id="", key="", case_id=about.case.id, kind="message", name=name, cause_seq=0, to_role=ToRole.PATIENT,
        subject=call.subject, due_at=about.now, created_at=about.now, lane=MAIL,
    )  # fmt: skip
    try:
        return dict(message_part(effect, about, detail=True).values)
    except Refused:
        return {}  # what it was about is gone, or it cannot be told from the work item: the words stay general


def _to_patient(call: Call, about: SubjectMatter) -> dict[str, object]:
    case, patient = about.case, about.case.patient
    reader = _called(about)
    lines = patient_lines(patient)
    numbers = [p for p in patient.points_of(reader) if p.kind is ContactKind.PHONE and p.open]
    request = case.request(call.subject)
    denied = next((p for p in case.prior_authorizations if p.id == call.subject), None)
    return {
        "person": reader.name if reader else patient.full_name,
        "first_name": _first_name(reader, about),
        "acts_for": patient.full_name if reader else "",
        "numbers": [
            f"{phone_number(p.value)}: {'a short voicemail is allowed' if p.may_leave_voicemail else 'no voicemail'}"
            for p in numbers
        ],
        "voicemail_allowed": any(p.may_leave_voicemail for p in numbers),
        "spoken": _language_name(patient.language_of(reader)),
        "interpreter": patient.interpreter,
        "needs": [str(need).replace("_", " ") for need in case.intake.get("access_needs") or []],
        "contacts": [_who_may_hear(c) for c in patient.contacts if c is not reader and c.revoked_at is None],
        "birth_date": letter_date(patient.birth_date),
        "address": ", ".join(lines.postal),
        "office": request.organization_name if request else "",
        "amount": money(case.cost_agreed_minor) if case.cost_agreed_minor else "",
        "decide_by": reader_date(case.deadline_on, about.language) if case.deadline_on else "",
        "appeal_by": letter_date(denied.appeal_by, about.language) if denied and denied.appeal_by else "",
        "categories": call.code.partition(":")[2] if call.code.startswith("initials") else "",
        "time_of_day": _TRIES.get(call.code, "at another time of day"),
    }


def _to_desk(call: Call, about: SubjectMatter) -> dict[str, object]:
    case = about.case
    request = _request_of(call.subject, about)
    if request is None:
        return {"patient": case.patient.full_name, "birth_date": letter_date(case.patient.birth_date)}
    desk, zone = request.desk, request.desk.time_zone if request.desk else case.patient.time_zone
    lines = patient_lines(case.patient, record_number(request, case), str(request.details.get("name_used") or ""))
    bound = request.legal_basis is not None and request.legal_basis.deadline_applies and request.receipt_evidenced
    needed_by = wanted_by(request, about.today, about)
    return {
        "department": DEPARTMENTS[request.department],
        "office": request.organization_name,
        **_reached(desk),
        "patient": lines.full_name,
        "birth_date": letter_date(lines.birth_date),
        "record_number": lines.record_number,
        "formerly": ", ".join(lines.former_names),
        "right": _RIGHTS.get(request.legal_basis, ""),
        "sent_on": letter_date(local(request.sent_at, zone).date()) if request.sent_at else "",
        "sent_by": _BY.get(request.channel or "", "letter"),
        "received_on": letter_date(local(request.received_at, zone).date())
        if request.received_at and request.receipt_evidenced
        else "",
        "due_on": letter_date(request.due_on) if bound and request.due_on else "",
        "promised_on": _day(request.promised_on),
        "needed_by": _day(needed_by),
        "items": [LABELS[item.record_type].name for item in request.outstanding()],
        "amount": money(request.fee_quoted_minor) if request.fee_quoted_minor else "",
        "returned": (request.returned_cause or "").replace("_", " "),
    }


def _to_provider(call: Call, about: SubjectMatter) -> dict[str, object]:
    case = about.case
    told: dict[str, object] = {
        "patient": case.patient.full_name,
        "birth_date": letter_date(case.patient.birth_date),
        "spoken": _language_name(case.patient.language),
    }
    if call.script in _TREATING:
        desk, opinion = treating_desk(case), case.opinion(1)
        author = opinion.author if opinion else ""
        return told | {"provider": author or "the treating doctor", "office": _name(desk)} | _number(desk)
    referral = next((r for r in case.referrals if r.id == call.subject), None)
    visit = about.appointment(call.subject) or case.appointment()
    loan = custody_of(case, call.subject)
    step = next((s for s in case.next_steps if s.id == call.subject), None)
    provider = provider_of(case, call.subject) or _latest(about)
    if loan is not None and loan.desk is not None:
        told |= {"provider": "Pathology", "office": loan.desk.organization.name} | _number(loan.desk)
    elif provider is not None:
        told |= {
            "provider": provider.name,
            "office": provider.organization.name,
            "phone": phone_number(provider.office_phone),
        }
    sent_at = (referral.packet_sent_at or referral.chosen_at) if referral else None
    return {
        **told,
        **_visit(visit, about),
        "sent_on": letter_date(about.on(sent_at)) if sent_at else "",
        "accept_by": _day(referral.accept_by if referral else None),
        "what": step.what if step else "",
        "return_by": _day(loan.return_by if loan else None),
    }


def _review(call: Call, about: SubjectMatter) -> dict[str, object]:
    return _to_desk(call, about)


_VALUES: Mapping[str, Callable[[Call, SubjectMatter], dict[str, object]]] = {
    call_scripts.PATIENT: _to_patient,
    call_scripts.DESK: _to_desk,
    call_scripts.PROVIDER: _to_provider,
    call_scripts.REVIEW: _review,
}


def _request_of(subject: str, about: SubjectMatter) -> RecordRequest | None:
    """The request itself, or the one that a misdelivered document answered."""
    document = document_of(about.case, subject)
    return sender_of(about.case, document) if document else about.case.request(subject)


def _first_name(reader: Contact | None, about: SubjectMatter) -> str:
    if reader is not None:
        return reader.name.split()[0]
    return str(about.case.patient.details.get("preferred_name") or about.case.patient.given)


def _who_may_hear(contact: Contact) -> str:
    """Whom one may tell what, once they said who they are; everybody else is told nothing."""
    return f"{contact.name}, {contact.role}: may be told {_TOLD.get(contact.may_be_told, 'nothing')}"


def _language_name(tag: str) -> str:
    """``Spanish``; empty for English."""
    if language_of(tag) == "en":
        return ""
    try:
        return str(Locale.parse(tag, sep="-").get_language_name("en"))
    except (UnknownLocaleError, ValueError):
        return tag


def _reached(desk: Desk | None) -> dict[str, object]:
    return {"hours": (desk.hours or "") if desk else "", "phone_tree": (desk.phone_tree or "") if desk else ""} | (
        _number(desk)
    )


def _number(desk: Desk | None) -> dict[str, object]:
    return {"phone": phone_number(desk.phone) if desk else ""}


def _name(desk: Desk | None) -> str:
    return desk.organization.name if desk else ""


def _day(day: date | None) -> str:
    return letter_date(day) if day else ""


def _latest(about: SubjectMatter) -> Provider | None:
    booked, offered = about.case.appointment(), about.case.referral()
    return booked.provider if booked else offered.provider if offered else None


def _visit(visit: Appointment | None, about: SubjectMatter) -> dict[str, object]:
    """In the office's language and on its clock."""
    if visit is None:
        return {}
    there = local(visit.starts_at, visit.provider.time_zone)
    return {"visit_date": letter_date(there.date()), "visit_time": there.strftime("%I:%M %p").lstrip("0")}
