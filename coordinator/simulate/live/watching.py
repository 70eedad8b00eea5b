"""Looking at cases as the public views show them, again only when something happened to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.services.views.case_show import case_show
from coordinator.services.world import World
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.store import cases, clock, communications
from coordinator.store.case_tables import case as table
from coordinator.store.engine_tables import event as events

Json = dict[str, Any]


class Watch:
    """What was seen last of each case. ``intakes`` are the intake documents by external id."""

    def __init__(self, world: World, refs: Sequence[str], intakes: Mapping[str, Mapping[str, Any]]) -> None:
        self._world, self._refs, self._intakes = world, list(refs), intakes
        self._seqs: dict[str, int] = {}
        self._events: dict[str, list[Json]] = {}
        self.cases: dict[str, CaseSeen] = {}
        self.now = datetime.max.replace(tzinfo=UTC)

    def look(self, refused: frozenset[str]) -> list[CaseSeen]:
        """The cases to which something happened since the last look, as they stand now."""
        with self._world.database.reading() as session:
            self.now = clock.now(session)
            rows = session.execute(select(table.c.ref, table.c.seq).where(table.c.ref.in_(self._refs))).all()
            changed = sorted(row.ref for row in rows if self._seqs.get(row.ref) != row.seq)
            book = self._world.book(session)
            for ref in changed:
                show = case_show(session, ref, book, self.now)
                entries = self._entries(session, ref)
                self._seqs[ref] = int(show["seq"])
                self.cases[ref] = CaseSeen(show, entries, self._intakes[show["external_id"]], refused)
        return [self.cases[ref] for ref in changed]

    def _entries(self, session: Session, ref: str) -> list[Json]:
        """The timeline as ``case timeline`` prints it, as far as the world looks: only what is new is read."""
        case_id = cases.id_of(session, ref)
        known = self._events.setdefault(ref, [])
        last = known[-1]["seq"] if known else 0
        known += [
            {
                "seq": row.seq,
                "at": row.at.isoformat(),
                "kind": "event",
                "name": row.name,
                "by": row.by,
                "data": row.data,
            }
            for row in session.execute(
                select(events).where(events.c.stream == case_id, events.c.seq > last).order_by(events.c.seq)
            )
        ]
        left = [
            {
                "seq": None,
                "at": (row.sent_at or row.made_at).isoformat(),
                "kind": "communication",
                "name": row.name,
                "by": "engine",
                "data": {"request": row.request_id},
            }
            for row in communications.of_case(session, case_id)
        ]
        return [*known, *left]

    def forget(self, ref: str) -> None:
        """Look at this case again although nothing happened to it."""
        self._seqs.pop(ref, None)

    @property
    def all_closed(self) -> bool:
        """True when every case is closed."""
        return bool(self.cases) and all(case.stage == "closed" for case in self.cases.values())
