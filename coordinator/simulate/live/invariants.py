"""What the record of a play must show, read from the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coordinator.services.world import World, federal_holidays
from coordinator.simulate.world.invariants import PRIORITY, broken_in_case, over_budget
from coordinator.store import cases, communications, journal

SENT = ("sent", "queued", "handed_over", "mailed", "uncertain")


def broken_invariants(world: World, refs: Sequence[str]) -> list[str]:
    """One sentence for each breach, without names; empty when all hold."""
    found: list[str] = []
    people: dict[str, list[Any]] = {}
    with world.database.reading() as session:
        for ref in refs:
            case = cases.by_ref(session, ref)
            rows = [row for row in communications.of_case(session, case.id) if row.status in SENT]
            priorities = [event for event in journal.events_of(session, case.id) if event.name in PRIORITY]
            found += broken_in_case(case, rows, world.playbook, federal_holidays(), priorities)
            people.setdefault(case.patient.person_key, []).extend(rows)
    for rows in people.values():
        found += over_budget(rows, world.playbook.limits)
    return found
