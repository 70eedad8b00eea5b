"""What the record of a play must show, read from the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coordinator.services.world import World, federal_holidays
from coordinator.simulate.world.invariants import broken_in_case, over_budget
from coordinator.store import cases, communications

SENT = ("sent", "queued", "handed_over", "mailed", "uncertain")


def broken_invariants(world: World, refs: Sequence[str]) -> list[str]:
    """One sentence for each breach, without names; empty when all hold."""
    found: list[str] = []
    people: dict[str, list[Any]] = {}
    with world.database.reading() as session:
        for ref in refs:
            case = cases.by_ref(session, ref)
            rows = [row for row in communications.of_case(session, case.id) if row.status in SENT]
            found += broken_in_case(case, rows, world.playbook, federal_holidays())
            people.setdefault(case.patient.person_key, []).extend(rows)
    for rows in people.values():
        found += over_budget(rows, world.playbook.limits)
    return found
