"""Specially protected kinds of record (``domain.md`` §2.4, §3.5)."""

from __future__ import annotations

from enum import StrEnum


class Sensitivity(StrEnum):
    """A category that a signature covers only where it was initialled by itself."""

    SUD_PART2 = "SUD_PART2"
    PSYCHOTHERAPY = "PSYCHOTHERAPY"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    HIV = "HIV"
    GENETIC = "GENETIC"
    REPRODUCTIVE = "REPRODUCTIVE"
    MINOR_CONFIDENTIAL = "MINOR_CONFIDENTIAL"


OTHER_SPELLINGS = {
    "SUD": Sensitivity.SUD_PART2,
    "PART2": Sensitivity.SUD_PART2,
    "GENETICS": Sensitivity.GENETIC,
    "PSYCHOTHERAPY_NOTES": Sensitivity.PSYCHOTHERAPY,
}
"""What people also write."""


def sensitivity(text: str) -> Sensitivity | None:
    """The category meant by ``text``; ``None`` when it names none."""
    written = "_".join(text.upper().replace("-", " ").split())
    if written in OTHER_SPELLINGS:
        return OTHER_SPELLINGS[written]
    return Sensitivity(written) if written in set(Sensitivity) else None
