"""What a caseload is narrowed to, as an address says it: ids and words of ours, never a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from coordinator.domain.words import DeadlineRisk, Holder, Priority, Specialty, Stage
from coordinator.services.ids import is_id

W = TypeVar("W", bound=StrEnum)


NOBODY = "nobody"
HOLD = ("yes", "no")
LONGEST = 9999
"""Days, so that a made-up number stays a date."""


@dataclass(frozen=True)
class CaseFilter:
    """Each part narrows; ``None`` does not. ``navigator``: the id of a member of staff, or ``nobody``."""

    stage: Stage | None = None
    navigator: str | None = None
    holder: Holder | None = None
    risk: DeadlineRisk | None = None
    priority: Priority | None = None
    hold: str | None = None
    specialty: Specialty | None = None
    longer: int | None = None

    @property
    def address(self) -> str:
        """As a query, always in the same order, so that two that ask the same are equal."""
        return urlencode([(name, str(value)) for name, value in vars(self).items() if value is not None])


def read(told: Mapping[str, str]) -> CaseFilter:
    """What an address asks for. A word that is none of ours narrows nothing, as if it were not there."""
    navigator = told.get("navigator", "")
    return CaseFilter(
        stage=_word(Stage, told.get("stage", "")),
        navigator=navigator if navigator == NOBODY or is_id(navigator) else None,
        holder=_word(Holder, told.get("holder", "")),
        risk=_word(DeadlineRisk, told.get("risk", "")),
        priority=_word(Priority, told.get("priority", "")),
        hold=told.get("hold") if told.get("hold") in HOLD else None,
        specialty=_word(Specialty, told.get("specialty", "")),
        longer=_days(told.get("longer", "")),
    )


def _word(words: Callable[[str], W], typed: str) -> W | None:
    try:
        return words(typed)
    except ValueError:
        return None


def _days(typed: str) -> int | None:
    return min(int(typed), LONGEST) if typed.isascii() and typed.isdigit() and int(typed) else None
