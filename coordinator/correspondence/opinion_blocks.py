"""What letters and sheets about opinions say, as plain frozen values: the side by side, a question back, a copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
