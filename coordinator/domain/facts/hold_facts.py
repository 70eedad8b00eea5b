"""Openings kept for one case for a time (``domain.md`` §1.1: holding a slot while records come is good practice)."""

from __future__ import annotations

from datetime import datetime, time

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import at_local, local
from coordinator.domain.case import Case
from coordinator.domain.choosing import drop_hold, holds, keep_hold, running_holds
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.provider import Provider, Slot

USUAL_HOLD = 2
"""Business days; a hold ends at the close of the office's day."""

CLOSES = time(17)
SLOT = needed("slot", Kind.SLOT, "an id of the shortlist's slots")


@fact(
    SLOT,
    maybe("until", Kind.START, f"when the hold lapses; {USUAL_HOLD} business days from now"),
    usually="scheduling", says="An opening is kept for this case for a time.", after_acceptance=True,
)  # fmt: skip
def slot_held(
    case: Case, act: Act, known: Known, slot: tuple[Slot, Provider], until: datetime | None = None
) -> Recorded:
    """Nobody else can take or hold it meanwhile. It never outlasts the opening itself."""
    opening, owner = slot
    if opening.starts_at <= act.now:
        raise Refused("moment.in_past", "a visit is booked ahead", field="slot")
    refuse_taken(case, opening, act, mine=None)
    ends = min(until or _usual_end(owner, known, act), opening.starts_at)
    if ends <= act.now:
        raise Refused("moment.in_past", "a hold ends ahead", field="until")
    kept = opening.held_for == case.id and opening.held_until is not None and opening.held_until > act.now
    if kept and (until is None or opening.held_until == ends):
        return already(slot=opening.id)
    opening.held_for, opening.held_until = case.id, ends
    keep_hold(case, opening.id, owner.id, opening.starts_at, ends)
    return said(case.note("slot_held", act, slot=opening.id, provider=owner.id, until=ends), slot=opening.id)


@fact(SLOT, usually="scheduling", says="An opening is no longer kept for this case.", after_acceptance=True)
def slot_released(case: Case, act: Act, known: Known, slot: tuple[Slot, Provider]) -> Recorded:
    """Others may have it at once."""
    opening, owner = slot
    if opening.held_for != case.id:
        return already(slot=opening.id)
    opening.let_go()
    drop_hold(case, opening.id)
    return said(case.note("slot_released", act, slot=opening.id, provider=owner.id), slot=opening.id)


def refuse_taken(case: Case, opening: Slot, act: Act, *, mine: str | None, field: str = "slot") -> None:
    """Refuse an opening that another visit has, or that is held for another case. ``mine`` is this case's visit."""
    if opening.taken_by not in (None, mine):
        raise Refused("slot.taken", "another visit has this slot", field=field)
    if opening.kept_from(case.id, act.now):
        raise Refused("slot.taken", "it is held for another case", field=field)


def release_holds(case: Case, act: Act, known: Known) -> None:
    """A visit is booked: what else was kept for this case is free again."""
    for slot_id in running_holds(case, act.now):
        found = known.slot(slot_id)
        if found is not None and found[0].held_for == case.id:
            found[0].let_go()
    for slot_id in list(holds(case)):
        drop_hold(case, slot_id)


def _usual_end(owner: Provider, known: Known, act: Act) -> datetime:
    days = BusinessCalendar(known.holidays())
    return at_local(days.add(local(act.now, owner.time_zone).date(), USUAL_HOLD), CLOSES, owner.time_zone)
