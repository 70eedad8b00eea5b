"""What the patient decided, or did not want to say, and how it went on after 2, 30 and 90 days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coordinator.domain.case import Case
from coordinator.domain.facts.memory import mark
from coordinator.domain.treating import copy_owed

DAYS = ("2", "30", "90")
HAPPENED = {"yes": "it happened", "partly": "partly", "no": "it did not happen", "changed": "the plan changed"}


@dataclass(frozen=True)
class Look:
    """One look back after a decision."""

    day: str
    due: datetime | None
    told: str


@dataclass(frozen=True)
class Decision:
    """``words`` are the patient's own. ``how`` is recorded, declined or empty."""

    how: str
    at: datetime | None
    words: str
    guide: list[str]
    copy: str
    copy_owed: bool
    looks: list[Look]


def decision_shown(case: Case, texts: Mapping[int, Mapping[str, str]]) -> Decision:
    """No statement; ``texts`` is the free text beside the journal."""
    decided = case.decision == "recorded"
    return Decision(
        how=case.decision or "",
        at=case.decision_at,
        words=_told_at(case, texts) if decided else "",
        guide=[told["values"] for _, told in sorted(texts.items()) if told.get("values")],
        copy=case.copy_to_treating,
        copy_owed=copy_owed(case),
        looks=[
            Look(
                day,
                case.decision_at + timedelta(days=int(day)) if decided and case.decision_at else None,
                HAPPENED.get(str(case.answers.get(f"follow_through.{day}") or ""), ""),
            )
            for day in DAYS
        ],
    )


def _told_at(case: Case, texts: Mapping[int, Mapping[str, str]]) -> str:
    """The words that the case remembers as the decision, by their mark."""
    wanted = case.answers.get("decision")
    found = [told["text"] for _, told in sorted(texts.items()) if told.get("text") and mark(told["text"]) == wanted]
    return found[-1] if found else ""
