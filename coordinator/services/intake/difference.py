"""Whether two intakes say the same, and where they differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from coordinator.services.intake.findings import json_path
from coordinator.services.intake.schema import Intake


def content(intake: Intake) -> dict[str, Any]:
    """The intake in its one normal form, as kept with the case and compared later: JSON values, ``None`` left out.

    Two ``None`` stay because they are answers: no decision deadline, no treatment scheduled.
    """
    plain = intake.model_dump(mode="json", by_alias=True, exclude_none=True)
    if intake.deadline_answered:
        plain["question"].setdefault("decision_deadline", None)
    if intake.treatment_answered:
        plain.setdefault("treatment_scheduled", None)
    return plain


def content_hash(intake: Intake) -> str:
    """SHA-256 of the normal form, in hexadecimal: files that differ in layout only have the same."""
    written = json.dumps(content(intake), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def differing_fields(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """JSON paths of the values that differ, sorted. Paths only: the values may be personal.

    Both sides should come from ``content``. What only one side has is named itself, not its parts.
    """
    return sorted(json_path(parts) for parts in _differing(old, new, ()))


def _differing(old: Any, new: Any, parts: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() | new.keys():
            if key in old and key in new:
                yield from _differing(old[key], new[key], (*parts, key))
            else:
                yield (*parts, key)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            if index < len(old) and index < len(new):
                yield from _differing(old[index], new[index], (*parts, index))
            else:
                yield (*parts, index)
    elif type(old) is not type(new) or old != new:
        yield parts
