"""The values of messages to the patient about one office: what they hold, a fee, a gap, their rights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from coordinator.correspondence.dates import reader_date
from coordinator.correspondence.parts import PartValue
from coordinator.correspondence.patient_labels import record_type_name
from coordinator.domain.calendar import local
from coordinator.domain.denial import complain_by
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound
from coordinator.domain.record_request import RecordRequest
from coordinator.services.rendering.subject_matter import SubjectMatter

Values = Mapping[str, PartValue]

UPLOAD_TIME = timedelta(days=7)
"""From the first question to the last one of its ladder (``domain.md`` §5, M08)."""

AGAIN_TIME = timedelta(days=5)
"""Until a person calls about it (playbook, ladder upload-again)."""

_WHY = {
    "unreadable": "unreadable", "unreadable_disc": "unreadable", "viewer_only": "unreadable",
    "illegible": "unreadable", "too_old": "too_old", "incomplete": "incomplete", "wrong_record": "wrong_record",
}  # fmt: skip
"""What the template of M09 knows how to say. Never that it was somebody else's (``domain.md`` §1.4)."""

DECIDE_WITHIN = timedelta(days=5)
"""A fee is decided before a person calls (playbook, ladder fee-approval)."""

NOT_SOONER = timedelta(days=2)


def upload_records(effect: Effect, about: SubjectMatter) -> Values:
    """M08: what the patient holds and we still lack."""
    wanted = _request(effect, about).outstanding()
    asked_on = about.on(effect.arose_at or about.now)
    running = about.case.waits_of("upload-records", effect.subject)
    if running:
        asked_on = about.on(running[0].started_at)
    due = max(asked_on + UPLOAD_TIME, about.today + NOT_SOONER)
    return {
        "count": len(wanted),
        "due": reader_date(due, about.language),
        "wanted": [record_type_name(item.record_type, about.language) for item in wanted],
    }


def upload_problem(effect: Effect, about: SubjectMatter) -> Values:
    """M09: what the patient sent and we could not use; ``why`` is empty where the files differ in it."""
    again = [item for item in _request(effect, about).outstanding() if item.asked_again]
    why = {_WHY.get(item.asked_again or "", "") for item in again}
    due = max(about.on(effect.arose_at or about.now) + AGAIN_TIME, about.today + NOT_SOONER)
    return {
        "count": len(again),
        "due": reader_date(due, about.language),
        "wanted": [record_type_name(item.record_type, about.language) for item in again],
        "why": why.pop() if len(why) == 1 else "",
    }


def fee_approval(effect: Effect, about: SubjectMatter) -> Values:
    """M10: the question; the amount and who asks for it are details."""
    request = _request(effect, about)
    running = about.case.waits_of("fee-approval", effect.subject)
    asked_on = about.on(running[0].started_at if running else effect.arose_at or about.now)
    due = max(asked_on + DECIDE_WITHIN, about.today + NOT_SOONER)
    return {
        "due": reader_date(due, about.language),
        "amount": money(request.fee_quoted_minor or 0),
        "office": request.organization_name,
    }


def gap_decision(effect: Effect, about: SubjectMatter) -> Values:
    """M13: an essential record cannot be had."""
    found = about.case.item_and_request(effect.subject)
    if found is None:
        raise NotFound("item.unknown", effect.subject)
    item, request = found
    return {"record": record_type_name(item.record_type, about.language), "office": request.organization_name}


def access_rights(effect: Effect, about: SubjectMatter) -> Values:
    """M15: until when the office must answer."""
    request = _request(effect, about)
    answer_by = request.due_on or about.today
    return {"answer_by": reader_date(answer_by, about.language), "office": request.organization_name}


def complaint_options(effect: Effect, about: SubjectMatter) -> Values:
    """M16: 180 days from the day on which the delay was known: the day after the answer was due."""
    request = _request(effect, about)
    zone = about.case.patient.time_zone
    known_on = request.due_on + timedelta(days=1) if request.due_on else local(about.now, zone).date()
    return {
        "complain_by": reader_date(complain_by(known_on), about.language),
        "office": request.organization_name,
    }


def money(minor: int) -> str:
    """``$541.50`` of cents."""
    return f"${minor // 100:,}.{minor % 100:02d}"


def _request(effect: Effect, about: SubjectMatter) -> RecordRequest:
    request = about.case.request(effect.subject)
    if request is None:
        raise NotFound("request.unknown", effect.subject)
    return request
