"""Sheets for the patient's hands: to prepare a visit, for a companion, the side by side, the decision guide.

The same values give the same bytes. A sheet is handed over, posted, or attached where the reader allowed details.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plutoprint import Book

from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.parts import Brand, Reader
from coordinator.correspondence.pdf import bind, laid_out, qr_code
from coordinator.correspondence.templates import environment
from coordinator.domain.errors import NotFound

SHEETS = ("preparation", "comparison", "decision-guide")
"""Every sheet there is; each has a template of its name."""


@dataclass(frozen=True)
class Sheet:
    """One sheet with its own values, beside those that every sheet has."""

    name: str
    values: Mapping[str, object]


def sheet_books(sheets: Sequence[Sheet], reader: Reader, brand: Brand, reference: str, on: date) -> list[Book]:
    """The sheets laid out, to be bound behind a letter or alone. Raises ``NotFound`` for an unknown name."""
    books = []
    for sheet in sheets:
        if sheet.name not in SHEETS:
            raise NotFound("template.unknown", sheet.name)
        page = (
            environment()
            .get_template(f"sheets/{sheet.name}.html")
            .render(
                **sheet.values, brand=brand, reader=reader, reference=reference, on=letter_date(on), qr="asset:qr.svg"
            )
        )
        books.append(laid_out(page, {"qr.svg": qr_code(reference)}, brand.paper))
    return books


def render_sheets(sheets: Sequence[Sheet], reader: Reader, brand: Brand, reference: str, on: date) -> bytes:
    """The sheets as one PDF."""
    return bind(sheet_books(sheets, reader, brand, reference, on), title=reference, on=on, paper=brand.paper)
