"""The check of templates: clean on ours, and able to find what it is there to find."""

from __future__ import annotations

from coordinator.correspondence import check


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
