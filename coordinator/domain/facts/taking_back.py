"""Takes back what one fact changed, where its places still hold what it put there (``domain.md`` §12, "Correction")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.change import (
    ADDED,
    Path,
    State,
    Step,
    decoded,
    encoded,
    holders_of,
    parts_of,
    places_of,
    plain_state,
)
from coordinator.domain.facts.fact import Known
from coordinator.domain.opinion import Opinion
from coordinator.domain.visit import Appointment
from coordinator.domain.words import AppointmentStatus, OpinionStatus
from coordinator.domain.work_item import WorkItem

IN_ERROR = "entered_in_error"
"""Stands where a part ended because the fact that made it was wrong."""

BY_ITS_END = ("status", "done_at", "done_by", "snoozed_until", "snoozed_seq")
"""Places of a work item: one that somebody ended or put off meanwhile overtakes nothing."""


def overtaken(case: Case, steps: Sequence[Step]) -> list[Path]:
    """The places that something later changed."""
    now = plain_state(case)
    return [step.path for step in steps if not _holds(step, now)]


def _holds(step: Step, now: State) -> bool:
    if step.after == ADDED and len(step.path) == 2:
        return step.path in now
    if step.path[0] == "work_items" and step.path[-1] in BY_ITS_END:
        return True
    here = now.get(step.path)
    if step.listed:
        return all(one in (encoded(here) or []) for one in step.after)
    return bool(encoded(here) == step.after)


def take_back(case: Case, steps: Sequence[Step], act: Act, known: Known) -> None:
    """Put every place back. A part that the fact made goes; where something refers to it, it ends instead."""
    holders = dict(holders_of(case))
    booked = {a.id: a.slot_id for a in case.appointments if a.status is AppointmentStatus.BOOKED}
    for step in sorted(steps, key=lambda s: s.path[:1] != ("work_items",)):  # they refer to the other parts
        if step.after == ADDED and len(step.path) == 2:
            _remove(case, holders[step.path], act)
        else:
            _restore(holders, step)
    _settle_slots(case, booked, known)


def _restore(holders: dict[Path, Any], step: Step) -> None:
    path = step.path
    depth = next(n for n in (2, 1, 0) if len(path) > n and path[:n] in holders)
    holder = holders[path[:depth]]
    name, key = path[depth], path[depth + 1 :]
    kept = getattr(holder, name)
    if key:
        inner = dict(kept)
        before = _without(inner.get(key[0]), step) if step.listed else step.before
        if before is None:
            inner.pop(key[0], None)
        else:
            inner[key[0]] = before
        setattr(holder, name, inner)
        return
    kind = places_of(type(holder))[name]
    setattr(holder, name, _without(kept, step) if step.listed else decoded(step.before, kind))


def _without(values: Any, step: Step) -> list[Any] | None:
    """The list without what was added, one for one; where none is left, as before the first."""
    left = list(values or [])
    for one in step.after:
        left.reverse()
        left.remove(next(v for v in left if encoded(v) == one))
        left.reverse()
    return left or (None if step.before is None else [])


def _remove(case: Case, part: Any, act: Act) -> None:
    """Take the part out, unless a wait, a work item or the comparison refers to it: then it ends as what it was."""
    if isinstance(part, WorkItem):
        part.end(act.now, act.by)
    if not _referred_to(case, part):
        _listed_in(case, part).remove(part)
    elif isinstance(part, Appointment):
        part.status, part.cancelled_by = AppointmentStatus.CANCELLED, IN_ERROR
    elif isinstance(part, Opinion):
        part.status = OpinionStatus.DRAFT
    elif places_of(type(part)).get("status") is str and not isinstance(part, WorkItem):
        part.status = IN_ERROR


def _listed_in(case: Case, part: Any) -> list[Any]:
    owners: list[Any] = [case, case.patient, *case.requests]
    lists: list[list[Any]] = [getattr(owner, name) for owner in owners for name in parts_of(type(owner))]
    return next(one for one in lists if part in one)


def _referred_to(case: Case, part: Any) -> bool:
    if any(w.subject == part.id for w in case.waits) or any(w.about == part.id for w in case.work_items):
        return True
    return isinstance(part, Opinion) and bool(case.comparisons)


def _settle_slots(case: Case, booked: Mapping[str, str | None], known: Known) -> None:
    """Openings follow their visits. Raises ``slot.taken`` where a visit that would stand again has lost its own."""
    standing = {a.id: a.slot_id for a in case.appointments if a.status is AppointmentStatus.BOOKED}
    for appointment_id, slot_id in booked.items():
        opening = known.slot(slot_id) if slot_id and appointment_id not in standing else None
        if opening is not None and opening[0].taken_by == appointment_id:
            opening[0].taken_by = None
    for appointment_id, slot_id in standing.items():
        opening = known.slot(slot_id) if slot_id and appointment_id not in booked else None
        if opening is None:
            continue
        if opening[0].taken_by not in (None, appointment_id):
            raise Refused("slot.taken", "the earlier visit cannot stand again: another has its opening")
        opening[0].taken_by = appointment_id
