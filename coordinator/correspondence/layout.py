"""How closely a letter is set: as roomy as the fewest sheets allow, so that no last page has two lines on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from plutoprint import Book

from coordinator.correspondence.parts import Paper
from coordinator.correspondence.pdf import laid_out

LAYOUTS = ("", "close", "dense")
"""From the roomiest to the closest (``templates/letters/_style.css``)."""

taken: dict[str, int] = {}
"""The layout that a letter of this name took last. It is tried first: laying out is most of what a letter costs."""


def fitted(
    name: str,
    write: Callable[[str], str],
    assets: Mapping[str, tuple[bytes, str]],
    paper: Paper,
    layouts: Sequence[str],
) -> Book:
    """The roomiest of those layouts that need the fewest sheets.

    A closer one never needs more, so not all are tried; with which one the search begins changes nothing but its cost.
    """
    books: dict[int, Book] = {}

    def sheets(number: int) -> int:
        if number not in books:
            books[number] = laid_out(write(layouts[number]), assets, paper)
        return books[number].get_page_count()

    chosen, closest = taken.get(name, 0), len(layouts) - 1
    fewest = 1 if sheets(chosen) == 1 else sheets(closest)
    while sheets(chosen) > fewest:
        chosen += 1
    while chosen > 0 and sheets(chosen - 1) == fewest:
        chosen -= 1
    taken[name] = chosen
    return books[chosen]
