"""The question bank and the sheets for a patient's hands: reviewed, easy to read, and neutral (domain.md §7, §8.8)."""

from __future__ import annotations

import re

import pytest

from coordinator.correspondence.check import GRADE_LIMIT, reading_grade
from coordinator.correspondence.neutral_words import BLAME, RANKING, STEERING, found_in
from coordinator.correspondence.sheets import SHEETS
from coordinator.correspondence.templates import folder
from coordinator.domain.question import fitting
from coordinator.services.question_bank import question_bank

NOT_NEUTRAL = re.compile(
    r"\b(best|better|worse|wrong|correct\w*|mistake|majority|vote|you should|we recommend)\b", re.IGNORECASE
)


def test_the_bank_holds_the_nine_lists() -> None:
    bank = question_bank()

    assert len(bank.topics) == 9
    assert len(bank.questions) == len(bank.by_id) == 61
    assert {q.topic for q in bank.questions} == {t.id for t in bank.topics}
    assert all(q.text.get("en") and q.stages for q in bank.questions)


def test_every_question_says_its_true_reading_grade_and_none_is_hard() -> None:
    for question in question_bank().questions:
        grade = reading_grade(question.text["en"])
        assert question.grade == pytest.approx(max(grade, 0), abs=0.1)
        assert grade <= GRADE_LIMIT


def test_what_tells_of_the_first_doctor_is_marked() -> None:
    telling = {q.id for q in question_bank().questions if re.search(r"\bfirst (doctor|team)", q.text["en"])}

    assert telling == {q.id for q in question_bank().questions if q.names_first}
    left = fitting(question_bank().questions, topic=None, specialty=None, sealed=True)
    assert not telling & {q.id for q in left}


def test_a_question_nobody_wrote_in_a_language_is_asked_in_english() -> None:
    question = question_bank().by_id["q7-2"]

    assert question.in_language("vi") == question.in_language("en") == "Is it safe to wait that long?"


def test_every_topic_and_question_also_stands_in_spanish() -> None:
    bank = question_bank()

    assert all(topic.title.get("es") for topic in bank.topics)
    for question in bank.questions:
        spanish = question.in_language("es-MX")
        assert spanish.endswith("?")
        assert "¿" in spanish
        assert found_in(spanish, "es", BLAME, RANKING, STEERING) == []


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_neutral(name: str) -> None:
    source = (folder() / "sheets" / "en" / f"{name}.html").read_text(encoding="utf-8")
    words = re.sub(r"\{[{%].*?[%}]\}|<[^>]+>", " ", source)

    assert NOT_NEUTRAL.findall(words) == []
    assert reading_grade(words) <= GRADE_LIMIT
