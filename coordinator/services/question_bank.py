"""The question bank as it ships with the program (``domain.md`` §7): read once, looked up by id."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from coordinator.domain.question import Question, QuestionBank, Topic
from coordinator.paths import question_bank_file


@cache
def question_bank() -> QuestionBank:
    """The reviewed questions in their order. A file that cannot be read is a fault of the release, so it raises."""
    told: dict[str, Any] = yaml.safe_load(question_bank_file().read_text(encoding="utf-8"))
    topics = tuple(Topic(name, dict(title)) for name, title in told["topics"].items())
    questions = tuple(_question(entry) for entry in told["questions"])
    return QuestionBank(str(told["reviewed_on"]), topics, questions, {q.id: q for q in questions})


def _question(entry: dict[str, Any]) -> Question:
    return Question(
        id=entry["id"],
        topic=entry["topic"],
        text=dict(entry["text"]),
        stages=tuple(entry["stages"]),
        specialties=tuple(entry.get("specialties") or ()),
        grade=float(entry["grade"]),
        names_first=bool(entry.get("names_first_opinion")),
    )
