"""How fast a case must go, from its nearest date (``domain.md`` §1.8, §3.7). All days are calendar days.

Dates are compared with the patient's local date. A date that has passed still presses: it stays until a person
corrects it.
"""

from __future__ import annotations

from datetime import date, timedelta

from coordinator.domain.words import Priority

_URGENT_WITHIN = timedelta(days=14)
_EXPEDITED_WITHIN = timedelta(days=35)
_RISING = tuple(Priority)


def priority_for(deadline_on: date | None, treatment_on: date | None, today: date) -> Priority:
    """Urgent when the decision or the treatment is at most 14 days away, expedited up to 35, else routine."""
    nearest = _nearest(deadline_on, treatment_on)
    if nearest is None or nearest > today + _EXPEDITED_WITHIN:
        return Priority.ROUTINE
    return Priority.EXPEDITED if nearest > today + _URGENT_WITHIN else Priority.URGENT


WHEN_SET = "priority_when_set"
"""Where a case remembers what its dates asked for when a person set the priority."""


def rises_to(current: Priority, computed: Priority, when_set: str | None) -> Priority:
    """``raised``, except that what a person decided holds until the dates ask for more than they did then."""
    if when_set is not None and _RISING.index(computed) <= _RISING.index(Priority(when_set)):
        return current
    return raised(current, computed)


def raised(current: Priority, computed: Priority) -> Priority:
    """The faster of the two: a priority rises by itself and falls only by a person."""
    return max(current, computed, key=_RISING.index)


def next_change_on(deadline_on: date | None, treatment_on: date | None, today: date) -> date | None:
    """The first day after ``today`` on which ``priority_for`` answers something else; None when no day does."""
    nearest = _nearest(deadline_on, treatment_on)
    if nearest is None:
        return None
    changes = (nearest - _EXPEDITED_WITHIN, nearest - _URGENT_WITHIN)
    return next((day for day in changes if day > today), None)


def _nearest(deadline_on: date | None, treatment_on: date | None) -> date | None:
    return min((day for day in (deadline_on, treatment_on) if day is not None), default=None)
