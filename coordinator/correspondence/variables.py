"""Every message and letter with the variables it may use, each ``safe`` or ``phi`` (``domain.md`` §4.1).

A ``safe`` value may stand in an unencrypted mail: first name, date, time, zone, street address, telephone, reference,
counts.
A ``phi`` value is a detail: it is left out of a mail unless the patient allowed details, and may stand in a letter.
Every ``safe`` variable must be given; a ``phi`` variable that is not given is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from coordinator.correspondence.parts import Part
from coordinator.domain.errors import NotFound


class Privacy(StrEnum):
    """Where a value may be written."""

    SAFE = "safe"
    PHI = "phi"


_SAFE, _PHI = Privacy.SAFE, Privacy.PHI

_VISIT = {
    "visit_date": _SAFE, "visit_time": _SAFE, "mode": _SAFE, "kind": _SAFE, "place": _SAFE, "provider": _PHI,
}  # fmt: skip
"""``kind`` is in_person, video or record_review: which advice fits. ``visit_time`` names its zone; ``place`` is
a street address, never the name of an organization. ``change`` is moved, by_patient or by_provider."""

MESSAGES: Mapping[str, Mapping[str, Privacy]] = {
    "m01-welcome": {},
    "m02-verify-contact": {"code": _SAFE, "valid_until": _SAFE},
    "m03-need-info": {"count": _SAFE, "due": _SAFE, "questions": _PHI},
    "m04-accepted": {"navigator": _SAFE, "visit_by": _SAFE},
    "m05-not-eligible": {},
    "m06-sign-authorization": {"count": _SAFE, "due": _SAFE, "papers": _PHI},
    "m07-authorization-expiring": {"count": _SAFE, "ends_on": _SAFE, "papers": _PHI},
    "m08-upload-records": {"count": _SAFE, "due": _SAFE, "wanted": _PHI},
    "m09-upload-problem": {"count": _SAFE, "due": _SAFE, "wanted": _PHI, "why": _PHI},
    "m10-fee-approval": {"due": _SAFE, "amount": _PHI, "office": _PHI},
    "m11-records-progress": {"received": _SAFE, "total": _SAFE, "outstanding": _PHI},
    "m12-records-ready": {},
    "m13-gap-decision": {"record": _PHI, "office": _PHI},
    "m14-record-delay-urgent": {"decide_by": _SAFE, "before_visit": _SAFE},
    "m15-access-rights": {"answer_by": _SAFE, "office": _PHI},
    "m16-complaint-options": {"complain_by": _SAFE, "office": _PHI},
    "m17-shortlist": {"count": _SAFE, "due": _SAFE, "providers": _PHI},
    "m18-booked": _VISIT,
    "m19-preparation": {"visit_date": _SAFE, "visit_time": _SAFE, "kind": _SAFE, "questions": _PHI},
    "m20-reminder-3-days": _VISIT,
    "m21-reminder-1-day": _VISIT,
    "m22-video-2-hours": {"visit_time": _SAFE},
    "m23-changed-or-cancelled": {**_VISIT, "change": _SAFE},
    "m24-missed-visit": {},
    "m25-after-visit": {"report_by": _SAFE, "kind": _SAFE},
    "m26-comparison-ready": {},
    "m31-withdrawal-confirm": {},
    "m32-unreachable": {"wait_until": _SAFE},
    "m33-revocation-confirm": {"told": _SAFE, "papers": _PHI},
    "m36-please-call": {},
    "m37-portal-code": {"code": _SAFE},
    "m38-portal-link": {},
    "m39-message-from-us": {"words": _PHI},
    "l17-condolence": {},
    "m27-clarification-answer": {},
    "m28-third-opinion-info": {},
    "m29-decision-guide": {"decide_by": _SAFE},
    "m30-closing-survey": {},
    "m34-next-step": {"due": _SAFE, "visit_time": _SAFE, "what": _PHI},
    "m35-follow-through": {"days": _SAFE},
}

DATE_IN_SUBJECT = frozenset({"m18-booked", "m20-reminder-3-days", "m21-reminder-1-day"})
"""The messages whose subject carries the date of the visit; every other subject is a fixed sentence."""

FRAME = frozenset(
    {"brand_name", "first_name", "help_phone", "help_hours", "language", "reference", "by_letter", "online", "on_page",
     "alone"}
)  # fmt: skip
"""What the frame gives to every part, all of it safe. ``alone``: this part has the mail to itself.
``online``: it can be answered online, by a link of the mail or, where it is read ``on_page``, below it."""

_SHEET = {"brand": _SAFE, "reference": _SAFE, "qr": _SAFE, "density": _SAFE}
_HEAD = {**_SHEET, "on": _SAFE, "to": _SAFE, "channel": _SAFE, "patient": _PHI}
_ITEMS = {"items": _PHI, "wide": _SAFE, "delivery": _SAFE}
_RECEIPT = {"received_on": _SAFE, "receipt": _SAFE}
_RECEIVED = {**_RECEIPT, "attempts": _SAFE}
_DEADLINE = {"due_on": _SAFE, "limit": _SAFE, "extended": _SAFE}

LETTERS: Mapping[str, Mapping[str, Privacy]] = {
    "l01-request": {
        **_HEAD,
        **_ITEMS,
        "basis": _SAFE,
        "own": _SAFE,
        "form": _SAFE,
        "writer": _PHI,
        "request": _PHI,
        "loan": _PHI,
        "version": _SAFE,
    },
    "l02-reminder-1": {**_HEAD, **_ITEMS, **_RECEIVED, "sent_on": _SAFE, "own": _SAFE},
    "l03-reminder-2": {**_HEAD, **_ITEMS, **_RECEIVED, "sent_on": _SAFE},
    "l04-pre-deadline": {**_HEAD, **_ITEMS, **_RECEIVED, **_DEADLINE},
    "l05-overdue": {**_HEAD, **_ITEMS, **_RECEIVED, **_DEADLINE, "answer_by": _SAFE},
    "l06-partial-receipt": {**_HEAD, **_ITEMS, "arrived": _PHI, "refused": _PHI},
    "l07-fee-challenge": {**_HEAD, **_ITEMS, "basis": _SAFE, "fee": _PHI},
    "l08-wrong-patient": {**_SHEET, "on": _SAFE, "to": _SAFE, "channel": _SAFE, "misdelivery": _SAFE},
    "l09-cancel-request": {**_HEAD, **_RECEIPT, "items": _PHI, "sent_on": _SAFE, "own": _SAFE},
    "l09-request-closed": {**_HEAD, **_RECEIPT, "sent_on": _SAFE},
    "l11-slide-return": {**_HEAD, "loan_return": _PHI},
    "l12-referral-packet": {**_HEAD, "packet": _PHI},
    "l13-packet-update": {**_HEAD, "update": _PHI},
    "l14-report-request": {**_HEAD, "report": _PHI},
    "l15-clarification-request": {**_HEAD, "clarification": _PHI},
    "l15-clarification-reminder": {**_HEAD, "clarification": _PHI},
    "l16-copy-to-treating": {**_HEAD, "copy": _PHI},
    "l18-summary": {"brand": _SAFE, "to": _SAFE, "on": _SAFE, "count": _SAFE, "sheets": _SAFE},
    "l18-late-request": {**_HEAD, **_ITEMS, **_RECEIVED, "sent_on": _SAFE, "due_on": _SAFE, "limit": _SAFE},
}

VARIABLES: Mapping[str, Mapping[str, Privacy]] = {**MESSAGES, **LETTERS}


def without_detail(part: Part) -> Part:
    """The same part with every ``phi`` value taken out, fit for an unencrypted mail."""
    declared = declared_variables(part.name)
    return Part(part.name, {key: value for key, value in part.values.items() if declared.get(key) is not Privacy.PHI})


def declared_variables(name: str) -> Mapping[str, Privacy]:
    """The variables of this message; raises ``NotFound`` for a name the catalogue does not hold."""
    try:
        return MESSAGES[name]
    except KeyError:
        raise NotFound("template.unknown", name) from None
