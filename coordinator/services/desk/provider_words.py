"""What the directory says of a provider, each fact with where it comes from and since when; unknown is said too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coordinator.domain.words import Specialty, VisitMode
from coordinator.services.desk.case_words import money
from coordinator.services.desk.line_words import SPECIALTIES
from coordinator.services.desk.scheduling_shown import MODES
from coordinator.services.desk.spoken_words import language_words


@dataclass(frozen=True)
class Known:
    """One fact. Empty ``source`` and ``on``: the directory does not say."""

    name: str
    value: str
    source: str
    on: str


def facts_of(profile: Mapping[str, Any]) -> list[Known]:
    """In the order in which people ask. Nothing is scored."""
    source, on = str(profile.get("source") or ""), str(profile.get("checked_on") or "")
    board = profile.get("board") or {}
    facts = [
        Known("Specialties", specialties(profile) or "unknown", source, on),
        Known("Board certification", str(board.get("name") or "unknown"), str(board.get("source") or ""),
              str(board.get("checked_on") or "")),
        Known("Cases a year", _volumes(profile.get("yearly_volume")), source, on),
        Known("Ways of a visit", _several(map(mode_words, profile.get("modes") or ())), source, on),
        Known("Licensed in", _several(profile.get("licensed_in")), source, on),
        Known("Languages", _several(map(language_words, profile.get("languages") or ())), source, on),
        Known("Insurance", _several(profile.get("insurance")), source, on),
        Known("Cost", _cost(profile.get("cost")), source, on),
        Known("Records wanted before a visit", _lead(profile.get("records_lead_business_days")), source, on),
        Known("Takes second opinions", _flag(profile.get("accepts_second_opinions")), source, on),
        Known("Sanctioned", _flag(profile.get("sanctioned")), source, on),
    ]  # fmt: skip
    outcomes = profile.get("outcomes") or []
    return facts + [
        Known("Published result", str(o.get("text", "")), str(o.get("source") or ""), str(o.get("as_of") or ""))
        for o in outcomes
    ]


def specialties(profile: Mapping[str, Any]) -> str:
    """``Cardiology; Cardiac surgery``."""
    named = [str(word) for word in profile.get("specialties") or ()]
    return "; ".join(SPECIALTIES[Specialty(word)] if word in list(Specialty) else word for word in named)


def mode_words(mode: str) -> str:
    """``by video``."""
    return MODES[VisitMode(mode)] if mode in list(VisitMode) else mode


def _several(values: Any) -> str:
    return ", ".join(str(value) for value in values or ()) or "unknown"


def _volumes(volumes: Any) -> str:
    told = [f"{count} with {code}" for code, count in (volumes or {}).items() if count is not None]
    return ", ".join(told) or "unknown"


def _cost(cost: Any) -> str:
    if not cost:
        return "unknown"
    more = [str(cost[key]) for key in ("includes", "assistance") if cost.get(key)]
    return "; ".join((money(cost["amount_minor"]), *more))


def _lead(days: Any) -> str:
    return f"{days} business day{'' if days == 1 else 's'}" if days is not None else "unknown"


def _flag(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, "unknown")
