"""The 18th birthday of a patient: from that day they read for themselves and sign again (``domain.md`` §4.5)."""

from __future__ import annotations

from datetime import date, datetime, time

from coordinator.domain.calendar import at_local, local
from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.facts.things import PATIENT
from coordinator.domain.patient import AGE_OF_MAJORITY
from coordinator.domain.words import AuthorizationStatus, ContactKind, WorkItemKind
from coordinator.playbook.papers import expire

CAME_OF_AGE = "came_of_age"
RECONSENT = "reconsent_at_18"


def weigh_age(case: Case, act: Act) -> None:
    """Once, on the day: a person talks with the patient, what a parent signed lapses, their own mail is proved."""
    patient = case.patient
    was_minor = patient.is_minor(local(case.opened_at, patient.time_zone).date())
    if not was_minor or CAME_OF_AGE in case.answers or not case.open:
        return
    today = local(act.now, patient.time_zone).date()
    if patient.is_minor(today):
        return
    case.answers = {**case.answers, CAME_OF_AGE: today.isoformat()}
    case.note("patient_came_of_age", act)
    case.ask(WorkItemKind.CALL_PATIENT, act, code=RECONSENT)
    for paper in list(case.authorizations):
        if paper.status is AuthorizationStatus.SIGNED and paper.signer not in (None, PATIENT):
            expire(case, paper, CAME_OF_AGE, act)
    for point in patient.points_of(None):
        if point.kind is ContactKind.EMAIL and point.verified_at is None and point.open:
            case.note("contact_added", act, contact=point.id)


def weighs_age_at(case: Case, now: datetime) -> datetime | None:
    """Midnight of the 18th birthday where the patient lives, while it lies ahead."""
    patient = case.patient
    if not patient.is_minor(local(now, patient.time_zone).date()):
        return None
    return at_local(birthday(patient.birth_date, AGE_OF_MAJORITY), time(0), patient.time_zone)


def birthday(born: date, years: int) -> date:
    """The day on which somebody has lived so many years; who was born on a leap day waits for March 1."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
