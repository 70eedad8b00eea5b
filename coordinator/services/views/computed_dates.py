"""Why each computed date that ``case show`` prints is what it is; and which of its dates nobody computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from coordinator.domain.authorization import VALID_DAYS
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.patient import AGE_OF_MAJORITY
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import AuthorizationStatus
from coordinator.playbook.book import Book
from coordinator.playbook.coming_of_age import birthday
from coordinator.playbook.papers import ANSWER_DAYS, RENEWAL_OFFERED, expected_answer_on
from coordinator.services.views.readiness import readiness
from coordinator.services.views.why import moment_words

Explained = Callable[[Case, Book, datetime], list[str]]


def _expires_on(case: Case, book: Book, now: datetime) -> list[str]:
    found = []
    for paper in case.authorizations:
        if paper.signed_at is None:
            continue
        name, signed_on = paper.organization_name, local(paper.signed_at, case.patient.time_zone).date()
        if paper.expires_on is None:
            found.append(f"{name}: no day; the paper ends with this case.")
            continue
        days = (paper.expires_on - signed_on).days
        why = f"{VALID_DAYS} calendar days after the signature" if days == VALID_DAYS else "the day that was signed"
        event = ", or when the case ends before" if paper.expires_event else ""
        found.append(f"{name}: expires_on is {paper.expires_on}: {why} on {signed_on}{event}.")
        if paper.status is AuthorizationStatus.SIGNED:
            found.append(
                f"{name}: warned 30, 14 and 3 days ahead while an office still owes something; from "
                f"{paper.expires_on - RENEWAL_OFFERED} a new paper is ready to sign."
            )
    return found


def _promised_on(case: Case, book: Book, now: datetime) -> list[str]:
    return [
        f"{_desk(r)}: the office named {r.promised_on}; nothing is chased before the business day after it."
        for r in case.requests
        if r.promised_on is not None
    ]


def _expected_on(case: Case, book: Book, now: datetime) -> list[str]:
    today = local(now, case.patient.time_zone).date()
    expected = readiness(case, today)["expected_on"]
    if expected is None:
        return []
    asked = [r for r in case.requests if r.open and r.outstanding() and not r.from_patient]
    lines = [f"{_desk(r)}: {_expected(case, r, today)}." for r in asked]
    return [f"expected_on is {expected}: the latest of the essential records that are still to come.", *lines]


def _expected(case: Case, request: RecordRequest, today: date) -> str:
    on = expected_answer_on(case, request, today)
    if request.promised_on is not None:
        return f"{on}, as the office promised"
    if request.due_on is not None:
        return f"{on} at the latest by law; readiness counts with the office's usual time"
    known = request.desk.p75_response_days if request.desk else None
    whose = "its usual answering time" if known else "assumed, because nobody knows its answering time"
    return f"{on}, {known or ANSWER_DAYS} calendar days ({whose}) after the letter or today"


def _review_on(case: Case, book: Book, now: datetime) -> list[str]:
    if case.hold_review_on is None:
        return []
    return [f"review_on is {case.hold_review_on}: the day on which somebody looks at this pause again."]


def _stage_target(case: Case, book: Book, now: datetime) -> list[str]:
    target = book.playbook.targets.get(case.stage)
    if target is None:
        return []
    span, since = (target.urgent if case.urgent else target.routine), case.stage_entered_at
    began = moment_words(since, case.patient.time_zone)
    return [f"Stage {case.stage} should take {span} for a case that is {case.priority}; it began on {began}."]


def _due_at(case: Case, book: Book, now: datetime) -> list[str]:
    return [
        f"Work item {w.kind}{f' ({w.code})' if w.code else ''}: due on "
        f"{moment_words(w.due_at, case.patient.time_zone)}; it was opened then or to be done by then."
        for w in case.work_items
        if w.open
    ]


def _return_by(case: Case, book: Book, now: datetime) -> list[str]:
    return [f"return_by is {c.return_by}: agreed with whoever lent it." for c in case.custody if c.return_by]


def _deadline_on(case: Case, book: Book, now: datetime) -> list[str]:
    if case.deadline_on is None:
        return []
    told = (case.intake.get("question") or {}).get("decision_deadline") or {}
    moved = "question.decision_deadline" in case.answers
    why = "as it was told later" if moved else f"as the intake says{_because(told.get('why'))}"
    return [f"deadline_on is {case.deadline_on}, {'fixed' if case.deadline_fixed else 'not fixed'}, {why}."]


def _treatment_on(case: Case, book: Book, now: datetime) -> list[str]:
    if case.treatment_on is None:
        return []
    return [f"treatment_on is {case.treatment_on}: the day the recommended treatment is to begin, as we were told."]


def _priority(case: Case, book: Book, now: datetime) -> list[str]:
    days = [str(day) for day in (case.deadline_on, case.treatment_on) if day]
    nearest = f"the nearest of {', '.join(days)}" if days else "no date at all"
    sentence = f"The case is {case.priority}, from {nearest}: urgent within 14 days, expedited within 35."
    return [sentence, "It is weighed again each midnight where the patient lives, and falls only by a person."]


def _of_age_on(case: Case, book: Book, now: datetime) -> list[str]:
    patient = case.patient
    if not patient.is_minor(local(case.opened_at, patient.time_zone).date()):
        return []
    day = birthday(patient.birth_date, AGE_OF_MAJORITY)
    return [f"of_age_on is {day}: from then on the patient reads and signs; what a parent signed must be renewed."]


def _desk(request: RecordRequest) -> str:
    return f"{request.organization_name} ({request.department})"


def _because(why: object) -> str:
    return f" ({why})" if why else ""


COMPUTED: Mapping[str, Explained] = {
    "expires_on": _expires_on,
    "promised_on": _promised_on,
    "expected_on": _expected_on,
    "review_on": _review_on,
    "stage_target": _stage_target,
    "due_at": _due_at,
    "return_by": _return_by,
    "deadline_on": _deadline_on,
    "treatment_on": _treatment_on,
    "priority": _priority,
    "of_age_on": _of_age_on,
}
"""Dates with a reason of their own; those of the back plan, of receipts and of the visit are explained beside."""

RECORDED: Mapping[str, str] = {
    "at": "the moment at which it left or happened",
    "permitted_on": "the day on which the patient permitted it",
    "authority_until": "the last day of the authority, as its papers say",
    "patient": "the time of the visit by the clock of the patient",
    "provider": "the time of the visit by the clock of the provider",
    "given_on": "the day on which somebody gave it",
    "on": "the day on which it happened, as we were told",
    "valid_from": "the first day of an approval, as the payer says",
    "valid_to": "the last day of an approval, as the payer says",
    "as_of": "the day for which a fact of the directory holds",
    "checked_on": "the day on which somebody looked",
    "date_from": "the first day of the records a paper describes, as the sources say",
    "date_to": "the last day of the records a paper describes, as the sources say",
    "from": "the first day of a range, as it was told",
    "to": "the last day of a range, as it was told",
    "since": "the moment from which somebody has had the ball: the entry in the timeline that gave it to them",
    "starts_at": "the time of a visit or opening, as it was agreed or listed",
}
"""Dates that somebody told us or that something left behind: nobody computed them. So is every other ``…_at``."""


def recorded(name: str) -> str:
    """What a recorded date means; empty for a name that is none."""
    if name in RECORDED:
        return RECORDED[name]
    return f"the moment at which this was recorded: {name.removesuffix('_at')}" if name.endswith("_at") else ""
