"""What happened to a case: every event and communication, oldest first."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from coordinator.services.views.communications import communications
from coordinator.services.views.plain import Json, plain
from coordinator.store import cases, journal


def timeline(session: Session, ref: str, files: Path) -> Json:
    """``{ref, entries}``. Free text that belongs to an event stands in its ``data``; a communication has no ``seq``."""
    case = cases.by_ref(session, ref)
    texts = journal.texts_of(session, case.id)
    entries: list[Json] = [
        {
            "seq": event.seq,
            "at": event.at.isoformat(),
            "kind": "event",
            "name": event.name,
            "by": event.by,
            "data": plain(dict(event.data)) | texts.get(event.seq, {}),
        }
        for event in journal.events_of(session, case.id)
    ]
    entries += [
        {
            "seq": None,
            "at": sent["sent_at"] or sent["made_at"],
            "kind": "communication",
            "name": sent["name"],
            "by": "engine",
            "data": {
                key: sent[key] for key in ("id", "kind", "parts", "channel", "to_role", "request", "status", "file")
            },
        }
        for sent in communications(session, ref, files)
    ]
    entries.sort(key=lambda entry: (entry["at"], entry["seq"] is None, entry["seq"] or 0))
    return {"ref": case.ref, "entries": entries}
