"""A file that is several documents, as rows of a form: from page to page, and what these pages are."""

from __future__ import annotations

from collections.abc import Iterable

from coordinator.domain.errors import Refused

MOST_DIGITS = 5


def parts_of_rows(rows: Iterable[tuple[str, str, str]], pages: int | None) -> list[str]:
    """``1-3:PATH_REPORT`` for each row that names a page, as ``document_split`` wants it; ``pages`` are the file's.

    An end left out is the page the row begins with. Raises ``Refused`` with a sentence that names the row.
    """
    made: list[str] = []
    taken: dict[int, int] = {}
    for number, (first, last, kind) in enumerate(rows, 1):
        begin, end = first.strip() or last.strip(), last.strip() or first.strip()
        if not begin:
            continue
        low, high = (int(told) if _number(told) else 0 for told in (begin, end))
        twice = next((page for page in range(low, high + 1) if page in taken), None)
        if low < 1 or high < 1:
            raise _wrong(number, "a page is a number from 1 on, such as 4.")
        if high < low:
            raise _wrong(number, f"it ends on page {high}, before it begins on page {low}.")
        if pages is not None and high > pages:
            raise _wrong(number, f"there is no page {high}. The file has {pages} pages.")
        if twice is not None:
            raise _wrong(number, f"page {twice} is in part {taken[twice]} too, and a page cannot be in two parts.")
        if not kind.strip():
            raise _wrong(number, "say what these pages are.")
        taken |= dict.fromkeys(range(low, high + 1), number)
        made.append(f"{low}-{high}:{kind.strip()}")
    if not made:
        raise Refused("parts.missing", "Say from which page to which.", field="parts")
    return made


def _number(told: str) -> bool:
    return told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS


def _wrong(number: int, sentence: str) -> Refused:
    return Refused("parts.wrong", f"Part {number}: {sentence}", field="parts")
