from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from intake_cases import EXAMPLES, change

from coordinator.domain.words import Channel
from coordinator.services.directory_file import is_npi, parse_directory


def directory_file() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((EXAMPLES / "directory.json").read_text())
    return read


def test_the_example_directory_parses() -> None:
    directory, problems = parse_directory(json.dumps(directory_file()))

    assert problems == []
    assert directory is not None
    assert [len(directory.organizations), len(directory.providers), len(directory.teams)] == [9, 9, 1]
    eugene = next(one for one in directory.organizations if one.name == "Willamette Bone and Joint").desks[0]
    assert eugene.secure_email_agreed
    assert eugene.channel_order == (Channel.EMAIL, Channel.FAX, Channel.PRINT)
    assert eugene.own_form_required is None
    assert directory.providers[0].slots[0].starts_at == datetime(2026, 12, 15, 16, 0, tzinfo=UTC)


def test_every_office_number_is_known_and_no_empty_one() -> None:
    directory, _ = parse_directory(json.dumps(directory_file()))
    assert directory is not None

    numbers = directory.office_numbers()

    assert {"+15075550110", "+16125550160", "+14155550166", "+16125550167"} <= numbers
    assert all(number.startswith("+1") for number in numbers)


@pytest.mark.parametrize(
    ("place", "to", "code"),
    [
        ("$.organizations[0].time_zone", "Central", "time_zone.unknown"),
        ("$.organizations[0].nmae", "x", "field.unknown"),
        ("$.organizations[0].desks[0].department", "him", "department.unknown"),
        ("$.organizations[0].desks[0].department", "patient", "department.unknown"),
        ("$.organizations[0].desks[0].fax", "none", "phone.invalid"),
        ("$.organizations[0].desks[0].hours", "16:30-08:30", "hours.invalid"),
        ("$.organizations[0].desks[0].hours", "08:30-29:30", "hours.invalid"),
        ("$.organizations[3].desks[0].channel_order", ["call"], "channel.unknown"),
        ("$.organizations[3].desks[0].portal_url", "javascript:x", "url.invalid"),
        ("$.organizations[0].desks[0].closed_on[0]", "2026-13-01", "date.invalid"),
        ("$.providers[0].licensed_in[0]", "Minnesota", "state.unknown"),
        ("$.providers[0].modes[0]", "letter", "mode.unknown"),
        ("$.providers[0].npi", "1234567890", "npi.invalid"),
        ("$.providers[0].specialties", [], "list.too_short"),
        ("$.providers[0].slots[0].starts_at", "2026-12-15T10:00:00", "moment.no_offset"),
        ("$.providers[0].slots[0].starts_at", "soon", "moment.invalid"),
        ("$.providers[0].slots[0].minutes", 0, "number.out_of_range"),
        ("$.providers[0].cost.currency", "$", "currency.invalid"),
    ],
)
def test_a_broken_entry_is_named_with_its_place_and_code_and_nothing_is_read(place: str, to: Any, code: str) -> None:
    file = directory_file()
    change(file, place, to)

    directory, problems = parse_directory(json.dumps(file))

    assert [(problem.path, problem.code) for problem in problems] == [(place, code)]
    assert directory is None


@pytest.mark.parametrize(
    ("place", "to", "where", "code"),
    [
        ("$.organizations[0].desks[1].department", "records_office", "$.organizations[0].desks[1]", "desk.twice"),
        ("$.organizations[1].name", "Lakeview General Hospital", "$.organizations[1]", "organization.twice"),
        ("$.providers[1]", directory_file()["providers"][0], "$.providers[1]", "provider.twice"),
        ("$.teams[0].staff", ["nobody"], "$.teams[0].staff[0]", "email.invalid"),
    ],
)
def test_what_stands_twice_or_deep_is_named_where_it_stands(place: str, to: Any, where: str, code: str) -> None:
    file = directory_file()
    change(file, place, to)

    _, problems = parse_directory(json.dumps(file))

    assert (where, code) in [(problem.path, problem.code) for problem in problems]


def test_bad_json_is_told_with_line_and_column() -> None:
    directory, problems = parse_directory('{"organizations": [}')

    assert directory is None
    assert problems[0].code == "json.invalid"
    assert "line 1, column 20" in problems[0].message


def test_a_provider_may_stand_in_a_file_without_its_organization() -> None:
    directory, problems = parse_directory(json.dumps({"providers": directory_file()["providers"][:1]}))

    assert problems == []
    assert directory is not None


@pytest.mark.parametrize(("number", "valid"), [("1234567893", True), ("1234567890", False), ("123456789", False)])
def test_the_last_digit_of_an_npi_checks_the_others(number: str, valid: bool) -> None:
    assert is_npi(number) is valid
