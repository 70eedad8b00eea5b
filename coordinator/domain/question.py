"""The question bank's entries, and the patient's own list of at most ten (``domain.md`` §7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coordinator.domain.case import Case

MOST = 10
"""A list that fits into one visit (``domain.md`` §7)."""

LIST = "question_list"
"""Where a case remembers the list: ids of the bank, and the journal entry of each question in the patient's words."""


ANSWERS = "question_answers"
"""Where a case remembers, by question and ordinal, whether an opinion answers it."""

ANSWERED, LEFT_OPEN = "answered", "left_open"

QUESTIONS = "questions"
"""Stands among the fields of a question back for the questions that an opinion left open."""


@dataclass(frozen=True)
class Question:
    """One reviewed question. ``names_first`` marks a wording that tells of the first opinion (``domain.md`` §8.6)."""

    id: str
    topic: str
    text: Mapping[str, str]
    stages: tuple[str, ...]
    specialties: tuple[str, ...] = ()
    grade: float = 0.0
    names_first: bool = False

    def in_language(self, language: str) -> str:
        """The wording in ``es-MX`` or ``es``; English where nobody wrote it yet."""
        return self.text.get(language.split("-")[0]) or self.text["en"]


@dataclass(frozen=True)
class Topic:
    """One of the lists of ``domain.md`` §7."""

    id: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class QuestionBank:
    """All reviewed questions, in the order of their file."""

    reviewed_on: str
    topics: tuple[Topic, ...]
    questions: tuple[Question, ...]
    by_id: Mapping[str, Question] = field(default_factory=dict)


def listed(case: Case) -> list[dict[str, Any]]:
    """The patient's list in its order: ``id``, and ``seq`` for a question in the patient's own words."""
    return [dict(entry) for entry in case.answers.get(LIST) or []]


def wording(
    case: Case,
    bank: Mapping[str, Question],
    texts: Mapping[int, Mapping[str, str]],
    *,
    language: str = "",
    sealed: bool = False,
) -> list[tuple[str, str]]:
    """Id and wording of each question of the list, in the patient's language where none is named.

    The patient's own words stay as they were said. Sealed, what names the first opinion stays out.
    """
    told: list[tuple[str, str]] = []
    for entry in listed(case):
        question = bank.get(str(entry["id"]))
        if question is not None:
            if not (sealed and question.names_first):
                told.append((question.id, question.in_language(language or case.patient.language)))
        else:
            own = texts.get(int(entry.get("seq") or 0), {}).get("text")
            if own:
                told.append((str(entry["id"]), own))
    return told


def left_open(case: Case, ordinal: int) -> list[str]:
    """Ids of the list's questions that a person found unanswered in this opinion."""
    kept = case.answers.get(ANSWERS) or {}
    return [str(e["id"]) for e in listed(case) if kept.get(f"{e['id']}/{ordinal}") == LEFT_OPEN]


def answers_of(case: Case, ordinal: int) -> dict[str, str]:
    """For each question of the list: answered, left_open, or ``not_checked`` while nobody looked."""
    kept = case.answers.get(ANSWERS) or {}
    return {str(e["id"]): str(kept.get(f"{e['id']}/{ordinal}") or "not_checked") for e in listed(case)}


def fitting(questions: Sequence[Question], *, topic: str | None, specialty: str | None, sealed: bool) -> list[Question]:
    """The questions of a topic that suit a specialty; sealed, without those that tell of the first opinion."""
    return [
        q
        for q in questions
        if (topic is None or q.topic == topic)
        and (specialty is None or not q.specialties or specialty in q.specialties)
        and not (sealed and q.names_first)
    ]
