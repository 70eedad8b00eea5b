"""The visit, kept, moved or missed, and the written opinion that follows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from coordinator.domain.visit import Appointment
from coordinator.domain.words import AppointmentStatus, ContactKind, VisitMode
from coordinator.simulate.world.cast import RECORDS
from coordinator.simulate.world.chance import lognormal
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.hours import business_days_after, days_after, morning_of, next_round
from coordinator.simulate.world.opinions import written_opinion
from coordinator.simulate.world.patients import reader_point
from coordinator.simulate.world.scene import Scene

CAUSES = ("no transport that day", "felt too ill", "wrong time zone in the calendar", "was afraid to come")
MOST_MISSED = 2
"""Chance lets a visit be missed twice; a third time only by direction."""

NO_REPORT_DAYS, LONGEST_REPORT_DAYS = 16.0, 25.0


def visit_deeds(scene: Scene) -> Iterator[Deed]:
    """Coming or not, and what is written afterwards."""
    yield from _visit(scene)
    yield from _opinion(scene)


def missed_chance(scene: Scene, appointment: Appointment, earlier_missed: int) -> float:
    """How likely this visit is missed, by way of meeting, lead and history (odds of ``domain.md`` §10.2)."""
    rates = scene.rates
    if appointment.mode is VisitMode.RECORD_REVIEW:
        return 0.0
    odds = rates.no_show / (1 - rates.no_show)
    if appointment.mode is VisitMode.VIDEO:
        odds *= rates.no_show_video
    booked = scene.since("appointment_booked", appointment=appointment.id)
    if booked is not None and appointment.starts_at - booked > timedelta(days=28):
        odds *= rates.no_show_far_away
    point = reader_point(scene)
    if point is None or point.kind is not ContactKind.EMAIL or not point.open:
        odds *= rates.no_show_not_reminded
    odds *= rates.no_show_again**earlier_missed
    return odds / (1 + odds)


def _visit(scene: Scene) -> Iterator[Deed]:
    case, appointment = scene.case, scene.case.appointment()
    if appointment is None:
        return
    number, starts = case.appointments.index(appointment), appointment.starts_at
    turn, moves, cause = scene.drawn(
        lambda chance: (chance.random(), chance.random(), chance.choice(CAUSES)), "visit", number
    )
    booked = scene.since("appointment_booked", appointment=appointment.id) or scene.now
    told = scene.direction.no_show
    first = number == 0 and not scene.urgent
    if first and told is None and moves < scene.rates.reschedules and starts - booked > timedelta(days=5):
        later = business_days_after(starts, 4, scene.calendar) - timedelta(hours=3)
        yield scene.deed(
            f"moved-{number}", "appointment_rescheduled", starts - timedelta(days=3), starts_at=later.isoformat()
        )
    earlier = sum(a.status is AppointmentStatus.MISSED for a in case.appointments)
    by_chance = turn < missed_chance(scene, appointment, earlier) and earlier < MOST_MISSED
    if by_chance if told is None else earlier < told:
        yield scene.deed(f"missed-{number}", "visit_missed", starts, 0.05, exact=True, cause=cause)
    else:
        yield scene.deed(f"attended-{number}", "visit_attended", starts, 0.05, exact=True, present="the patient")


def _opinion(scene: Scene) -> Iterator[Deed]:
    """The written opinion, or the patient's recollection where none will come."""
    case, attended = scene.case, scene.case.attended()
    if attended is None or not case.visited():
        return
    ordinal, told = case.wanted_ordinal, scene.direction.opinion
    if case.second_opinion_filed():
        return
    visited = scene.since("visit_attended") or scene.now
    about = ("report",) if ordinal == 2 else ("report", ordinal)
    drawn, turn = scene.drawn(lambda chance: (lognormal(chance, *scene.rates.report_days), chance.random()), *about)
    none = turn < scene.rates.no_written_report if told is None else told == "none"
    days = NO_REPORT_DAYS if none else min(drawn, LONGEST_REPORT_DAYS)
    on = next_round(days_after(morning_of(visited), days), scene.calendar).date().isoformat()
    file = scene.remembered(
        lambda: written_opinion(
            scene.intake,
            ordinal,
            provider=attended.provider.name,
            on=on,
            mode="recollection" if none else attended.mode.value,
            agreement=scene.agreement,
        ),
        "opinion",
        ordinal,
        attended.id,
        on,
    )
    fact = "no_written_opinion" if none else "opinion_filed"
    yield scene.deed(f"opinion-{ordinal}", fact, visited, days, by=RECORDS, file=file)
