"""Moments as a field of a page gives and takes them: a wall clock without a zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def wall_clock(told: str, zone: str) -> str:
    """What the field shows of a moment that was told with an offset; words that are no moment stay."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return told
    return f"{at.astimezone(ZoneInfo(zone)) if at.tzinfo else at:%Y-%m-%dT%H:%M}"


def with_offset(typed: str, zone: str) -> str:
    """``2026-11-24T10:00`` as a field of a page gives it, with the offset that the wall clock of ``zone`` has then."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return typed
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).isoformat()
