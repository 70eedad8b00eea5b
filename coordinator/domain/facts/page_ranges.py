"""Page ranges as people write them: ``1-3`` and ``4-9:IMG_REPORT``."""

from __future__ import annotations

import re
from typing import Any

from coordinator.domain.document import PAGED, Document
from coordinator.domain.errors import Refused
from coordinator.domain.words import RecordType

_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")

Pieces = list[dict[str, Any]]


def page_range(document: Document, words: str) -> Pieces:
    """The pieces that ``2-5`` of this document's file are."""
    return _pieces(document, *_bounds(words, "pages"), "pages")


def parts_of(document: Document, parts: list[str]) -> list[tuple[RecordType, Pieces]]:
    """Type and pieces of each part. Raises ``Refused`` for a type unknown, and for pages twice or not there."""
    made: list[tuple[RecordType, Pieces]] = []
    taken: set[int] = set()
    for part in parts:
        pages, _, name = part.partition(":")
        if name.strip().upper() not in list(RecordType):
            raise Refused("key.wrong", f"{part}: pages and a record type, such as 1-3:PATH_REPORT", field="parts")
        first, last = _bounds(pages, "parts")
        if taken & set(range(first, last + 1)):
            raise Refused("key.wrong", f"{part}: a page cannot be in two parts", field="parts")
        taken |= set(range(first, last + 1))
        made.append((RecordType(name.strip().upper()), _pieces(document, first, last, "parts")))
    return made


def _bounds(words: str, field: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(words.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if first < 1 or last < first:
        raise Refused("key.wrong", f"“{words.strip()}” are no pages: write them such as 1-3", field=field)
    return first, last


def _pieces(document: Document, first: int, last: int, field: str) -> Pieces:
    """Pages are those of the stored file, as whoever has it before them counts."""
    sources = {str(piece["document"]) for piece in document.shown}
    if document.format not in PAGED or len(sources) > 1:
        raise Refused("document.no_pages", "only one PDF file has pages to name", field=field)
    if document.page_count is not None and last > document.page_count:
        raise Refused("key.wrong", f"the file has {document.page_count} pages", field=field)
    return [{"document": sources.pop(), "first": first, "last": last}]
