"""The values of every patient message, from the case (``correspondence/variables.py`` declares which there are).

Each function returns the safe values and the details; ``message_part`` drops the details where they may not stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from coordinator.correspondence.dates import reader_date
from coordinator.correspondence.parts import Part, PartValue
from coordinator.correspondence.patient_labels import record_type_name
from coordinator.correspondence.variables import without_detail
from coordinator.domain.conditions import renewal_wanted
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound
from coordinator.domain.facts.reaching import REST_DAYS
from coordinator.domain.guards import unanswered
from coordinator.domain.matching import restored, shown
from coordinator.domain.visit import Appointment
from coordinator.domain.words import AppointmentStatus, AuthorizationStatus, ItemStatus, Priority, RequestStatus
from coordinator.services.portal.tokens import code_of
from coordinator.services.rendering.dated_messages import record_delay, video_soon
from coordinator.services.rendering.opinion_values import OPINION_VALUES, question_lines
from coordinator.services.rendering.request_messages import (
    access_rights,
    complaint_options,
    fee_approval,
    gap_decision,
    upload_problem,
    upload_records,
)
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.rendering.visit_words import visit_words

Values = Mapping[str, PartValue]

CODE_VALID = timedelta(days=3)
"""How long a code can be read to us by telephone: until a person calls anyway (playbook, ladder verify-contact)."""

ASKED_FOR = timedelta(days=9)
"""From the first question to the last one of its ladder (``domain.md`` §4.2: day 2, 5, 9)."""

CHOICE_TIME = timedelta(days=6)
"""From the offer of providers to the last reminder (``domain.md`` §5, M17)."""

NOT_SOONER = timedelta(days=2)
"""A message never asks for an answer sooner than this, however late it leaves: then a person calls."""

REPORT_BUSINESS_DAYS = {Priority.ROUTINE: 5, Priority.EXPEDITED: 2, Priority.URGENT: 1}
"""How long a written opinion usually takes after the visit (``domain.md`` §12, "Back-planning")."""

_OPEN_QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "screening.emergency_now": "Is this an emergency right now?",
        "question.decision_deadline": "Is there a day by which you must decide?",
        "sources": "Which hospitals and clinics hold your files?",
    },
    "es": {
        "screening.emergency_now": "¿Es esto una emergencia en este momento?",
        "question.decision_deadline": "¿Hay un día en que ya tiene que haber decidido?",
        "sources": "¿Qué hospitales y clínicas tienen sus documentos?",
    },
}


def message_part(effect: Effect, about: SubjectMatter, *, detail: bool) -> Part:
    """The part for one message; without details unless ``detail``. Raises ``NotFound`` for an unknown message."""
    try:
        values = _VALUES[effect.name]
    except KeyError:
        raise NotFound("template.unknown", effect.name) from None
    part = Part(effect.name, values(effect, about))
    return part if detail else without_detail(part)


def verification_code(contact_point_id: str) -> str:
    """Six digits that belong to one contact point. Spoken in a conversation, never typed in: they open nothing."""
    digest = hashlib.sha256(b"verification-code\0" + contact_point_id.encode()).digest()
    digits = f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"
    return f"{digits[:3]} {digits[3:]}"


def appointment_of(effect: Effect, about: SubjectMatter) -> Appointment:
    """The appointment a message is about; ``NotFound`` when the case has none of this id."""
    appointment = about.appointment(effect.subject)
    if appointment is None:
        raise NotFound("appointment.unknown", effect.subject)
    return appointment


def _nothing(effect: Effect, about: SubjectMatter) -> Values:
    return {}


def _verify_contact(effect: Effect, about: SubjectMatter) -> Values:
    return {
        "code": verification_code(effect.subject),
        "valid_until": _words(about.on(about.now + CODE_VALID), about),
    }


def _portal_code(effect: Effect, about: SubjectMatter) -> Values:
    code = code_of(about.secret, effect.case_id, effect.cause_seq)
    return {"code": f"{code[:3]} {code[3:]}"}


def _written(effect: Effect, about: SubjectMatter) -> Values:
    """What somebody here wrote: it is kept beside the event that its order comes from."""
    number = effect.subject.rpartition("/")[2]
    text = about.texts.get(int(number), {}).get("text", "") if number.isdigit() else ""
    return {"words": [line.strip() for line in text.splitlines() if line.strip()]}


def _need_info(effect: Effect, about: SubjectMatter) -> Values:
    fields = unanswered(about.case)
    running = about.case.waits_of("need-info")
    asked_at = running[0].started_at if running else effect.arose_at or about.now
    return {
        "count": len(fields),
        "due": _answer_by(asked_at, ASKED_FOR, about),
        "questions": [_OPEN_QUESTIONS.get(about.language, _OPEN_QUESTIONS["en"]).get(name, name) for name in fields],
    }


def _accepted(effect: Effect, about: SubjectMatter) -> Values:
    consult_by = about.case.consult_by
    ahead = consult_by is not None and consult_by > about.today
    return {
        "navigator": navigator_name(about.case.navigator),
        "visit_by": _words(consult_by, about) if consult_by is not None and ahead else "",
    }


def _sign_authorization(effect: Effect, about: SubjectMatter) -> Values:
    waiting = [a for a in about.case.authorizations if a.status is AuthorizationStatus.WAITING]
    asked_at = min((a.asked_at for a in waiting if a.asked_at), default=about.now)
    return {
        "count": len(waiting),
        "due": _answer_by(asked_at, ASKED_FOR, about),
        "papers": [paper.organization_name for paper in waiting],
    }


def _authorization_expiring(effect: Effect, about: SubjectMatter) -> Values:
    """The papers that run out while an office still answers under them; the first to end names the day."""
    ending = [a for a in about.case.authorizations if renewal_wanted(about.case, a.id) and a.expires_on is not None]
    last_day = min((a.expires_on for a in ending if a.expires_on), default=about.today)
    return {
        "count": len(ending),
        "ends_on": _words(last_day, about),
        "papers": [paper.organization_name for paper in ending],
    }


def _records_progress(effect: Effect, about: SubjectMatter) -> Values:
    """What came and what is still expected; an item that was given up counts as neither."""
    asked = [(item, request) for request in about.case.requests if request.open for item in request.outstanding()]
    here = [i for i in about.case.items() if i.status in (ItemStatus.RECEIVED, ItemStatus.VERIFIED)]
    return {
        "received": len(here),
        "total": len(here) + len(asked),
        "outstanding": [
            f"{record_type_name(item.record_type, about.language)}, {request.organization_name}"
            for item, request in asked
        ],
    }


def _shortlist(effect: Effect, about: SubjectMatter) -> Values:
    options = shown(restored(about.case.shortlist))
    running = about.case.waits_of("choose-provider")
    offered_at = running[0].started_at if running else about.case.shortlisted_at or about.now
    return {
        "count": len(options),
        "due": _answer_by(offered_at, CHOICE_TIME, about),
        "providers": [option.name for option in options],
    }


def _visit(effect: Effect, about: SubjectMatter) -> Values:
    appointment = appointment_of(effect, about)
    words = visit_words(appointment, about.case.patient, about.language)
    return {
        "visit_date": words.date,
        "visit_time": words.time,
        "mode": words.mode,
        "kind": appointment.mode.value,
        "place": words.place,
        "provider": appointment.provider.name,
    }


def _change(effect: Effect, about: SubjectMatter) -> Values:
    """The new time, or the time that no longer holds and who called it off."""
    appointment = appointment_of(effect, about)
    cancelled = appointment.status is AppointmentStatus.CANCELLED
    change = f"by_{appointment.cancelled_by or 'provider'}" if cancelled else "moved"
    return {**_visit(effect, about), "change": change}


def _preparation(effect: Effect, about: SubjectMatter) -> Values:
    appointment = appointment_of(effect, about)
    words = visit_words(appointment, about.case.patient, about.language)
    return {
        "visit_date": words.date,
        "visit_time": words.time,
        "kind": appointment.mode.value,
        "questions": question_lines(about),
    }


def _after_visit(effect: Effect, about: SubjectMatter) -> Values:
    appointment = appointment_of(effect, about)
    calendar = about.calendar()
    visited_on = about.on(appointment.attended_at or appointment.starts_at)
    usual = calendar.add(visited_on, REPORT_BUSINESS_DAYS[about.case.priority])
    report_by = _words(max(usual, calendar.add(about.today, 1)), about)
    return {"report_by": report_by, "kind": appointment.mode.value}


def _unreachable(effect: Effect, about: SubjectMatter) -> Values:
    return {"wait_until": _words(about.today + timedelta(days=REST_DAYS), about)}


def _revocation(effect: Effect, about: SubjectMatter) -> Values:
    """How many offices are told, one desk once, and whose paper it was."""
    paper = about.case.authorization(effect.subject)
    stopped = [
        r
        for r in about.case.requests
        if r.authorization_id == effect.subject and r.status is RequestStatus.CANCELLED and r.sent_at is not None
    ]
    return {
        "told": len({r.desk.id for r in stopped if r.desk is not None and r.outstanding()}),
        "papers": [paper.organization_name] if paper is not None else [],
    }


def navigator_name(email: str | None) -> str:
    """``ana.ruiz@…`` is Ana Ruiz; empty without an address: ``operator`` is nobody to meet."""
    if not email or "@" not in email:
        return ""
    local_part = email.partition("@")[0].partition("+")[0]
    words = local_part.replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word.capitalize() for word in words)


def _answer_by(asked_at: datetime, within: timedelta, about: SubjectMatter) -> str:
    return _words(max(about.on(asked_at) + within, about.today + NOT_SOONER), about)


def _words(day: date, about: SubjectMatter) -> str:
    return reader_date(day, about.language)


_VALUES: Mapping[str, Callable[[Effect, SubjectMatter], Values]] = {
    "m01-welcome": _nothing,
    "m02-verify-contact": _verify_contact,
    "m03-need-info": _need_info,
    "m04-accepted": _accepted,
    "m06-sign-authorization": _sign_authorization,
    "m07-authorization-expiring": _authorization_expiring,
    "m08-upload-records": upload_records,
    "m09-upload-problem": upload_problem,
    "m10-fee-approval": fee_approval,
    "m11-records-progress": _records_progress,
    "m12-records-ready": _nothing,
    "m13-gap-decision": gap_decision,
    "m14-record-delay-urgent": record_delay,
    "m15-access-rights": access_rights,
    "m16-complaint-options": complaint_options,
    "m17-shortlist": _shortlist,
    "m18-booked": _visit,
    "m19-preparation": _preparation,
    "m20-reminder-3-days": _visit,
    "m21-reminder-1-day": _visit,
    "m22-video-2-hours": video_soon,
    "m23-changed-or-cancelled": _change,
    "m24-missed-visit": _nothing,
    "m25-after-visit": _after_visit,
    "m26-comparison-ready": _nothing,
    "m05-not-eligible": _nothing,
    "m31-withdrawal-confirm": _nothing,
    "m32-unreachable": _unreachable,
    "m33-revocation-confirm": _revocation,
    "m36-please-call": _nothing,
    "m39-message-from-us": _written,
    "m37-portal-code": _portal_code,
    "m38-portal-link": _nothing,
    "l17-condolence": _nothing,
    **OPINION_VALUES,
}
