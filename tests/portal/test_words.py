from __future__ import annotations

import string
from pathlib import Path

import pytest
import yaml

from coordinator.correspondence.check import reading_grade
from coordinator.domain.words.sensitivity import Sensitivity
from coordinator.web.portal import words as catalogue
from coordinator.web.portal.words import best_language, words

PLACE = Path(catalogue.__file__).parent


def _sentences(language: str) -> dict[str, str]:
    told: dict[str, str] = yaml.safe_load((PLACE / f"{language}.yaml").read_text(encoding="utf-8"))
    return told


def _values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    english, spanish = _sentences("en"), _sentences("es")

    assert english.keys() == spanish.keys()
    assert {key: _values(said) for key, said in english.items()} == {
        key: _values(said) for key, said in spanish.items()
    }


def test_every_sentence_is_a_text() -> None:
    for language in ("en", "es"):
        assert all(isinstance(said, str) and said.strip() for said in _sentences(language).values())


def test_the_pages_read_easily() -> None:
    legal = ("language", "paper.redisclosure", "paper.right", "paper.category", "upload.hint")
    pages: dict[str, list[str]] = {}
    for key, said in _sentences("en").items():
        if not key.startswith(legal):
            pages.setdefault(key.partition(".")[0], []).append(said)

    grades = {page: reading_grade("\n".join(said)) for page, said in pages.items()}

    assert {page: round(grade, 1) for page, grade in grades.items() if grade > 6.0} == {}


def test_every_protected_category_has_its_words() -> None:
    for language in ("en", "es"):
        assert all(f"paper.category.{one}" in words(language) for one in Sensitivity)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("es-MX,es;q=0.9,en;q=0.5", "es"), ("de-DE,fr;q=0.9", "en"), ("fr,es;q=0.4", "es"), (";;,,*", "en")],
)
def test_a_browser_is_answered_in_the_first_language_we_have(accepted: str, language: str) -> None:
    assert best_language(accepted) == language
