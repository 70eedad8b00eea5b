"""The booked visit: made, moved, called off, confirmed, interpreted, and later than the deadline allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act, Event
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hold_facts import refuse_taken, release_holds
from coordinator.domain.facts.provider_facts import choose, chosen
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.facts.taking_back import IN_ERROR
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.visit import Appointment
from coordinator.domain.words import AppointmentStatus, VisitMode

USUAL_MINUTES = 45
"""Length of a visit that was agreed without a listed slot."""

MODES = tuple(VisitMode)
SLOT = maybe("slot", Kind.SLOT, "an id of the shortlist's slots")
STARTS_AT = maybe("starts_at", Kind.START, "the beginning with its offset, where the visit was agreed by telephone")


@dataclass(frozen=True)
class _Time:
    """What was agreed. ``slot`` is the listed opening that is taken with it."""

    provider: Provider
    starts_at: datetime
    mode: VisitMode
    slot: Slot | None

    @property
    def minutes(self) -> int:
        return self.slot.minutes if self.slot else USUAL_MINUTES


@fact(
    SLOT,
    STARTS_AT,
    maybe("mode", Kind.CHOICE, "how they meet; needed with starts_at", MODES),
    maybe("provider", Kind.PROVIDER, "whose visit; the chosen provider, else the slot's"),
    maybe("place", Kind.TEXT, "where, in words the patient can follow"),
    usually="scheduling", says="A visit is booked and the patient agreed to its time.", after_acceptance=True,
)  # fmt: skip
def appointment_booked(
    case: Case, act: Act, known: Known, slot: tuple[Slot, Provider] | None = None, starts_at: datetime | None = None,
    mode: str | None = None, provider: str | None = None, place: str | None = None,
) -> Recorded:  # fmt: skip
    """One open appointment a case: a new one supersedes, under the same calendar UID."""
    wanted_id = provider or chosen(case) or (slot[1].id if slot else "")
    agreed = _agreed(case, act, known, wanted_id, slot, starts_at, VisitMode(mode) if mode else None)
    standing = case.appointment()
    if standing is not None and _same(standing, agreed, place):
        return already(appointment=standing.id)
    appointment = _book(case, act, known, agreed, place)
    if standing is not None:
        case.note("appointment_rescheduled", act, appointment=appointment.id, earlier=standing.id)
    event = _say(case, act, appointment, standing)
    if chosen(case) != agreed.provider.id:
        choose(case, agreed.provider.id, act)
    return said(event, appointment=appointment.id)


@fact(
    SLOT,
    STARTS_AT,
    usually="scheduling", says="The visit has another time, with the same provider.", after_acceptance=True,
)  # fmt: skip
def appointment_rescheduled(
    case: Case, act: Act, known: Known, slot: tuple[Slot, Provider] | None = None, starts_at: datetime | None = None
) -> Recorded:
    """The patient is told of the new time. A slot brings its own way of meeting."""
    standing = _standing(case)
    mode = None if slot else standing.mode
    agreed = _agreed(case, act, known, standing.provider.id, slot, starts_at, mode)
    if _same(standing, agreed, None):
        return already(appointment=standing.id)
    appointment = _book(case, act, known, agreed, standing.place)
    event = case.note("appointment_rescheduled", act, appointment=appointment.id, earlier=standing.id)
    _say(case, act, appointment, standing)
    return said(event, appointment=appointment.id)


@fact(
    needed("reason", Kind.TEXT, "why"),
    needed("by", Kind.CHOICE, "who called it off", ("patient", "provider")),
    usually="scheduling", says="The visit was called off.", after_acceptance=True,
)  # fmt: skip
def appointment_cancelled(case: Case, act: Act, known: Known, reason: str, by: str) -> Recorded:
    """Its slot is free again. Calendars are told with a higher sequence; less than 24 hours ahead is counted apart."""
    latest = case.appointments[-1] if case.appointments else None
    if latest is not None and latest.status is AppointmentStatus.CANCELLED and latest.cancelled_by == by:
        return already(appointment=latest.id)
    appointment = _standing(case)
    appointment.status, appointment.cancelled_by = AppointmentStatus.CANCELLED, by
    appointment.cancelled_at = act.at
    appointment.sequence += 1
    _free(appointment, known)
    late = "yes" if appointment.cancelled_late else None
    event = case.note("appointment_cancelled", act, appointment=appointment.id, by_whom=by, late=late)
    case.write_down(event, "text", reason)
    return said(event, appointment=appointment.id)


@fact(usually="scheduling", says="The patient confirmed the visit.", after_acceptance=True)
def appointment_confirmed(case: Case, act: Act, known: Known) -> Recorded:
    """An answer to a reminder; nothing depends on it."""
    appointment = _standing(case)
    if appointment.confirmed_at is not None:
        return already(appointment=appointment.id)
    appointment.confirmed_at = act.at
    return said(case.note("appointment_confirmed", act, appointment=appointment.id), appointment=appointment.id)


@fact(
    maybe("reference", Kind.TEXT, "the interpreter service's number"),
    usually="scheduling", says="An interpreter comes to the visit.", after_acceptance=True,
)  # fmt: skip
def interpreter_booked(case: Case, act: Act, known: Known, reference: str | None = None) -> Recorded:
    """For this appointment; another time needs another booking."""
    appointment = _standing(case)
    if appointment.interpreter_booked:
        return already(appointment=appointment.id)
    appointment.interpreter_booked = True
    event = case.note("interpreter_booked", act, appointment=appointment.id)
    if reference:
        case.write_down(event, "reference", reference)
    return said(event, appointment=appointment.id)


@fact(usually="scheduling", says="The patient knows that the visit is later than the deadline allows.",
      after_acceptance=True)  # fmt: skip
def risk_acknowledged(case: Case, act: Act, known: Known) -> Recorded:
    """A statement of the patient, not of ours (``domain.md`` §1.5)."""
    if case.risk_acknowledged_at is not None:
        return already()
    case.risk_acknowledged_at = act.at
    return said(case.note("risk_acknowledged", act))


def _agreed(
    case: Case, act: Act, known: Known, provider_id: str, slot: tuple[Slot, Provider] | None,
    starts_at: datetime | None, mode: VisitMode | None,
) -> _Time:  # fmt: skip
    """Check the time that was agreed on; nothing is changed here."""
    if slot is not None and starts_at is not None:
        raise Refused("key.wrong", "a slot or starts_at, not both", field="starts_at")
    if slot is not None:
        opening, owner = slot
        if owner.id != provider_id:
            raise Refused("slot.other_provider", "the slot is another provider's", field="slot")
        if mode is not None and opening.mode is not mode:
            raise Refused("key.wrong", f"this slot is {opening.mode}", field="mode")
        agreed = _Time(owner, opening.starts_at, opening.mode, opening)
    else:
        agreed = _by_telephone(known, provider_id, starts_at, mode)
    if agreed.starts_at <= act.now:
        raise Refused("moment.in_past", "a visit is booked ahead", field="slot" if slot else "starts_at")
    mine = case.appointment()
    if agreed.slot is not None:
        field = "slot" if slot else "starts_at"
        refuse_taken(case, agreed.slot, act, mine=mine.id if mine else None, field=field)
    return agreed


def _by_telephone(known: Known, provider_id: str, starts_at: datetime | None, mode: VisitMode | None) -> _Time:
    if starts_at is None:
        raise Refused("key.missing", "a slot, or starts_at and mode", field="slot")
    if mode is None:
        raise Refused("key.missing", f"with starts_at, one of {', '.join(MODES)}", field="mode")
    if not provider_id:
        raise Refused("key.missing", "whose visit, as long as nobody is chosen", field="provider")
    provider = known.provider(provider_id)
    if provider is None:
        raise Refused("key.wrong", "the id of a provider", field="provider")
    return _Time(provider, starts_at, mode, known.free_slot(provider_id, starts_at, mode))


def _same(standing: Appointment, agreed: _Time, place: str | None) -> bool:
    return (
        standing.provider.id == agreed.provider.id
        and standing.starts_at == agreed.starts_at
        and standing.mode is agreed.mode
        and place in (None, standing.place)
    )


def _book(case: Case, act: Act, known: Known, agreed: _Time, place: str | None) -> Appointment:
    earlier = case.appointment()
    same = _told_of(case, earlier)
    appointment = Appointment(
        id=act.new_id(), provider=agreed.provider, starts_at=agreed.starts_at, minutes=agreed.minutes,
        mode=agreed.mode, time_zone=case.patient.time_zone,
        calendar_uid=same[0].calendar_uid if same else act.new_id(),
        sequence=max(a.sequence for a in same) + 1 if same else 0, booked_at=act.at, place=place,
        slot_id=agreed.slot.id if agreed.slot else None,
    )  # fmt: skip
    if earlier is not None:
        earlier.status = AppointmentStatus.SUPERSEDED
        _free(earlier, known)
    if agreed.slot is not None:
        agreed.slot.taken_by = appointment.id
        agreed.slot.let_go()
    release_holds(case, act, known)
    case.appointments.append(appointment)
    return appointment


def _told_of(case: Case, standing: Appointment | None) -> list[Appointment]:
    """Every version of the visit that a patient's calendar may hold: those before it, and wrongly recorded ones."""
    wrong = next((a for a in reversed(case.appointments) if a.cancelled_by == IN_ERROR), None)
    uid = standing.calendar_uid if standing else wrong.calendar_uid if wrong else None
    return [a for a in case.appointments if a.calendar_uid == uid]


def _say(case: Case, act: Act, appointment: Appointment, earlier: Appointment | None) -> Event:
    return case.note(
        "appointment_booked", act, appointment=appointment.id, slot=appointment.slot_id,
        starts_at=appointment.starts_at, mode=appointment.mode, supersedes=earlier.id if earlier else None,
    )  # fmt: skip


def _free(appointment: Appointment, known: Known) -> None:
    found = known.slot(appointment.slot_id) if appointment.slot_id else None
    if found is not None and found[0].taken_by == appointment.id:
        found[0].taken_by = None


def _standing(case: Case) -> Appointment:
    appointment = case.appointment()
    if appointment is None:
        raise Refused("appointment.missing", "no visit is booked")
    return appointment
