"""How long a letter, or a message that says so, can still be taken back (``lessons.md`` rule 12)."""

from __future__ import annotations

from datetime import datetime

from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.window import is_open
from coordinator.domain.words import StopClass
from coordinator.playbook.anchor import Place
from coordinator.playbook.schema import Limits, MessageRule

CANCEL_WINDOW = "cancel_window"
"""The reason it waits for; the plan names it only where a letter is in its window now."""

AT_ONCE = "at_once"
"""Among the details of an order: a person wants it to leave without its window."""


def cancellable_until(
    effect: Effect, case: Case, rule: MessageRule, place: Place, limits: Limits, now: datetime
) -> datetime | None:
    """Until when this letter or message waits so that somebody may cancel it; ``None`` where it leaves at once.

    Nothing waits that a person let go, that tells an office to stop, or that belongs to an urgent case; and the window
    never costs a day: a letter that would miss the office's closing hour by waiting does not wait.
    """
    if effect.kind != "letter" and not rule.cancellable:
        return None
    if not limits.cancel_window or rule.stop_class is not StopClass.CARE:
        return None
    if case.urgent or effect.details.get("approved") or effect.details.get(AT_ONCE):
        return None
    until = (effect.arose_at or effect.created_at) + limits.cancel_window
    if until <= now or not is_open(place.window, until, place.zone, place.calendar):
        return None
    return until
