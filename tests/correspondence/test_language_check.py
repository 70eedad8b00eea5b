"""The check of languages: it finds what one language has and the other lacks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coordinator.correspondence import check_languages
from coordinator.correspondence.templates import folder

WELCOME = "messages/m01-welcome/es/body.txt"
PAPERS = "messages/m06-sign-authorization/es/body.txt"


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "templates"
    shutil.copytree(folder(), copy)
    monkeypatch.setattr(check_languages, "folder", lambda: copy)
    return copy


def found(templates: Path, path: str) -> list[str]:
    return [problem for problem in check_languages.problems() if problem.startswith(path)]


def changed(templates: Path, path: str, old: str, new: str) -> list[str]:
    file = templates / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return found(templates, path)


def test_a_message_that_lacks_its_spanish_is_found(templates):
    (templates / WELCOME).unlink()

    assert found(templates, WELCOME) == [f"{WELCOME}: is missing"]


def test_a_sheet_that_lacks_its_spanish_is_found(templates):
    (templates / "sheets/es/preparation.html").unlink()

    assert found(templates, "sheets/es") == ["sheets/es/preparation.html: is missing"]


def test_a_variable_that_spanish_leaves_out_is_found(templates):
    problems = changed(templates, PAPERS, "{{ due }}", "lunes")

    assert problems == [f"{PAPERS}: does not use due, as the English does"]


def test_a_variable_that_only_spanish_uses_is_found(templates):
    assert changed(templates, WELCOME, "Gracias", "Gracias, {{ first_name }}") == [
        f"{WELCOME}: uses first_name, the English does not"
    ]


def test_a_condition_that_spanish_does_not_ask_is_found(templates):
    problems = changed(templates, WELCOME, "{% if alone %}", "{% if not by_letter %}")

    assert any("does not ask if Name(name='alone')" in problem for problem in problems)
    assert any("asks if Not(" in problem for problem in problems)


@pytest.mark.parametrize("words", ["tú", "Te llamamos", "Llama a tus hijos", "contigo"])
def test_the_familiar_form_is_found(templates, words):
    assert any("is the familiar form" in problem for problem in changed(templates, WELCOME, "Gracias", words))


@pytest.mark.parametrize("words", ["El té", "tutor", "oso"])
def test_words_that_only_look_like_it_are_not(templates, words):
    assert changed(templates, WELCOME, "Gracias", words) == []


def test_a_question_without_its_first_mark_is_found(templates):
    problems = changed(templates, "messages/m02-verify-contact/es/body.txt", "¿Prefiere", "Prefiere")

    assert problems == [
        "messages/m02-verify-contact/es/body.txt: a question needs a mark at its beginning and one at its end"
    ]


def test_long_sentences_are_counted_and_hard_words_make_a_text_hard():
    hard = "La documentación administrativa institucionalizada imposibilita sistemáticamente comunicaciones inmediatas."

    assert check_languages.words_a_sentence("Llame hoy. Le ayudamos.") == 2
    assert check_languages.words_a_sentence("uno dos tres cuatro cinco seis siete ocho nueve diez once") == 11
    assert check_languages.readability(hard) < 20
    assert check_languages.readability("Llame hoy. Le ayudamos. Es gratis.") > check_languages.EASY


def test_a_call_script_that_lacks_its_spanish_is_found(templates):
    (templates / "calls/es/m10-fee-approval.txt").unlink()
    (templates / "calls/es/_voicemail.txt").unlink()

    assert found(templates, "calls/es") == [
        "calls/es/_voicemail.txt: is missing",
        "calls/es/m10-fee-approval.txt: is missing",
    ]


def test_a_call_script_that_says_more_in_spanish_is_found(templates):
    path = "calls/es/_voicemail.txt"

    assert changed(templates, path, "Gracias", "{{ office }}. Gracias") == [
        f"{path}: uses office, the English does not"
    ]
