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
from coordinator.correspondence.templates import environment, folder, language_of
from coordinator.domain.errors import NotFound

SHEETS = ("preparation", "comparison", "decision-guide")
"""Every sheet there is; each has a template of its name in every language (``check_languages.py``)."""


@dataclass(frozen=True)
class Sheet:
    """One sheet with its own values, beside those that every sheet has."""

    name: str
    values: Mapping[str, object]


def sheet_books(sheets: Sequence[Sheet], reader: Reader, brand: Brand, reference: str, on: date) -> list[Book]:
    """The sheets laid out, to be bound behind a letter or alone. Raises ``NotFound`` for an unknown name."""
    books: list[Book] = []
    language = sheet_language(reader)
    for sheet in sheets:
        if sheet.name not in SHEETS:
            raise NotFound("template.unknown", sheet.name)
        template = environment().get_template(f"sheets/{language}/{sheet.name}.html")
        page = template.render(
            **sheet.values,
            brand=brand,
            reader=reader,
            reference=reference,
            on=letter_date(on, language),
            language=language,
            qr="asset:qr.svg",
        )
        books.append(laid_out(page, {"qr.svg": qr_code(reference)}, brand.paper))
    return books


def sheet_language(reader: Reader) -> str:
    """The reader's, where sheets are written in it; else English, which somebody reads to them."""
    language = language_of(reader.language)
    return language if (folder() / "sheets" / language).is_dir() else "en"


def render_sheets(sheets: Sequence[Sheet], reader: Reader, brand: Brand, reference: str, on: date) -> bytes:
    """The sheets as one PDF."""
    return bind(sheet_books(sheets, reader, brand, reference, on), title=reference, on=on, paper=brand.paper)
