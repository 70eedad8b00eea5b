"""What must hold of one person's cases in memory (``domain.md`` §10.3)."""

from __future__ import annotations

from collections.abc import Iterator

from coordinator.simulate.memory.person import Person
from coordinator.simulate.world.invariants import PRIORITY, broken_in_case, left_alone, over_budget, wrong_steps


def broken_invariants(person: Person) -> Iterator[str]:
    """One sentence for each breach; empty when all hold."""
    playbook, holidays = person.book.playbook, person.book.holidays
    for life in person.lives:
        priorities = sorted((e for name in PRIORITY for e in life.journal.named(name)), key=lambda e: e.seq)
        yield from broken_in_case(life.case, life.sent, playbook, holidays, priorities)
        yield from wrong_steps(life.case, life.journal.named("stage_entered"))
        yield from left_alone(life.case, life.next_at())
    yield from over_budget((row for life in person.lives for row in life.sent), playbook.limits)
