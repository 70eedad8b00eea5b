"""What a navigator reads out on the telephone: which script belongs to a call, and the script filled in.

The files are ``templates/calls/LANGUAGE/NAME.txt``. Only what is spoken is translated: a script in another language
extends the English one and replaces what stands under SAY; greeting, identity check, voicemail and the words for
somebody else are files of their own. A script holds details: it is for staff. Its voicemail never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coordinator.correspondence.mail_text import tidy
from coordinator.correspondence.templates import environment, folder
from coordinator.domain.errors import NotFound

PATIENT, DESK, PROVIDER, REVIEW = "patient", "desk", "provider", "review"

GENERAL: Mapping[str, str] = {
    "call_patient": "call-patient", "call_desk": "call-desk", "call_provider": "call-provider",
}  # fmt: skip
"""What is read out where a call has no script of its own."""

_SHARED: Mapping[str, str] = {
    "fee-approval/call": "m10-fee-approval",
    "upload-records/call": "m08-upload-records",
    "sign-authorization/call": "m06-sign-authorization",
    "paper_lapses_before_answer": "m06-sign-authorization",
    "verify-contact/call": "m02-verify-contact",
    "verify_contact": "m02-verify-contact",
    "need-info/call": "m03-need-info",
    "choose-provider/call": "m17-shortlist",
    "missed-visit/call": "m24-missed-visit",
    "read-comparison/again-2": "m26-comparison-ready",
    "record-request/options": "m16-complaint-options",
    "record-request/reminder-1": "status-call",
    "record-request/urgent-call": "status-call",
    "record-request/urgent-calls": "status-call",
    "asked-again/call": "status-call",
    "asked-again/reminder": "status-call",
    "quarantine/call": "l08-wrong-patient",
    "referral/call-1": "referral-answer",
    "referral/call-2": "referral-answer",
    "written-opinion/chase-3": "written-opinion",
    "clarification/again-2": "clarification",
    "step-of-provider/call": "provider-step",
    "borrowed-material/return-2": "material-return",
    "t03-call-morning": "t03-call",
    "t03-call-afternoon": "t03-call",
    "t03-call-evening": "t03-call",
    "t03-call-another-number": "t03-call",
}
"""Calls that read out the same script, by the code of their work item."""

_STANDS_FOR: Mapping[str, str] = {"t04-confirm-visit": "m18-booked"}
"""Scripts that are filled in like a message of another name."""

COMMON = frozenset({"audience", "script", "reference", "language", "brand_name", "help_phone", "help_hours",
                    "work_item", "subject", "about_call"})  # fmt: skip
VARIABLES: Mapping[str, frozenset[str]] = {
    PATIENT: COMMON
    | {"person", "first_name", "acts_for", "numbers", "voicemail_allowed", "spoken", "needs", "contacts", "birth_date",
       "address", "interpreter", "office", "amount", "decide_by", "appeal_by", "categories", "time_of_day"},
    DESK: COMMON
    | {"department", "office", "phone", "hours", "phone_tree", "patient", "birth_date", "record_number", "formerly",
       "right", "sent_on", "sent_by", "received_on", "due_on", "promised_on", "needed_by", "items", "amount",
       "returned"},
    PROVIDER: COMMON
    | {"provider", "office", "phone", "patient", "birth_date", "visit_date", "visit_time", "sent_on", "accept_by",
       "spoken", "what", "return_by"},
    REVIEW: COMMON
    | {"department", "office", "phone", "sent_on", "sent_by", "received_on", "due_on", "promised_on", "items"},
}  # fmt: skip
"""What a script may use beside the values of the message it stands for."""

_EXTENDS = re.compile(r'extends "calls/en/_?(.+?)\.txt"')


@dataclass(frozen=True)
class CallScript:
    """One script filled in. ``language`` is that of the spoken words."""

    name: str
    language: str
    text: str


def script_for(kind: str, code: str | None) -> str:
    """The script of a work item by its kind and code; empty for one that is no call and has nothing to read."""
    code = code or ""
    name = _SHARED.get(code) or re.split(r"[:/ ]", code, maxsplit=1)[0]
    if kind in GENERAL:
        return name if has_script(name) and audience_of(name) == kind.removeprefix("call_") else GENERAL[kind]
    return name if has_script(name) and audience_of(name) == REVIEW else ""


def has_script(name: str, language: str = "en") -> bool:
    """True when such a file exists; names with an underscore in front are pieces of others."""
    return bool(re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name)) and (folder() / _path(name, language)).is_file()


def audience_of(name: str) -> str:
    """Whom the English script is spoken to: patient, desk, provider, or nobody (review)."""
    found = _EXTENDS.search((folder() / _path(name, "en")).read_text(encoding="utf-8"))
    if found is None:
        raise NotFound("template.unknown", name)
    return found.group(1)


def stands_for(name: str) -> str:
    """The message whose values the script is filled with; its own name where there is none."""
    return _STANDS_FOR.get(name, name)


def every_script() -> list[str]:
    """The names of all scripts there are."""
    return sorted(path.stem for path in (folder() / "calls" / "en").glob("*.txt") if not path.stem.startswith("_"))


def render_call(name: str, language: str, values: Mapping[str, object]) -> CallScript:
    """The script as it is read out; English where it was not translated. Raises ``NotFound`` for an unknown name."""
    if not has_script(name):
        raise NotFound("template.unknown", name)
    spoken = language if has_script(name, language) else "en"
    template = environment().get_template(_path(name, spoken))
    text = template.render({**values, "script": name, "language": spoken, "audience": audience_of(name)})
    return CallScript(name, spoken, tidy(text))


def _path(name: str, language: str) -> str:
    return f"calls/{language}/{name}.txt"
