"""Two people at the same thing: the second learns what the first did, before it is overwritten.

A form carries the place in the case's journal up to which its page was read. That is no ETag: other facts may follow
it freely. What counts is whether *another person* has since changed the *thing* this form is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.facts import Recorded
from coordinator.services.desk.looking_back import Later, later, places_of, things_named
from coordinator.services.record import record
from coordinator.services.world import World
from coordinator.store.fact_changes import StoredPast

ALWAYS_NEW = ("note_added",)
"""What takes nothing away from anybody."""


class ChangedMeanwhile(Refused):
    """Somebody else changed the thing since the form was shown. ``seen`` is where the journal stands now."""

    def __init__(self, changes: Sequence[Later], seen: int) -> None:
        super().__init__("thing.changed")
        self.changes = changes
        self.seen = seen


def record_as_seen(
    world: World, ref: str, fact: str, values: Mapping[str, object], *, by: str, seen: int | None
) -> Recorded:
    """Record a fact by somebody who saw the case up to entry ``seen``; ``None`` asks nothing.

    Raises :class:`ChangedMeanwhile`, and then nothing was changed, where another person has since recorded something
    about the same request, item, visit or other thing, or has said the same of the case.
    """
    if seen is None or fact in ALWAYS_NEW:
        return record(world, ref, fact, values, by=by)
    form = _Form(fact, things_named(fact, values), by, seen)
    try:
        recorded = record(world, ref, fact, values, by=by, first=form.before, last=form.after)
    except ChangedMeanwhile:
        raise
    except Refused as refusal:
        if form.same:
            raise ChangedMeanwhile(form.same, form.now_at) from refusal
        raise
    if not recorded.recorded and form.same:
        raise ChangedMeanwhile(form.same, form.now_at)
    return recorded


@dataclass
class _Form:
    """A form on its way in: what others did since it was shown."""

    fact: str
    things: frozenset[str]
    by: str
    seen: int
    others: list[Later] = field(default_factory=list)
    now_at: int = 0

    def before(self, session: Session, case: Case, now: datetime) -> None:
        self.now_at = case.seq
        if case.seq > self.seen:
            self.others = [one for one in later(session, case.id, self.seen) if one.by_email != self.by]

    def after(self, session: Session, case: Case, recorded: Recorded) -> None:
        if not self.others or recorded.seq is None:
            return
        touched = self.same
        if not self.things:  # a fact about the case itself: it is told by the places it changed
            change = StoredPast(session, case.id).change(recorded.seq)
            places = places_of(change.steps) if change is not None else frozenset()
            touched = [one for one in self.others if one in touched or one.places & places]
        if touched:
            raise ChangedMeanwhile(touched, self.now_at)

    @property
    def same(self) -> list[Later]:
        """What others said of the same things, or, where the form names none, the same fact."""
        if self.things:
            return [one for one in self.others if one.subjects & self.things]
        return [one for one in self.others if one.fact == self.fact]
