"""A report as rows under headings: what a page draws, a screen reader reads, and a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | int | float | None
"""``None`` is a figure that is too small to be shown."""

HIDDEN = "fewer than 5"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may run when a cell begins with it."""


@dataclass(frozen=True)
class ReportTable:
    """``bar`` is the column that is drawn beside its rows; ``says`` what the figures are of."""

    name: str
    title: str
    says: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    bar: int = 1
    notes: Sequence[str] = field(default=())

    @property
    def longest(self) -> float:
        """The largest figure that is drawn; 1 where there is none."""
        drawn = [row[self.bar] for row in self.rows]
        return max((float(cell) for cell in drawn if isinstance(cell, int | float)), default=1.0) or 1.0


def as_csv(table: ReportTable) -> str:
    """The table for a spreadsheet, which is not to take any of it for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_plain(heading) for heading in table.headings])
    writer.writerows([[_plain(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return HIDDEN
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell
