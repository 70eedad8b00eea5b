"""Where an event chain does not hold."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.services.views.plain import Json
from coordinator.store import cases, journal
from coordinator.store.case_tables import case as table


def broken_chains(session: Session, key: bytes, ref: str | None = None) -> list[Json]:
    """``[{ref, seq, what}]`` of one case or all; empty when every chain holds. Raises ``NotFound``."""
    case_id = cases.by_ref(session, ref).id if ref is not None else None
    broken = journal.broken_links(session, key, case_id)
    ids = {link.stream for link in broken}
    refs = {row.id: row.ref for row in session.execute(select(table.c.id, table.c.ref).where(table.c.id.in_(ids)))}
    return [{"ref": refs.get(link.stream, link.stream), "seq": link.seq, "what": link.what} for link in broken]
