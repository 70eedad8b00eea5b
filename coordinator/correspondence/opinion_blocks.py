"""What letters and sheets about opinions say, as plain frozen values: the side by side, a question back, a copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

ROW_LABELS: Final[Mapping[str, str]] = {
    "diagnosis": "What they call it",
    "certainty": "How certain they are",
    "stage": "Stage",
    "grade": "Grade",
    "biomarkers": "Markers",
    "reasoning": "Why they think so",
    "recommendation": "What they suggest",
    "intent": "What it is meant to do",
    "timing": "How soon",
    "alternatives": "Other ways they name",
    "advised_against": "What they advise against",
    "benefits": "Results they expect",
    "risks": "Risks",
    "side_effects": "Side effects",
    "daily_life": "Daily life",
    "cost": "Cost",
    "trials": "Studies",
    "further_tests": "More tests",
    "follow_up": "Follow-up",
    "uncertainty": "What they leave open",
}
"""Each row of the side by side in a reader's words; the order of the fields is not the order of the sheet."""

CERTAINTY_WORDS: Final[Mapping[str, str]] = {
    "confirmed": "they say it is certain",
    "probable": "they say it is likely",
    "possible": "they say it may be",
    "ruled out": "they say it is not",
}
"""A code of the file as a reader takes it. No word of ours for how the opinions relate stands among them."""

COLUMNS: Final = ("First opinion", "Second opinion", "Third opinion")

GROUPS: Final = (
    ("same", "Said in the same way"),
    ("differs", "Said in different ways"),
    ("only", "Said in one place only"),
    ("both_silent", "Not said"),
)
"""What is alike first, then what differs, then what is open (``domain.md`` §8.3). Nothing is counted."""


@dataclass(frozen=True)
class Column:
    """Whose words stand below: the name, the day, and how the author came to them."""

    title: str
    author: str
    on: str = ""
    basis: str = ""
    note: str = ""


@dataclass(frozen=True)
class SheetRow:
    """One row: its label, a cell for each column, and where each cell is written."""

    label: str
    cells: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class RowGroup:
    """Rows of one kind under one heading."""

    title: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class ComparisonBlock:
    """The side by side as it is read: verified by a second person, nobody's words weighed against another's."""

    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    materials: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    decision: str = ""


@dataclass(frozen=True)
class ClarificationBlock:
    """L15: what one author is asked back. ``reminder`` says that the same was asked before."""

    author: str
    questions: tuple[str, ...]
    answer_by: date
    opinion_on: date | None = None
    reminder: bool = False


@dataclass(frozen=True)
class CopyBlock:
    """L16: both opinions side by side and what they rest on, for whoever treats the patient."""

    comparison: ComparisonBlock
    documents: tuple[str, ...]
    attention: str = ""
