"""Who is waited for, for what, and what comes next by itself: read from a row of a list, not from a whole case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from coordinator.domain.holding import PATIENT_LADDERS
from coordinator.domain.words import Department, Holder

OFFICES: Mapping[Department, str] = {
    Department.RECORDS_OFFICE: "records office",
    Department.IMAGE_LIBRARY: "image library",
    Department.PATHOLOGY: "pathology",
    Department.PHYSICIAN_OFFICE: "doctor's office",
    Department.PATIENT: "the patient's own papers",
}

PLANNED: Mapping[str, str] = {
    "record-request": "the office is reminded or called",
    "fee-approval": "the patient is asked about the fee again",
    "upload-records": "the patient is asked for their records again",
    "upload-again": "the patient is asked to send it once more",
    "sign-authorization": "the patient is asked to sign again",
    "authorization-expiry": "the patient is asked to renew a paper",
    "appointment": "the patient is told about the visit",
    "confirm-visit": "the visit is confirmed by telephone",
    "interpreter": "an interpreter is asked for again",
    "estimate": "the estimate is asked for",
    "prior-authorization": "the insurer is called",
    "appeal": "the patient is called about the appeal",
    "cancelled-visit": "somebody looks for a new time",
    "written-opinion": "the written opinion is asked for again",
    "referral": "the provider is called, or the next one asked",
    "packet-update": "the provider gets the newest records",
    "verify-contact": "the patient is asked to confirm an address",
    "need-info": "the patient is asked the open questions again",
    "progress": "the patient hears how far we are",
    "choose-provider": "the patient is asked to choose again",
    "missed-visit": "the patient is asked about the missed visit",
    "after-visit": "the patient hears what comes after the visit",
    "read-comparison": "the patient is told of the comparison again",
    "quarantine": "the office is called about somebody else's record",
    "asked-again": "the office is asked again",
    "unreachable": "we try to reach the patient again",
    "unreachable-rest": "the case rests, and then closes",
    "hold-review": "the pause is looked at",
    "handover": "a supervisor looks at the hand-over",
    "clarification": "the provider is asked back again",
    "decision-guide": "the patient is offered the decision guide",
    "next-step": "the patient is reminded of the next step",
    "step-of-provider": "the provider is called about the next step",
    "step-of-navigator": "the navigator is reminded of the next step",
    "follow-through": "the patient is asked how it went on",
    "closing-survey": "the patient gets the closing survey",
    "borrowed-material": "the lent material is asked back",
    "stage-target": "you are told that the stage takes too long",
    "request-target": "you are told that the stage takes too long",
}
"""What the next rung of a ladder does, said so that it is true for each of its rungs."""


class Ball(NamedTuple):
    """Somebody is waited for. ``subject`` is the ledger's; ``about`` the id in it."""

    subject: str
    holder: Holder
    since: datetime

    @property
    def kind(self) -> str:
        """What sort of thing is waited for: request, paper, referral, a ladder."""
        return self.subject.partition("/")[0]

    @property
    def about(self) -> str:
        """The id within the case, where it has one."""
        return self.subject.partition("/")[2]


def balls(holding: Mapping[str, Any] | None) -> list[Ball]:
    """The open balls of a ledger, the longest wait first."""
    held = ((holding or {}).get("open") or {}).items()
    found = [Ball(subject, Holder(holder), datetime.fromisoformat(since)) for subject, (holder, since) in held]
    return sorted(found, key=lambda ball: (ball.since, ball.subject))


def who(ball: Ball, patient: str, names: Mapping[str, str]) -> str:
    """Who has it: the patient, the office or the provider by name where the ledger's subject names one."""
    known = names.get(ball.about, "")
    return {
        Holder.PATIENT: patient,
        Holder.OFFICE: known or "A records office",
        Holder.PROVIDER: known or "The provider",
        Holder.COURIER: "The courier",
        Holder.NAVIGATOR: "You",
        Holder.US: "We",
    }[ball.holder]


def waiting_for(ball: Ball, names: Mapping[str, str]) -> str:
    """What for, in words."""
    known = names.get(ball.about, "")
    of_whom = f" for {known}" if known else ""
    if ball.kind in PATIENT_LADDERS:
        return PATIENT_LADDERS[ball.kind][0]
    if ball.kind == "request":
        return {
            Holder.OFFICE: "the records we asked for",
            Holder.PATIENT: "the records they have at home",
        }.get(ball.holder, f"our letter or answer{of_whom.replace(' for ', ' to ')}")
    return {
        "paper": f"a signature{of_whom}",
        "initials": f"initials{of_whom}",
        "terms": "accepting the terms",
        "referral": "an answer whether they take the case",
        "prior_authorization": "the insurer's answer",
        "opinion": "the written opinion",
        "visit": "the visit",
        "custody": "the return of borrowed material",
        "acceptance": "looking at the intake",
        "hold": "looking at the pause",
        "handover": "taking the case over",
    }.get(ball.kind, "something open")


def planned_words(ladder: str | None) -> str:
    """What comes next by itself; empty where nothing does."""
    if not ladder:
        return ""
    return PLANNED.get(ladder, ladder.replace("-", " "))
