"""Lengths of time and moments, as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import typer

_DURATION = re.compile(r"(\d{1,5})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(hours=24)}
LONGEST = timedelta(days=3660)


def duration(text: str) -> timedelta:
    """``45m``, ``6h`` or ``30d`` (24 hours each); ``0m`` only comes to rest. Raises ``BadParameter``."""
    found = _DURATION.fullmatch(text.strip().lower())
    if found is None:
        raise typer.BadParameter(f"{text!r} is no duration: write 45m, 6h or 30d")
    length = int(found[1]) * _UNITS[found[2]]
    if length > LONGEST:
        raise typer.BadParameter(f"{text} is longer than ten years")
    return length


def moment(text: str) -> datetime:
    """An ISO 8601 moment with its offset, in UTC. Raises ``BadParameter``."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise typer.BadParameter(f"{text!r} is no moment with its offset, such as 2026-11-23T15:00:00Z")
    return at.astimezone(UTC)
