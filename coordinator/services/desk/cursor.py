"""Where a page of a list ends, as a word in an address: places in an order, never names."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from coordinator.domain.errors import Refused


def written(*place: object) -> str:
    """The word for a place."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read(cursor: str, *kinds: type) -> list[Any] | None:
    """The place behind a word, ``None`` for no word. Raises ``Refused`` (``cursor.wrong``) for one that is not ours."""
    if not cursor:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as problem:
        raise Refused("cursor.wrong", field="after") from problem
    if not isinstance(place, list) or [type(part) for part in place] != list(kinds):
        raise Refused("cursor.wrong", field="after")
    return place


def moment(part: str) -> datetime:
    """A part of a place that is a moment. Raises ``Refused`` (``cursor.wrong``)."""
    try:
        return datetime.fromisoformat(part).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise Refused("cursor.wrong", field="after") from problem
