"""One thing that somebody will do: a fact that is recorded at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Deed:
    """``key`` says what it is about in words that are the same in every run; it is done once under that key."""

    at: datetime
    key: str
    ref: str
    fact: str
    values: Mapping[str, object] = field(default_factory=dict)
    by: str = ""
