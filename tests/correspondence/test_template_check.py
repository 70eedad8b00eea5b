"""The check of templates: clean on ours, and able to find what it is there to find."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coordinator.correspondence import catalogue, check, neutral_words, samples
from coordinator.correspondence.mail_text import render_mail
from coordinator.correspondence.parts import Part
from coordinator.correspondence.variables import MESSAGES
from coordinator.domain.errors import Refused
from coordinator.paths import default_playbook
from coordinator.playbook.loader import load
from coordinator.playbook.schema import Span


def test_the_templates_of_this_product_have_no_problem():
    assert list(check.problems()) == []


def test_hard_words_get_a_high_grade():
    hard = (
        "Notwithstanding administrative difficulties, institutional authorization necessitates immediate documentation."
    )

    assert check.reading_grade(hard) > check.GRADE_LIMIT
    assert check.reading_grade("Please call us today. We will help you.") < check.TARGET_GRADE


def test_the_variables_of_included_templates_count():
    assert "visit_time" in check.used_variables("messages/m18-booked/en/body.txt")
    assert "reference" in check.used_variables("letters/l02-reminder-1.html")


@pytest.mark.parametrize(
    ("source", "let_through"),
    [
        ("{{ name }}", False),
        ("{{ name|upper }}", False),
        ("{{ name|safe }}", True),
        ("{% if a %}{{ (name ~ a)|safe|e }}{% endif %}", True),
        ("{{ name|forceescape }}", True),
    ],
)
def test_a_template_that_lets_markup_through_is_refused(source: str, let_through: bool):
    assert check.unescaped(source) is let_through


def test_a_variable_that_is_used_must_be_declared_and_one_that_is_declared_must_be_used():
    told = list(check.differences("messages/x", {"diagnosis", "due"}, frozenset({"due", "count"})))

    assert told == [
        "messages/x: uses diagnosis, which is not declared",
        "messages/x: count is declared and not used",
    ]


def test_an_undeclared_variable_cannot_be_rendered_either():
    with pytest.raises(Refused, match=r"template\.variable_unknown"):
        render_mail([Part("m12-records-ready", {"diagnosis": "x"})], samples.READER, samples.BRAND, samples.REFERENCE)


@pytest.mark.rule("4.4-plain-words")
@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("You missed your visit.", "en", ["missed"]),
        ("We failed to reach you; the best way is to call.", "en", ["failed", "best"]),
        ("You should not wait. We promise to help.", "en", ["you should", "promise"]),
        ("Your correction was not correct.", "en", ["correction", "correct"]),
        ("About your cancer\nand the pathology report", "en", ["cancer", "pathology"]),
        ("Usted debe llamar. Es la mejor opción, sin duda.", "es", ["usted debe", "mejor", "sin duda"]),
        ("Su correo no es correcto.", "es", ["correcto"]),
        ("You have a right to your own files.", "en", []),
        ("Your visit did not take place. That can happen.", "en", []),
    ],
)
def test_blame_ranking_steering_promises_and_illness_are_found(text: str, language: str, found: list[str]):
    assert neutral_words.found_in(text, language) == found


def test_an_exception_that_excuses_nothing_any_more_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(neutral_words, "EXCEPTIONS", {("messages/m01-welcome/en/body.txt", "best"): "a reason"})

    (told,) = neutral_words.problems()
    assert "take the exception out" in told


@pytest.mark.rule("4.4-plain-words")
def test_every_text_is_judged_with_and_without_details_and_each_way_it_may_turn_out():
    names = [name for name, _ in check.texts()]

    assert {name.split(" ")[0] for name in names} == {*MESSAGES, "sheet"}
    assert "sheet decision-guide" in names
    assert "m18-booked (video) with details" in names
    assert "m06-sign-authorization as letter" in names


@pytest.mark.rule("5-declared-once")
def test_the_page_of_all_messages_is_the_one_that_follows_from_what_is_declared():
    assert not catalogue.stale(), "run python -m coordinator.correspondence.catalogue"


def test_a_change_of_the_playbook_shows_on_the_page_of_all_messages():
    playbook = load(default_playbook())
    rule = replace(playbook.messages["m01-welcome"], stale_after=Span(9, "days"))

    changed = catalogue.page(replace(playbook, messages={**playbook.messages, "m01-welcome": rule}))

    assert "for 9 days from its order" in changed
    assert changed != catalogue.page(playbook)


@pytest.mark.rule("5-declared-once")
def test_a_message_that_becomes_a_call_has_words_for_it():
    playbook = load(default_playbook())
    assert catalogue.unspoken(playbook) == []

    silent = replace(playbook.messages["m12-records-ready"], without_email="call")
    assert catalogue.unspoken(replace(playbook, messages={"m12-records-ready": silent})) == ["m12-records-ready"]


@pytest.mark.rule("5-declared-once")
def test_every_message_is_laid_out_as_a_letter():
    assert {part.name for part in samples.PARTS} == set(MESSAGES)


@pytest.mark.rule("4.4-plain-words")
def test_a_text_above_the_limit_is_refused_and_one_above_the_target_is_named(monkeypatch: pytest.MonkeyPatch):
    hard = "Notwithstanding administrative difficulties, institutional authorization necessitates documentation."
    middling = (
        "The hospital keeps a copy of your records. It will answer our request in writing before the end of January."
    )
    monkeypatch.setattr(check, "texts", lambda: [("m99-hard", hard), ("m98-middling", middling)])

    assert check.TARGET_GRADE < check.reading_grade(middling) <= check.GRADE_LIMIT
    assert [told.split(":")[0] for told in check.reading_problems()] == ["m99-hard"]
    assert [told for told in check.remarks() if "m98-middling: reading grade" in told]
