"""One thing that somebody will do: a fact that is recorded at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple


class Deed(NamedTuple):
    """``key`` says what it is about in words that are the same in every run; it is done once under that key."""

    at: datetime
    key: str
    ref: str
    fact: str
    values: Mapping[str, object]
    by: str
