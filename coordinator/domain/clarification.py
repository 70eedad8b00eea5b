"""Questions that go back to the author of an opinion, as letter L15 (``domain.md`` §8.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(eq=False)
class Clarification:
    """``ordinal`` says whose opinion it is about; ``fields`` are the rows left open; ``text_seq`` is the event beside
    which the questions in words are kept.
    """

    id: str
    ordinal: int
    made_at: datetime
    fields: list[str] = field(default_factory=list)
    text_seq: int | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def open(self) -> bool:
        """True until it was answered."""
        return self.answered_at is None
