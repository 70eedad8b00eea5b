"""The recorded facts of one case with what each changed: what a correction must know (``domain.md`` §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from coordinator.domain.facts.change import Step


@dataclass(frozen=True)
class FactChange:
    """One recorded fact. ``values`` are its keys as they were given, free text among them; they are erased with notes.

    ``first_seq`` to ``last_seq`` are the events it noted itself; ``replaced_by`` is the fact recorded in its place.
    """

    seq: int
    first_seq: int
    last_seq: int
    fact: str
    at: datetime
    recorded_at: datetime
    values: Mapping[str, Any]
    ids: Mapping[str, str]
    steps: Sequence[Step]
    corrected_by: int | None = None
    replaced_by: int | None = None

    def subjects(self) -> frozenset[str]:
        """The ids of everything the fact was about or changed."""
        named = {part for value in self.ids.values() for part in str(value).split(",") if part}
        return frozenset(named | {step.path[1] for step in self.steps if len(step.path) > 1})


class Past(Protocol):
    """Where changes are kept, and what left because of a fact."""

    def change(self, seq: int) -> FactChange | None:
        """The fact that noted the event with this number."""

    def since(self, seq: int) -> Sequence[FactChange]:
        """Facts recorded after this number that were not corrected, oldest first."""

    def keep(self, change: FactChange) -> None:
        """Keep what a fact changed."""

    def corrected(self, change: FactChange, by_seq: int, replaced_by: int | None) -> None:
        """This fact does not hold any more."""

    def left(self, change: FactChange) -> Sequence[str]:
        """Ids of communications that left because of it, or since then about the same."""


@dataclass
class PastInMemory:
    """A past without a database, for drivers that keep a case in memory."""

    changes: list[FactChange] = field(default_factory=list)

    def change(self, seq: int) -> FactChange | None:
        """The fact that noted the event with this number."""
        return next((c for c in self.changes if c.first_seq <= seq <= c.last_seq), None)

    def since(self, seq: int) -> Sequence[FactChange]:
        """Facts recorded after this number that were not corrected, oldest first."""
        return [c for c in self.changes if c.seq > seq and c.corrected_by is None]

    def keep(self, change: FactChange) -> None:
        """Keep what a fact changed."""
        self.changes.append(change)

    def corrected(self, change: FactChange, by_seq: int, replaced_by: int | None) -> None:
        """This fact does not hold any more."""
        self.changes = [
            replace(c, corrected_by=by_seq, replaced_by=replaced_by) if c.seq == change.seq else c for c in self.changes
        ]

    def left(self, change: FactChange) -> Sequence[str]:
        """Nothing is known to have left."""
        return []
