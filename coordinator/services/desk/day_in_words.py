"""Dates within sentences, as people at the desk read them."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2}|Z)?)?")


def in_days(sentence: str) -> str:
    """``2026-12-18T12:00-07:00`` becomes ``Fri 18 Dec 2026, 12:00``; what is no date stays."""
    return _ISO.sub(_words, sentence)


def moment_in(told: str, zone: str) -> str:
    """``2026-12-07T15:05:00+00:00`` as the clock of a zone shows it: ``Mon 7 Dec 2026, 09:05``."""
    return in_days(datetime.fromisoformat(told).astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"))


def _words(found: re.Match[str]) -> str:
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError:
        return found[0]
    return f"{at:%a} {at.day} {at:%b %Y}" + (f", {at:%H:%M}" if found[1] else "")
