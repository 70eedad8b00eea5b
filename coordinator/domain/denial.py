"""On what ground an office denies access, and what may be done about it (45 CFR 164.524(d), ``domain.md`` §3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Ground(StrEnum):
    """What a denial's ground allows: another professional looks again, nobody does, or it is no ground at all."""

    REVIEWABLE = "reviewable"
    UNREVIEWABLE = "unreviewable"
    NOT_VALID = "not_valid"
    UNKNOWN = "unknown"


GROUNDS: Final[Mapping[str, Ground]] = {
    "psychotherapy_notes": Ground.UNREVIEWABLE,
    "litigation": Ground.UNREVIEWABLE,
    "inmate": Ground.UNREVIEWABLE,
    "research": Ground.UNREVIEWABLE,
    "privacy_act": Ground.UNREVIEWABLE,
    "confidential_source": Ground.UNREVIEWABLE,
    "endangers_life": Ground.REVIEWABLE,
    "harms_other": Ground.REVIEWABLE,
    "harm_by_representative": Ground.REVIEWABLE,
    "unpaid_bill": Ground.NOT_VALID,
    "not_to_patients": Ground.NOT_VALID,
    "other_provider": Ground.NOT_VALID,
    "reason_wanted": Ground.NOT_VALID,
    "other": Ground.UNKNOWN,
}

_COMPLAINT = timedelta(days=180)


def ground_code(told: str) -> str:
    """The code meant by these words; ``other`` for an office's own sentence."""
    code = "_".join(told.casefold().replace("-", " ").split())
    return code if code in GROUNDS else "other"


def complain_by(known_on: date) -> date:
    """The last day for a complaint to the Office for Civil Rights: 180 days after learning of it (§3.6)."""
    return known_on + _COMPLAINT
