"""The pages of a PDF: how many there are, and a new file of some of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pypdfium2
from pypdfium2 import PdfDocument, PdfiumError

from coordinator.domain.errors import Refused


def count_pages(content: bytes) -> int | None:
    """How many pages; ``None`` where the file is broken or wants a password."""
    try:
        with PdfDocument(content) as opened:
            return len(opened)
    except PdfiumError:
        return None


def take_pages(stored: Mapping[str, bytes], pieces: Sequence[Mapping[str, Any]]) -> bytes:
    """One PDF of the pieces in their order; ``stored`` is the content of each document named in them."""
    try:
        with PdfDocument.new() as made:
            for piece in pieces:
                with PdfDocument(stored[str(piece["document"])]) as source:
                    last = int(piece["last"] or len(source))
                    made.import_pages(source, list(range(int(piece["first"]) - 1, min(last, len(source)))))
            stream = io.BytesIO()
            made.save(stream, flags=pypdfium2.raw.FPDF_NO_INCREMENTAL)
            return stream.getvalue()
    except PdfiumError as problem:
        raise Refused("document.unreadable", "its pages cannot be taken apart") from problem
