"""What the letters about a packet say: L12, which asks a provider's office to see a case, and L13, what came since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LONGEST_INDEX = 20
"""Lines of an index that L12 itself holds."""


@dataclass(frozen=True)
class TimelineLine:
    """One line of the timeline in words. ``step`` stands at the first line of each step only."""

    step_code: str
    step: str
    when: str
    what: str
    number: str = ""


@dataclass(frozen=True)
class PacketBlock:
    """L12: what a provider's office gets when it is asked to see a case.

    When ``sealed``, the first recommendation and the first clinician stay out (``domain.md`` §8.6): ``render_letter``
    refuses the two fields named for them; that ``question`` and ``documents`` hold neither is the caller's duty.
    """

    question: str
    documents: tuple[str, ...]
    answer_by: date
    decision_by: date | None = None
    mode: str = ""
    condition: str = ""
    interpreter: str = ""
    sealed: bool = False
    first_clinician: str = ""
    first_recommendation: str = ""
    safety: tuple[str, ...] = ()
    worry: str = ""
    other_treatments: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    timeline: tuple[TimelineLine, ...] = ()

    @property
    def index_apart(self) -> bool:
        """A long index has pages of its own, so that the letter stays a letter."""
        return len(self.documents) > LONGEST_INDEX


@dataclass(frozen=True)
class PacketUpdate:
    """L13: what came into a packet after the last letter about it. ``visit_on`` is empty while none is booked."""

    provider: str
    documents: tuple[str, ...]
    in_all: int
    visit_on: date | None = None
    gaps: tuple[str, ...] = ()
