"""Ids that come out the same in every run."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count


def numbering(series: int = 0) -> Callable[[], str]:
    """A source of ids in the form of UUIDs, in the order in which they are made. Each ``series`` has its own."""
    numbers = count(1)
    start = f"{series:08x}-0000-7000-8000-"
    return lambda: f"{start}{next(numbers):012x}"
