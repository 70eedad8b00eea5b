"""Counts of people that are too small to be shown, and those beside them from which they could be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")

SMALLEST = 5
"""A count of one to four people is not shown."""


def shown(counts: Mapping[K, int]) -> tuple[dict[K, int | None], int | None]:
    """The counts with the small ones hidden (``None``), and their sum, hidden where it would give one away.

    Against subtraction from the sum: never one alone is hidden, and what is hidden is at least ``SMALLEST`` together.
    Nobody is in a count of zero, so that is shown.
    """
    hidden = {key for key, count in counts.items() if 0 < count < SMALLEST}
    others = sorted((key for key, count in counts.items() if count >= SMALLEST), key=lambda key: counts[key])
    while hidden and others and (len(hidden) == 1 or sum(counts[key] for key in hidden) < SMALLEST):
        hidden.add(others.pop(0))
    alone = len(hidden) == 1 or 0 < sum(counts[key] for key in hidden) < SMALLEST
    total = None if alone else sum(counts.values())
    return {key: None if key in hidden else count for key, count in counts.items()}, total
