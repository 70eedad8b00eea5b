"""Stored bytes that came in, and the logical documents that people make of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class DocumentStatus(StrEnum):
    """How far it came. ``split`` and ``merged`` ones live on in others; ``returned`` and ``destroyed`` are gone.

    ``moved``: it lay in the wrong case, and lies in another one now, or waits in the inbox again.
    """

    RECEIVED = "received"
    VERIFIED = "verified"
    QUARANTINED = "quarantined"
    UNREADABLE = "unreadable"
    SPLIT = "split"
    MERGED = "merged"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    MOVED = "moved"


LIVE = (DocumentStatus.RECEIVED, DocumentStatus.VERIFIED)
"""What people work with."""

SENT_AWAY = (DocumentStatus.RETURNED, DocumentStatus.DESTROYED)
"""How a quarantine ends when the document was somebody else's."""

GONE = (*SENT_AWAY, DocumentStatus.MOVED)
"""Nobody reads such a document here again."""

PICTURES = ("jpeg", "png", "tiff")
PAGED = ("pdf",)
"""Formats whose pages we can count and take apart."""


@dataclass(eq=False)
class Document:
    """A filed document, or a logical one that shows pages of filed ones. Attaching one never changes an item by itself.

    ``pieces`` says what it shows: ``{document, first, last}``, pages counted from 1, ``last`` empty for "to the end";
    no pieces: the whole of its own bytes. ``page_count`` counts the stored bytes, :attr:`pages` what it shows.
    """

    id: str
    kind: str
    sha256: str
    filed_at: datetime
    filed_by: str
    size: int
    name: str
    item_id: str | None = None
    status: str = DocumentStatus.RECEIVED.value
    request_id: str | None = None
    format: str | None = None
    page_count: int | None = None
    pieces: list[dict[str, Any]] = field(default_factory=list)
    came_by: str | None = None
    dated: date | None = None
    labels: list[str] = field(default_factory=list)
    legible: bool | None = None
    sealed: bool = False
    suspected: bool = False
    matched: list[str] = field(default_factory=list)
    verified_by: str | None = None
    verified_at: datetime | None = None
    study: dict[str, Any] | None = None

    @property
    def live(self) -> bool:
        """True while people work with it: neither locked away, nor replaced, nor gone."""
        return self.status in LIVE

    @property
    def quarantined(self) -> bool:
        """True while it is locked away as, perhaps, somebody else's."""
        return self.status == DocumentStatus.QUARANTINED

    @property
    def study_uid(self) -> str:
        """The StudyInstanceUID; empty where it is no DICOM file."""
        return str((self.study or {}).get("uid") or "")

    @property
    def header_differs(self) -> bool:
        """True when name, birth date or number of its DICOM header are not the patient's."""
        return "differs" in (self.study or {}).values()

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Its pieces; a document without any is its own whole piece."""
        return self.pieces or [{"document": self.id, "first": 1, "last": None}]

    @property
    def pages(self) -> int | None:
        """How many pages it shows; ``None`` where they cannot be counted."""
        if not self.pieces:
            return self.page_count
        if any(piece["last"] is None for piece in self.pieces):
            return None
        return sum(int(piece["last"]) - int(piece["first"]) + 1 for piece in self.pieces)

    def shares_pages(self, other: Document) -> bool:
        """True when both show at least one same page of the same stored bytes."""
        return any(_meet(mine, theirs) for mine in self.shown for theirs in other.shown)


def _meet(one: dict[str, Any], two: dict[str, Any]) -> bool:
    if one["document"] != two["document"]:
        return False
    before = one["last"] is not None and int(one["last"]) < int(two["first"])
    behind = two["last"] is not None and int(two["last"]) < int(one["first"])
    return not before and not behind


def sharing_pages(document: Document, documents: Iterable[Document]) -> list[Document]:
    """The others that show a page of this one."""
    return [other for other in documents if other is not document and other.shares_pages(document)]


def locked(document: Document, documents: Sequence[Document]) -> bool:
    """True when it is in quarantine or gone, or shows a page of one that is: nobody may read it."""
    barred = [d for d in documents if d.quarantined or d.status in GONE]
    return document in barred or bool(sharing_pages(document, barred))
