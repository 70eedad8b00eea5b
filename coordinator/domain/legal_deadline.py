"""The legal time limit of an access request (45 CFR 164.524(b)(2), ``domain.md`` §3.3 and §12 R6).

All days here are calendar days, never shifted by weekends or holidays. Only legal bases A and B have this limit, and
only an evidenced receipt starts it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

_LIMIT = timedelta(days=30)
_LONGEST_LIMIT = timedelta(days=60)
_POST = timedelta(days=5)


class Extension(NamedTuple):
    """What became of a notice of extension: the date that now holds, whether it counts, and the code that says why."""

    due_on: date
    accepted: bool
    why: str


def legal_due_on(received_on: date) -> date:
    """The last day on which the office answers in time: 30 days after it received the request."""
    return received_on + _LIMIT


def assumed_receipt_on(sent_on: date) -> date:
    """When a letter by ordinary mail counts as arrived, for reminders only: such a date carries no legal limit."""
    return sent_on + _POST


def extended_due_on(
    received_on: date, due_on: date, until: date | None, written_on: date, already_extended: bool
) -> Extension:
    """Weigh the office's notice, dated ``written_on``, that it needs until ``until`` (None when it names no date).

    One notice, dated on or before ``due_on``, moves the limit, to 60 days after receipt at most. What does not count
    leaves ``due_on`` alone: ``extension.second``, ``extension.late``, and ``extension.not_later`` for a date that
    would give the office less time than it has. ``extension.capped`` says that the office named a later date.
    """
    latest = received_on + _LONGEST_LIMIT
    if already_extended:
        return Extension(due_on, False, "extension.second")
    if written_on > due_on:
        return Extension(due_on, False, "extension.late")
    if until is not None and until <= due_on:
        return Extension(due_on, False, "extension.not_later")
    if until is not None and until > latest:
        return Extension(latest, True, "extension.capped")
    return Extension(until or latest, True, "extension.granted")
