"""The event journal: insert-only, chained per stream with a key that lives outside the database."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Text, cast, insert, select
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.event import Event
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import note as note_table
from coordinator.store.engine_tables import event as event_table


def append(session: Session, cases: Iterable[Case], key: bytes, now: datetime) -> None:
    """Write what these cases noted, each entry chained to the one before. The caller holds the locks on their rows."""
    rows: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    for case in cases:
        mac = case.head_mac
        for event in case.noted:
            mac = seal(key, mac, case.id, event)
            rows.append(
                {
                    "stream": case.id,
                    "seq": event.seq,
                    "name": event.name,
                    "at": event.at,
                    "recorded_at": now,
                    "by": event.by,
                    "data": dict(event.data),
                    "mac": mac,
                }
            )
        case.head_mac = mac
        texts += [{"case_id": case.id, "seq": s, "key": k, "text": t} for s, k, t in case.texts]
        case.begin_noting()
    session.flush()
    if rows:
        session.execute(insert(event_table), rows)
    if texts:
        session.execute(insert(note_table), texts)


def seal(key: bytes, previous: str, stream: str, event: Event) -> str:
    """The message authentication code of one entry, over its content and the code before it."""
    content = json.dumps(
        [previous, stream, event.seq, event.name, event.at.isoformat(), event.by, dict(event.data)],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hmac.new(key, content.encode(), sha256).hexdigest()


def events_after(session: Session, acted: dict[str, int]) -> dict[str, list[Event]]:
    """For each case id, its events after the given number, oldest first."""
    if not acted:
        return {}
    found: dict[str, list[Event]] = {case_id: [] for case_id in acted}
    rows = session.execute(
        select(event_table, case_table.c.acted_seq)
        .join(case_table, event_table.c.stream == cast(case_table.c.id, Text))
        .where(case_table.c.id.in_(list(acted)), event_table.c.seq > case_table.c.acted_seq)
        .order_by(event_table.c.stream, event_table.c.seq)
    )
    for row in rows:
        found[row.stream].append(_event(row))
    return found


def events_of(session: Session, stream: str) -> list[Event]:
    """Every event of a stream, oldest first."""
    rows = session.execute(select(event_table).where(event_table.c.stream == stream).order_by(event_table.c.seq))
    return [_event(row) for row in rows]


def texts_of(session: Session, case_id: str) -> dict[int, dict[str, str]]:
    """The free texts kept beside a case's journal, by event number."""
    return texts_of_all(session, [case_id])[case_id]


def texts_of_all(session: Session, case_ids: Collection[str]) -> dict[str, dict[int, dict[str, str]]]:
    """The same of several cases, by their ids."""
    found: dict[str, dict[int, dict[str, str]]] = {case_id: {} for case_id in case_ids}
    for row in session.execute(select(note_table).where(note_table.c.case_id.in_(case_ids))):
        found[row.case_id].setdefault(row.seq, {})[row.key] = row.text
    return found


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold, and what is wrong there."""

    stream: str
    seq: int
    what: str


def broken_links(session: Session, key: bytes, case_id: str | None = None) -> list[Break]:
    """Every place where a case's journal was changed, shortened or reordered; empty when all chains hold."""
    cases = select(case_table.c.id, case_table.c.seq, case_table.c.head_mac)
    if case_id is not None:
        cases = cases.where(case_table.c.id == case_id)
    found: list[Break] = []
    for row in session.execute(cases).all():
        found.extend(_check(session, key, row.id, row.seq, row.head_mac))
    return found


def _check(session: Session, key: bytes, stream: str, last_seq: int, head: str) -> Iterable[Break]:
    mac, expected = "", 1
    rows: Sequence[Any] = session.execute(
        select(event_table).where(event_table.c.stream == stream).order_by(event_table.c.seq)
    ).all()
    for row in rows:
        if row.seq != expected:
            return [Break(stream, expected, "an entry is missing")]
        mac = seal(key, mac, stream, _event(row))
        if not hmac.compare_digest(mac, row.mac):
            return [Break(stream, row.seq, "the entry was changed")]
        expected += 1
    if expected - 1 != last_seq or not hmac.compare_digest(mac, head):
        return [Break(stream, expected, "the end of the journal does not match the case")]
    return []


def _event(row: Any) -> Event:
    return Event(seq=row.seq, name=row.name, at=row.at, by=row.by, data=row.data)
