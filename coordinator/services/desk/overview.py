"""The first page of a case: what is missing, what a person must do, who has the ball, whom to reach and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain import handover
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.facts import FACTS
from coordinator.domain.holding import days_by_holder
from coordinator.domain.patient import ContactPoint
from coordinator.domain.words import Holder, Stage
from coordinator.playbook.book import Book
from coordinator.services.desk.case_words import ROLES, TOLD, desk_words
from coordinator.services.desk.closed_case import Closed, still_recorded
from coordinator.services.desk.fact_acts import ACTS
from coordinator.services.desk.fact_fields import names_nothing
from coordinator.services.desk.missing_words import Missing, missing_words
from coordinator.services.desk.spoken_words import language_words
from coordinator.services.desk.waiting_words import WHO, Ahead, Ball, ahead, balls
from coordinator.services.desk.work_acts import Act, Item, acts_of
from coordinator.services.desk.work_reasons import reason_of
from coordinator.services.desk.work_words import ASKED
from coordinator.store import notes

NOTES = 10

FREQUENT: Mapping[Stage, Sequence[str]] = {
    Stage.REQUEST: ("identity_verified", "terms_accepted", "case_accepted", "case_declined"),
    Stage.RECORDS: ("authorization_signed", "records_received", "source_added", "item_waived", "shortlist_wanted"),
    Stage.SCHEDULING: (
        "provider_chosen",
        "referral_accepted",
        "referral_declined",
        "appointment_booked",
        "cost_agreed",
    ),
    Stage.CONSULTATION: (
        "question_added",
        "appointment_rescheduled",
        "visit_attended",
        "visit_missed",
        "opinion_filed",
    ),
    Stage.COMPARISON: ("comparison_shared", "clarification_offered", "decision_recorded", "decision_declined"),
    Stage.CLOSED: ("case_reopened",),
}
ALWAYS = ("call_logged", "deadline_changed", "placed_on_hold", "navigator_changed", "withdrawn")
"""What may happen on any day while a case is open."""

GROUPS = ("request", "records", "scheduling", "consultation", "comparison", "any stage")


@dataclass(frozen=True)
class ToDo:
    """One open work item with the act that ends it. ``office`` is the desk it is about, if any."""

    id: str
    title: str
    why: str
    act: Act
    office: str
    due_at: datetime
    overdue: bool


@dataclass(frozen=True)
class Reach:
    """One address or number, and what speaks for or against it."""

    id: str
    kind: str
    value: str
    verified_at: datetime | None
    opted_out_at: datetime | None
    bounced_at: datetime | None
    detail_allowed_at: datetime | None
    may_text: bool
    may_leave_voicemail: bool


@dataclass(frozen=True)
class Person:
    """The patient, or somebody around them. ``told``: how much they may be told, in words."""

    id: str
    name: str
    role: str
    told: str
    notes: list[str]
    reach: list[Reach]


@dataclass(frozen=True)
class Told:
    """One fact that can be recorded. ``words``: the act of recording it."""

    name: str
    words: str
    says: str


@dataclass(frozen=True)
class Overview:
    """Everything on the page. ``handover`` is what waits for its receiver, or nothing."""

    missing: list[Missing]
    work: list[ToDo]
    held: list[Ball]
    days: list[tuple[str, float]]
    ahead: list[Ahead]
    people: list[Person]
    notes: Sequence[Any]
    handover: Mapping[str, Any] | None
    frequent: list[Told]
    facts: list[tuple[str, list[Told]]]


def overview(
    session: Session, case: Case, book: Book, now: datetime, closed: Closed | None, find: str = ""
) -> Overview:  # fmt: skip
    """``find`` keeps those of all facts in which it stands. One statement besides what ``book`` asks."""
    today = local(now, case.patient.time_zone).date()
    return Overview(
        missing=missing_words(case, today),
        work=[_to_do(case, item, now) for item in sorted(case.work_items, key=lambda w: (w.due_at, w.id)) if item.open],
        held=balls(case),
        days=[(WHO[Holder(holder)], days) for holder, days in days_by_holder(case, now).items()],
        ahead=ahead(case, book, now),
        people=_people(case, today),
        notes=notes.latest(session, case.id, NOTES),
        handover=handover.shown(case),
        frequent=[
            _told(name)
            for name in (*FREQUENT[case.stage], *(ALWAYS if case.open else ()))
            if still_recorded(FACTS[name], closed)
        ],
        facts=_facts(find, case, closed),
    )  # fmt: skip


def _to_do(case: Case, item: Any, now: datetime) -> ToDo:
    request = case.request(item.about)
    return ToDo(
        id=item.id,
        title=ASKED[item.kind].title,
        why=reason_of(item.kind, item.code, ASKED[item.kind].why),
        act=acts_of(Item(item.id, item.kind, item.code, item.about, case.ref, request.id if request else None))[0],
        office=desk_words(request) if request else "",
        due_at=item.due_at,
        overdue=item.due_at < now,
    )


def _people(case: Case, today: date) -> list[Person]:
    patient, reader = case.patient, case.patient.reader(today)
    own = [f"Speaks {language_words(patient.language)}" + (", with an interpreter" if patient.interpreter else "")]
    if reader is not None:
        own.append("A minor: every message goes to the representative")
    found = [Person("patient", patient.full_name, "patient", "everything", own, _reach(patient.points_of(None)))]
    for contact in patient.contacts:
        told = "nothing any more" if contact.revoked_at is not None else TOLD[contact.may_be_told]
        about = [f"By the word of {contact.permitted_by}"] if contact.permitted_by else []
        if contact.acts_on(today):
            about.append(f"Acts for the patient ({contact.authority or 'authority shown'})")
        if contact.emergency:
            about.append("To be called in an emergency")
        found.append(
            Person(contact.id, contact.name, ROLES[contact.role], told, about, _reach(patient.points_of(contact)))
        )
    return found


def _reach(points: Sequence[ContactPoint]) -> list[Reach]:
    return [
        Reach(
            point.id, point.kind.value, point.value, point.verified_at, point.opted_out_at, point.bounced_at,
            point.detail_allowed_at, point.may_text, point.may_leave_voicemail,
        )
        for point in points
    ]  # fmt: skip


def _facts(find: str, case: Case, closed: Closed | None) -> list[tuple[str, list[Told]]]:
    """Every fact; of a closed case those that it still takes and that can name what they are about."""
    wanted = find.strip().lower()
    all_told = [
        (fact.usually, _told(name))
        for name, fact in FACTS.items()
        if name != "corrected" and still_recorded(fact, closed) and (case.open or not names_nothing(fact, case))
    ]
    matching = [(group, told) for group, told in all_told if wanted in _sought(told)]
    grouped = [(group, [told for its, told in matching if its == group]) for group in GROUPS]
    return [(group.capitalize(), listed) for group, listed in grouped if listed]


def _told(name: str) -> Told:
    return Told(name, ACTS[name], FACTS[name].says)


def _sought(told: Told) -> str:
    """What a search among all facts looks through: the fact by its own name, too."""
    return f"{told.words} {told.says} {told.name.replace('_', ' ')}".lower()
