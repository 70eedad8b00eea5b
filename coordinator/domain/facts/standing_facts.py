"""What befalls a whole case: a pause, an emergency, a death, a patient who cannot be reached or has had enough."""

from __future__ import annotations

from datetime import date, timedelta

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import remember
from coordinator.domain.facts.reaching import UNREACHABLE, looked_for, reached
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.facts.request_stage import EMERGENCY
from coordinator.domain.guards import emergency as emergency_now
from coordinator.domain.words import CloseReason

EMERGENCY_DAYS = 3
"""Calendar days until somebody looks again (``domain.md`` §1.8)."""


@fact(
    needed("reason", Kind.TEXT, "why"),
    needed("review_on", Kind.DATE, "when somebody looks again; today at the earliest"),
    usually="any stage", says="The case rests until a person ends the pause or its review comes.",
)  # fmt: skip
def placed_on_hold(case: Case, act: Act, known: Known, reason: str, review_on: date) -> Recorded:
    """A stop: nothing goes out but what outlives a pause."""
    if (case.hold_reason, case.hold_review_on) == (reason, review_on):
        return already()
    _not_past(case, act, review_on)
    event = case.note("placed_on_hold", act, review_on=review_on)
    case.write_down(event, "text", reason)
    case.hold_reason, case.hold_review_on, case.stopped_seq = reason, review_on, event.seq
    _plan_review(case, act)
    return said(event)


@fact(usually="any stage", says="The pause is over.")
def hold_ended(case: Case, act: Act, known: Known) -> Recorded:
    """An emergency is no pause: it ends by its own answer."""
    if not case.on_hold:
        return already()
    case.hold_reason = case.hold_review_on = None
    return said(case.note("hold_ended", act))


@fact(usually="any stage", says="The patient wants no more of it; everything ends, without a reason being asked.",
      when_closed=True)  # fmt: skip
def withdrawn(case: Case, act: Act, known: Known) -> Recorded:
    """A stop; the engine closes the case."""
    if case.withdrawn_at is not None:
        return already()
    _still_open(case)
    case.withdrawn_at = act.at
    event = case.note("withdrawn", act)
    case.stopped_seq = event.seq
    return said(event)


@fact(
    needed("on", Kind.DATE, "the day of death"),
    needed("source", Kind.TEXT, "who told us"),
    usually="any stage", says="The patient died; everything automatic stops at once.", when_closed=True,
)  # fmt: skip
def patient_died(case: Case, act: Act, known: Known, on: date, source: str) -> Recorded:
    """A stop for every case of the person; the engine closes this one and a person does what is left to do."""
    patient = case.patient
    told_here = case.answers.get("died_on") == on.isoformat()
    if patient.deceased_on == on and told_here and (case.open or case.close_reason is CloseReason.DECEASED):
        return already()
    _still_open(case)
    if on > local(act.now, patient.time_zone).date():
        raise Refused("moment.in_future", "the day lies ahead", field="on")
    patient.deceased_on, patient.deceased_recorded_at = on, act.now
    remember(case, "died_on", on.isoformat())
    event = case.note("patient_died", act, on=on)
    case.write_down(event, "text", source)
    case.stopped_seq = event.seq
    return said(event)


@fact(usually="any stage", says="The patient cannot be reached: they are looked for, by call, mail and letter.")
def unreachable(case: Case, act: Act, known: Known) -> Recorded:
    """The ladder of ``domain.md`` §1.8 begins; the pause comes after its letter."""
    if looked_for(case):
        return already()
    remember(case, UNREACHABLE, _today(case, act).isoformat())
    return said(case.note("unreachable", act))


@fact(usually="any stage", says="Somebody spoke with the patient again.")
def patient_reached(case: Case, act: Act, known: Known) -> Recorded:
    """Ends the search and its pause, and no other. Said once a day at most."""
    searched = looked_for(case) or case.hold_reason == UNREACHABLE
    day = local(act.at, case.patient.time_zone).date().isoformat()
    if not searched and case.answers.get("reached_on") == day:
        return already()
    return said(reached(case, act))


@fact(
    maybe("review_on", Kind.DATE, f"when somebody looks again; in {EMERGENCY_DAYS} days"),
    usually="any stage", says="It is an emergency: people act, nothing automatic runs.",
)  # fmt: skip
def emergency(case: Case, act: Act, known: Known, review_on: date | None = None) -> Recorded:
    """A stop. It ends when ``missing_answered`` says no to the emergency question."""
    if emergency_now(case) and case.answers.get(EMERGENCY) == "yes" and review_on in (None, case.hold_review_on):
        return already()
    if review_on is not None:
        _not_past(case, act, review_on)
    kept = case.hold_review_on if case.on_hold else None
    case.hold_review_on = review_on or kept or _today(case, act) + timedelta(days=EMERGENCY_DAYS)
    remember(case, EMERGENCY, "yes")
    event = case.note("emergency", act, review_on=case.hold_review_on)
    case.stopped_seq = event.seq
    _plan_review(case, act)
    return said(event)


@fact(usually="any stage", says="The patient can no longer decide; somebody with authority must act for them.")
def capacity_lost(case: Case, act: Act, known: Known) -> Recorded:
    """From now on only a representative signs."""
    if case.capacity_lost:
        return already()
    case.capacity_lost = True
    event = case.note("capacity_lost", act)
    case.stopped_seq = event.seq  # what is on its way to the patient alone is asked for at the gate once more
    return said(event)


def _plan_review(case: Case, act: Act) -> None:
    """Starts the ladder that brings the case back before a person on the day of its review."""
    case.note("review_planned", act, review_on=case.hold_review_on)


def _today(case: Case, act: Act) -> date:
    return local(act.now, case.patient.time_zone).date()


def _not_past(case: Case, act: Act, review_on: date) -> None:
    if review_on < _today(case, act):
        raise Refused("key.wrong", "today or a later day", field="review_on")


def _still_open(case: Case) -> None:
    if not case.open:
        raise Refused("case.closed", case.close_reason or "")
