"""The order of the files is about files that are there."""

from __future__ import annotations

from pathlib import Path

from order import SLOWEST_FIRST, TOGETHER, file_of, turn_of

TESTS = Path(__file__).parent


def test_every_file_that_is_named_is_there() -> None:
    assert [name for name in (*SLOWEST_FIRST, *TOGETHER, *TOGETHER.values()) if not (TESTS / name).is_file()] == []


def test_the_slowest_come_first_and_what_belongs_together_stays_together() -> None:
    first, last = f"tests/{SLOWEST_FIRST[0]}::test_a", "tests/web/test_web_pages.py::test_b"

    assert sorted([last, first], key=turn_of) == [first, last]
    assert {file_of(f"tests/{name}::test_c") for name in TOGETHER} == set(TOGETHER.values())
