"""Birth dates as people type them, and what else a search reads in a text."""

from __future__ import annotations

from datetime import date

import pytest

from coordinator.services.desk.case_search import understood
from coordinator.services.desk.typed_days import days_in

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1979-10-25", [(1979, 10, 25)]),
        ("10/25/1979", [(1979, 10, 25)]),
        ("25/10/1979", [(1979, 10, 25)]),
        ("25.10.1979", [(1979, 10, 25)]),
        ("10-25-79", [(1979, 10, 25)]),
        ("3/4/1979", [(1979, 3, 4), (1979, 4, 3)]),
        ("3.4.1979", [(1979, 4, 3)]),
        ("5/6/25", [(1925, 5, 6), (1925, 6, 5), (2025, 5, 6), (2025, 6, 5)]),
        ("25 Oct 1979", [(1979, 10, 25)]),
        ("25th of October 1979", [(1979, 10, 25)]),
        ("October 25, 1979", [(1979, 10, 25)]),
        ("Oct. 25 1979", [(1979, 10, 25)]),
        ("25 de octubre de 1979", [(1979, 10, 25)]),
        ("10251979", [(1979, 10, 25)]),
        ("19791025", [(1979, 10, 25)]),
        ("29 Feb 1979", []),
        ("13/13/1979", []),
        ("10/25/2079", []),
        ("541 555 0186", []),
    ],
)
def test_a_day_is_understood_in_every_common_form(typed: str, meant: list[tuple[int, int, int]]) -> None:
    assert days_in(typed, TODAY)[0] == [date(*parts) for parts in meant]


@pytest.mark.parametrize(
    "typed", ["(541) 555-0186", "541.555.0186", "+1 541 555 0186", "001 541 555-0186", "1-541-555-0186"]
)
def test_a_number_is_read_by_its_digits_however_it_is_written(typed: str) -> None:
    assert "15415550186".endswith(understood(typed, TODAY).digits)
    assert len(understood(typed, TODAY).digits) >= 10
    assert understood(typed, TODAY).names == ()


def test_a_name_with_a_birth_date_and_a_number_is_three_things() -> None:
    wanted = understood("O'Neill, Zoë 10/25/1979 541-555-0186", TODAY)

    assert wanted.names == ("ONeill", "Zoë")
    assert wanted.born == (date(1979, 10, 25),)
    assert wanted.digits == "5415550186"


@pytest.mark.parametrize("typed", ["SO-7K4M-Q2", "so-7k4m-q2", "SO 7K4M Q2", "so7k4mq2"])
def test_a_reference_is_read_with_and_without_its_dashes(typed: str) -> None:
    assert understood(typed, TODAY).ref == "SO-7K4M-Q2"


@pytest.mark.parametrize("typed", ["", "   ", "-", "%%%", "***"])
def test_nothing_is_understood_of_nothing(typed: str) -> None:
    assert not understood(typed, TODAY)
