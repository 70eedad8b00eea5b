"""Whose study it is: names in any order, case and accents, birth dates to the day (``domain.md`` §2.4)."""

from __future__ import annotations

from datetime import date

import pytest

from coordinator.domain.patient import Patient
from coordinator.domain.study import StudyHeader, compare

BORN = date(1968, 4, 17)


def _patient(given: str = "María José", family: str = "Okafor Núñez", **details: object) -> Patient:
    return Patient("p", "k", given, family, BORN, "America/Chicago", "en", "MN", details=dict(details))


def _header(name: str = "OKAFOR NUNEZ^MARIA", born: date | None = BORN, number: str = "") -> StudyHeader:
    return StudyHeader(name, number, born, "1.2.3", "A1", date(2026, 9, 1), "MR")


@pytest.mark.parametrize(
    "name",
    ["OKAFOR NUNEZ^MARIA", "Okafor^Nunez^Jose", "maria okafor-nuñez", "MARIA^OKAFOR NUNEZ^^DR", "Núñez Okafor, María"],
)
def test_order_case_and_accents_do_not_matter(name: str) -> None:
    assert compare(_header(name), _patient(), ()).name == "same"


@pytest.mark.parametrize("name", ["OKAFOR^MARIA", "OKAFOR NUNEZ^PEDRO", "SMITH^JOHN"])
def test_half_a_family_name_or_another_given_name_is_not_the_same(name: str) -> None:
    assert compare(_header(name), _patient(), ()).name == "differs"


def test_a_former_name_counts() -> None:
    assert compare(_header("EZE^MARIA"), _patient(former_names=["Maria Eze"]), ()).name == "same"


def test_a_birth_date_is_compared_to_the_day() -> None:
    assert compare(_header(born=date(1968, 4, 18)), _patient(), ()).birth_date == "differs"
    assert compare(_header(born=None), _patient(), ()).birth_date == "not_stated"


def test_only_name_and_birth_date_together_say_somebody_else() -> None:
    assert not compare(_header("SMITH^JOHN"), _patient(), ()).somebody_else
    assert not compare(_header(born=date(1970, 1, 1)), _patient(), ()).somebody_else
    assert compare(_header("SMITH^JOHN", date(1970, 1, 1)), _patient(), ()).somebody_else


def test_a_record_number_counts_only_where_one_is_known() -> None:
    assert compare(_header(number="LK 220417"), _patient(), ("LK-220417",)).record_number == "same"
    assert compare(_header(number="9"), _patient(), ("LK-220417",)).record_number == "differs"
    assert compare(_header(number="9"), _patient(), ()).record_number == "not_stated"
