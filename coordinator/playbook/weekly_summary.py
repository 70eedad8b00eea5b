"""Offices that want one letter a week: their reminders are gathered on their weekday (``lessons.md``, one summary)."""

from __future__ import annotations

from datetime import datetime, timedelta

from coordinator.domain.calendar import at_local
from coordinator.domain.case import Case
from coordinator.domain.directory import Weekday
from coordinator.domain.effect import Effect
from coordinator.domain.routes import Route
from coordinator.domain.words import Channel
from coordinator.playbook.anchor import Place
from coordinator.playbook.schema import Limits, MessageRule

WEEKLY_SUMMARY = "weekly_summary"
"""The reason a reminder waits for its desk's weekday."""


def gathers_at(
    effect: Effect, case: Case, rule: MessageRule, route: Route, place: Place, limits: Limits, now: datetime
) -> datetime | None:
    """When this reminder joins its desk's weekly letter; ``None`` for what leaves by itself.

    Only by fax, as every summary; what is urgent does not wait for a day of the week, and letters that tell of a legal
    date are no reminders. A weekday on which the office is closed moves to its next business day. What arises after the
    hour of gathering waits for the next week, so that one letter a week is one.
    """
    if route.desk is None:
        return None
    weekday = route.desk.weekly_summary
    if weekday is None or not rule.in_summary or route.channel is not Channel.FAX or case.urgent:
        return None
    today = place.day(now)
    day = today - timedelta(days=today.weekday() - list(Weekday).index(Weekday(weekday)))
    while True:
        meeting = at_local(place.calendar.on_or_after(day), limits.summary_at, place.zone)
        if place.day(meeting) >= today and (effect.arose_at or effect.created_at) <= meeting:
            return meeting
        day += timedelta(days=7)
