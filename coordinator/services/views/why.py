"""Why a case stands where it stands, in plain sentences."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.correspondence.call_scripts import script_for
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.guards import missing
from coordinator.domain.status import status_of
from coordinator.domain.wait import Wait
from coordinator.playbook.anchor import place_of, request_of
from coordinator.playbook.book import Book
from coordinator.playbook.next_rung import next_rung
from coordinator.services.views.holders import holders
from coordinator.services.views.plain import Json
from coordinator.store import cases

MOVED_BY = {
    "promised_date_ahead": "the office named a date, so nothing is chased before it",
    "reply_unread": "an answer of the office waits to be read",
    "ball_with_us": "the office waits for us",
    "stopped_on_hold": "the case is on hold or an emergency was reported",
    "absorbed": "a letter of the last days asked the same",
    "distance": "letters about one patient to one desk keep their distance",
}
"""What a reason of ``next_rung`` means."""


def why(session: Session, ref: str, book: Book, now: datetime) -> Json:
    """``{ref, sections: [{title, sentences}]}``: where it stands, what is missing, who has the ball, what is next."""
    case = cases.by_ref(session, ref)
    book = book.of(case)
    zone = case.patient.time_zone
    return {
        "ref": case.ref,
        "sections": [
            {"title": "Where it stands", "sentences": _standing(case, zone)},
            {"title": "What is missing", "sentences": _missing(case, now, zone)},
            {"title": "Who has the ball", "sentences": _holders(case, zone)},
            {"title": "What comes next", "sentences": next_steps(case, book, now)},
            *_calls(case, zone),
        ],
    }


def _calls(case: Case, zone: str) -> list[Json]:
    """Who is to be called now, and where the words for it stand."""
    found = [(item, script_for(item.kind, item.code)) for item in case.work_items if item.open]
    sentences = [
        f"{item.kind}, since {moment_words(item.opened_at, zone)}: "
        f"`coordinator case script {case.ref} {item.id}` ({script})"
        for item, script in found
        if script
    ]
    return [{"title": "Calls to make", "sentences": sentences}] if sentences else []


def moment_words(at: datetime, zone: str) -> str:
    """``Tuesday 2026-12-01 10:00 (America/Chicago)``."""
    return f"{local(at, zone):%A %Y-%m-%d %H:%M} ({zone})"


def subject_words(case: Case, wait: Wait, book: Book) -> str:
    """What a wait is about, in words that name no diagnosis."""
    request = request_of(case, book.playbook.ladders[wait.ladder], wait)
    if request is not None:
        return f"the request to {request.organization_name} ({request.department})"
    paper = case.authorization(wait.subject)
    if paper is not None:
        return f"the signature for {paper.organization_name}"
    for visit in case.appointments:
        if visit.id == wait.subject:
            return f"the visit with {visit.provider.name}"
    for referral in case.referrals:
        if referral.id == wait.subject:
            return f"the referral to {referral.provider.name}"
    point = case.contact_point(wait.subject)
    if point is not None:
        return {"email": "an e-mail address", "phone": "a telephone number"}.get(point.kind, "a postal address")
    stage, _, visit_number = wait.subject.partition("/")
    return f"the stage {stage}" if visit_number else "the case"


def next_steps(case: Case, book: Book, now: datetime) -> list[str]:
    """One sentence for each running wait, the earliest first; those that only a fact can wake come last."""
    found: list[tuple[bool, datetime, str]] = []
    for wait in case.waits:
        if not wait.running:
            continue
        ladder = book.playbook.ladders.get(wait.ladder)
        if ladder is None:
            continue
        about = f"{wait.ladder} for {subject_words(case, wait, book)}"
        ahead = next_rung(wait, case, book, now)
        if ahead is None:
            found.append((True, now, f"{about}: every rung is done; it ends by its fact."))
            continue
        zone = place_of(ladder, wait.subject, case, book).zone
        moved = f", because {MOVED_BY.get(ahead.reason, ahead.reason)}" if ahead.reason else ""
        what = " and ".join(order.script or order.name for order in ahead.rung.orders)
        if ahead.due_at is None:
            meant = moment_words(ahead.nominal_at, zone)
            when = f"waits for a fact{moved}; it was meant for {meant}, {ahead.explain}"
        else:
            when = f"on {moment_words(ahead.due_at, zone)}, {ahead.explain}{moved}"
        sentence = f"{about}: {ahead.rung.name} ({what}) {when}."
        found.append((ahead.due_at is None, ahead.due_at or ahead.nominal_at, sentence))
    if not found:
        return ["Nothing is scheduled: only a fact moves this case on." if case.open else "The case is closed."]
    return [sentence for _, _, sentence in sorted(found)]


def _standing(case: Case, zone: str) -> list[str]:
    since = moment_words(case.stage_entered_at, zone)
    sentences = [f"Stage {case.stage}, {status_of(case).replace('_', ' ')}, since {since}; priority {case.priority}."]
    if case.on_hold:
        until = f", to be reviewed on {case.hold_review_on.isoformat()}" if case.hold_review_on else ""
        sentences.append(f"It is on hold{until}: nothing leaves meanwhile.")
    if case.stuck:
        sentences.append("It is stuck: the engine failed over it three times and waits for a recorded fact.")
    if case.deadline_on is not None:
        risk = case.deadline_risk.replace("_", " ")
        sentences.append(f"The patient decides by {case.deadline_on.isoformat()}; risk: {risk}.")
    return sentences


def _missing(case: Case, now: datetime, zone: str) -> list[str]:
    if not case.open:
        return ["Nothing: the case is closed."]
    reasons = missing(case, local(now, zone).date())
    return [f"{reason}." for reason in reasons] or [f"Nothing: stage {case.stage} can be left."]


def _holders(case: Case, zone: str) -> list[str]:
    sentences = []
    for line in holders(case):
        since = f", since {moment_words(datetime.fromisoformat(line['since']), zone)}" if line["since"] else ""
        sentences.append(f"{line['holder']}: {line['waiting_for']}{since}.")
    return sentences or ["Nobody."]
