"""One document as somebody decides about it: what it is, what it may answer, who was at it last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.correspondence.labels import LABELS
from coordinator.domain.document import LIVE, PAGED, DocumentStatus
from coordinator.domain.facts.document_check import MATCHES
from coordinator.domain.words import RecordType
from coordinator.services.desk.fact_fields import Option
from coordinator.services.desk.tray import WAYS, type_words
from coordinator.store import document_looks

SEEN: dict[str, str] = {
    "name": "Name", "birth_date": "Birth date", "mrn": "Record number", "address": "Address", "phone": "Phone number",
    "accession": "Accession number", "physician": "Name of their physician",
}  # fmt: skip
STANDS: dict[str, str] = {
    DocumentStatus.VERIFIED: "It is checked: this patient's.",
    DocumentStatus.QUARANTINED: "It is locked away, because it may be somebody else's.",
    DocumentStatus.UNREADABLE: "It cannot be read, and was asked for again.",
    DocumentStatus.SPLIT: "It was split; its parts are documents of their own.",
    DocumentStatus.MERGED: "It was put together with others.",
    DocumentStatus.RETURNED: "It went back to its sender.",
    DocumentStatus.DESTROYED: "It was destroyed.",
    DocumentStatus.MOVED: "It lies in another case now.",
}
ACTS: dict[str, str] = {
    "document_filed": "filed it", "document_verified": "checked it", "document_described": "described it",
    "document_split": "split it", "documents_merged": "put it together with others", "document_moved": "moved it",
    "wrong_patient_found": "found it to be somebody else's", "quarantine_ended": "ended its quarantine",
    "disc_unreadable": "found it unreadable", "document_quarantined": "locked it away",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """``pages`` are those it can be shown by, one for a picture, none where it cannot be shown; ``offset`` are those
    of the file before the first of them, which people count too.
    """

    title: str
    sender: str
    came_by: str
    pages: int
    offset: int
    live: bool
    locked: bool
    splits: bool
    stands: str
    items: list[Option]
    kinds: list[Option]
    matches: list[Option]
    acted: str
    acted_at: datetime | None


def shown(session: Session, row: Any) -> Shown:
    """Two statements."""
    act = document_looks.last_act(session, row.case_id, row.id)
    items = document_looks.items_of(session, row.case_id)
    pages = _pages(row)
    return Shown(
        title=type_words(row.kind),
        sender=f"{row.organization_name}, {str(row.department).replace('_', ' ')}" if row.organization_name else "",
        came_by=WAYS.get(row.came_by or "", ""),
        pages=pages,
        offset=int(row.pieces[0]["first"]) - 1 if row.pieces else 0,
        live=row.status in LIVE,
        locked=row.status not in (*LIVE, DocumentStatus.UNREADABLE, DocumentStatus.SPLIT, DocumentStatus.MERGED),
        splits=row.status in LIVE and row.format in PAGED and pages > 1,
        stands=STANDS.get(row.status, ""),
        items=[
            Option(i.id, f"{LABELS[i.record_type].name} from {i.organization_name} ({str(i.status).replace('_', ' ')})")
            for i in items
        ],
        kinds=[Option(kind.value, LABELS[kind].name) for kind in RecordType if kind in LABELS],
        matches=[Option(name, SEEN[name]) for name in MATCHES],
        acted=f"{act.who or _somebody(act.by)} {ACTS.get(act.name, act.name.replace('_', ' '))}" if act else "",
        acted_at=act.at if act else None,
    )


def _pages(row: Any) -> int:
    if row.format in ("jpeg", "png", "tiff"):
        return 1
    if row.format not in PAGED:
        return 0
    if row.pieces:
        ends = [piece["last"] or row.page_count for piece in row.pieces]
        return sum(int(end) - int(p["first"]) + 1 for p, end in zip(row.pieces, ends, strict=True) if end)
    return int(row.page_count or 0)


def _somebody(by: str) -> str:
    return "The program" if by == "engine" else "The patient's side" if ":" in by else by
