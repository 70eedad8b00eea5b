"""What the record of a play must show (``domain.md`` §10.3): checked from what left, not from what was meant to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.case import Case
from coordinator.domain.words import Channel, StopClass, ToRole
from coordinator.services.world import World, federal_holidays
from coordinator.store import cases, communications

SENT = ("sent", "queued", "handed_over", "mailed", "uncertain")
FREE_LETTERS = ("l08", "l09")
"""Letters that never wait for the distance (``domain.md`` §12 R3)."""

A_DAY, IN_7_DAYS, APART, APART_URGENT = 1, 3, 3, 2


def broken_invariants(world: World, refs: Sequence[str]) -> list[str]:
    """One sentence for each breach, without names; empty when all hold."""
    found: list[str] = []
    with world.database.reading() as session:
        budgeted: dict[str, list[Any]] = {}
        for ref in refs:
            case = cases.by_ref(session, ref)
            rows = [row for row in communications.of_case(session, case.id) if row.status in SENT]
            found += _after_the_stop(world, case, rows)
            found += _too_close(case, rows)
            found += _in_the_open(case, rows)
            found += _twice(case, rows)
            found += _unverified(case)
            for row in rows:
                if row.kind == "message" and row.budgeted:
                    budgeted.setdefault(row.person_key, []).append(row)
        for rows in budgeted.values():
            found += _over_budget(rows)
    return found


def _after_the_stop(world: World, case: Case, rows: Sequence[Any]) -> Iterator[str]:
    if case.closed_at is None:
        return
    for row in rows:
        rule = world.playbook.messages[row.name]
        if row.made_at > case.closed_at and rule.stop_class is StopClass.CARE:
            yield f"{case.ref}: {row.name} was made after the case was closed"


def _over_budget(rows: Sequence[Any]) -> Iterator[str]:
    days = sorted(row.local_on for row in rows)
    for day, count in Counter(days).items():
        if count > A_DAY:
            yield f"{count} automated messages to one person on {day}"
    for day in sorted(set(days)):
        week = [d for d in days if day - timedelta(days=7) < d <= day]
        if len(week) > IN_7_DAYS:
            yield f"{len(week)} automated messages to one person in the 7 days up to {day}"


def _too_close(case: Case, rows: Sequence[Any]) -> Iterator[str]:
    desks = {r.desk.id: r.desk for r in case.requests if r.desk is not None}
    apart = APART_URGENT if case.urgent else APART
    for desk_id, desk in desks.items():
        letters = sorted(
            (
                row
                for row in rows
                if row.kind == "letter" and row.desk_id == desk_id and not row.name.startswith(FREE_LETTERS)
            ),
            key=lambda row: row.local_on,
        )
        calendar = BusinessCalendar(federal_holidays(), frozenset(desk.closed_on))
        for earlier, later in pairwise(letters):
            if calendar.between(earlier.local_on, later.local_on) < apart:
                yield f"{case.ref}: {earlier.name} and {later.name} to one desk are closer than {apart} business days"


def _in_the_open(case: Case, rows: Sequence[Any]) -> Iterator[str]:
    offices = (ToRole.DESK, ToRole.PRIVACY_OFFICER, ToRole.PROVIDER, ToRole.TREATING)
    secure = {r.desk.id for r in case.requests if r.desk is not None and r.desk.secure_email_agreed}
    for row in rows:
        if row.to_role in offices and (
            row.channel == Channel.EMAIL or (row.channel == Channel.SECURE_EMAIL and row.desk_id not in secure)
        ):
            yield f"{case.ref}: {row.name} left by e-mail to a desk that is not marked secure"


def _twice(case: Case, rows: Sequence[Any]) -> Iterator[str]:
    for (name, _seq, _to), count in Counter((r.name, r.cause_seq, r.address_hash) for r in rows).items():
        if count > 1:
            yield f"{case.ref}: {name} left {count} times for one cause and recipient"


def _unverified(case: Case) -> Iterator[str]:
    for comparison in case.comparisons:
        if comparison.shared_at is not None and (
            comparison.verified_at is None or comparison.verified_at > comparison.shared_at
        ):
            yield f"{case.ref}: the comparison was shared before it was verified"
