"""A playbook that does not make sense says where and what was probably meant."""

from __future__ import annotations

import pytest

from coordinator.paths import default_playbook
from coordinator.playbook.loader import PlaybookProblems, load, parse

TEXT = default_playbook().read_text(encoding="utf-8")


def _line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def _problems(text: str) -> list[str]:
    with pytest.raises(PlaybookProblems) as caught:
        parse(text, "mine.yaml")
    return caught.value.problems


def test_the_playbook_that_is_shipped_makes_sense() -> None:
    playbook = load(default_playbook())

    assert playbook.ladders["record-request"].rung("reminder-1") is not None
    assert playbook.messages["l05-overdue"].needs_approval


@pytest.mark.parametrize(
    ("right", "wrong", "meant"),
    [
        ("ends_when: request_settled", "ends_when: request_setled", "request_settled"),
        ("letter: l02-reminder-1, call", "letter: l02-remider-1, call", "l02-reminder-1"),
        ("only_if: legal_deadline_applies}", "only_if: legal_deadlines_apply}", "legal_deadline_applies"),
        ("work_item: supervisor_review, script", "work_item: supervisors_review, script", "supervisor_review"),
        ("silent_while: [promised_date_ahead", "silent_while: [promised_day_ahead", "promised_date_ahead"),
        ("class: care, stale_after: 10 days", "clas: care, stale_after: 10 days", "class"),
    ],
)
def test_a_wrong_name_is_told_with_its_line_and_the_nearest_valid_one(right: str, wrong: str, meant: str) -> None:
    broken = TEXT.replace(right, wrong, 1)
    assert broken != TEXT

    line = _line_of(broken, wrong)
    told = [p for p in _problems(broken) if p.startswith(f"mine.yaml:{line}:")]
    assert told
    assert f"did you mean '{meant}'?" in told[0]


def test_every_problem_is_told_at_once() -> None:
    broken = TEXT.replace("after: 7 business days", "after: 7 buisness days", 1).replace(
        "asks: yes", "asks: perhaps", 1
    )

    assert len(_problems(broken)) == 2


def test_what_is_not_yaml_is_told_with_its_line() -> None:
    assert _problems("playbook: [one\nversion: 1")[0].startswith("mine.yaml:2:")


def test_an_empty_file_is_no_playbook() -> None:
    assert _problems("") == ["mine.yaml:1: the file is empty"]


def test_a_rung_without_a_time_is_refused() -> None:
    broken = TEXT.replace("chase-1: {after: 3 business days,  letter", "chase-1: {letter", 1)

    assert "has no time" in _problems(broken)[0]


def test_who_may_have_the_ball_for_how_long_is_counted_in_calendar_days() -> None:
    assert load(default_playbook()).waiting["office"].days == 21
    assert any("calendar days" in p for p in _problems(TEXT.replace("office:   21 days", "office: 21 business days")))
    assert any("navigator" in p for p in _problems(TEXT.replace("  us:       3 days", "  navigator: 3 days")))


def test_a_playbook_of_before_says_nothing_of_waiting_and_nobody_is_late() -> None:
    before, _, rest = TEXT.partition("waiting:  ")

    assert not parse(before + rest[rest.index("# What each message is") :]).waiting
