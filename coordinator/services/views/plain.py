"""Plain values: moments, dates and words as JSON carries them."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any

from coordinator.domain.calendar import local

Json = dict[str, Any]


def plain(value: Any) -> Any:
    """``value`` with moments as ISO 8601 with offset, dates as ``YYYY-MM-DD`` and enumerations as their text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def local_time(at: datetime | None, zone: str) -> str | None:
    """A moment as the wall clock of ``zone`` shows it, with that zone's offset and no fractions of a second."""
    return None if at is None else local(at, zone).isoformat(timespec="seconds")
