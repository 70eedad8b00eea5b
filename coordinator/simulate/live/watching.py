"""Looking at cases in the database, again only when something happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from coordinator.services.world import World
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.store import cases, clock, journal
from coordinator.store.case_tables import case as table


class Watch:
    """What was seen last of each case."""

    def __init__(self, world: World, refs: Sequence[str]) -> None:
        self._world, self._refs = world, list(refs)
        self._ids: dict[str, str] = {}
        self._seqs: dict[str, int] = {}
        self.cases: dict[str, CaseSeen] = {}
        self.now = datetime.max.replace(tzinfo=UTC)

    def look(self) -> list[CaseSeen]:
        """The cases to which something happened since the last look that the world may act on, as they stand now."""
        with self._world.database.reading() as session:
            self.now = clock.now(session)
            rows = session.execute(select(table.c.id, table.c.ref, table.c.seq).where(table.c.ref.in_(self._refs)))
            changed = {row.id: row.ref for row in rows if self._seqs.get(row.ref) != row.seq}
            for case in cases.load(session, list(changed)):
                seen = self.cases.setdefault(case.ref, CaseSeen(case))
                seen.case = case
                last = len(seen.journal.all)
                seen.journal.add(e for e in journal.events_of(session, case.id) if e.seq > last)
                self._seqs[case.ref] = case.seq
        return [seen for _, seen in sorted(self.cases.items()) if seen.news()]

    @property
    def all_closed(self) -> bool:
        """True when every case is closed."""
        return bool(self.cases) and not any(seen.case.open for seen in self.cases.values())
