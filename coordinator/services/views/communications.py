"""Everything sent or printed for a case, and where its exact bytes lie."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from coordinator.services.copies import lay_out_missing
from coordinator.services.views.plain import Json, local_time, plain
from coordinator.store import cases
from coordinator.store import communications as kept

BY_HAND = {"print": "by post", "office_portal": "the office's portal", "call": "by telephone"}
"""What stands in place of an address where there is none."""


def communications(session: Session, ref: str, files: Path) -> list[Json]:
    """One entry a communication, oldest first. ``files`` is the folder that stored paths count from.

    What is told to lie there does so from now on.
    """
    case = cases.by_ref(session, ref)
    rows = kept.of_case(session, case.id)
    lay_out_missing(session, files, rows)
    return [
        {
            "id": row.id,
            "name": row.name,
            "parts": list(row.parts),
            "kind": row.kind,
            "channel": row.channel,
            "to_role": plain(row.to_role),
            "to": row.address or BY_HAND.get(row.channel, ""),
            "request": row.request_id,
            "status": row.status,
            "made_at": row.made_at.isoformat(),
            "sent_at": plain(row.sent_at),
            "local_time": local_time(row.sent_at or row.made_at, row.time_zone),
            "time_zone": row.time_zone,
            "key": row.key,
            "proof": row.proof,
            "proof_at": plain(row.proof_at),
            "file": _path(files, row.path),
            "letter_file": _path(files, row.letter_path),
        }
        for row in rows
    ]


def _path(files: Path, stored: str | None) -> str | None:
    return str((files / stored).resolve()) if stored else None
