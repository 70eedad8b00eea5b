"""Stored bytes that came in, and who holds a borrowed physical item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(eq=False)
class Document:
    """A filed document. Attaching one never changes an item by itself."""

    id: str
    kind: str
    sha256: str
    filed_at: datetime
    filed_by: str
    size: int
    name: str
    item_id: str | None = None
    status: str = "received"


@dataclass(eq=False)
class Custody:
    """Slides, blocks or discs on loan (``domain.md`` §2.4)."""

    id: str
    item_id: str
    status: str
    moved_at: datetime
    tracking: str | None = None
    return_by: date | None = None

    @property
    def out(self) -> bool:
        """True while the lender waits for it."""
        return self.status not in ("requested", "returned", "lost", "entered_in_error")
