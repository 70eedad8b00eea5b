from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from intake_cases import EXAMPLES, broken, checked, intake_file

from coordinator.domain.words import Disclosure, RecordType
from coordinator.services.directory_file import parse_directory
from coordinator.services.intake.check import Checked


def places(result: Checked) -> list[tuple[str, str]]:
    return [(finding.path, finding.code) for finding in result.problems]


def odd(result: Checked) -> list[tuple[str, str]]:
    return [(finding.path, finding.code) for finding in result.warnings]


@pytest.mark.parametrize("number", range(1, 11))
def test_every_example_passes_beside_the_example_directory(number: int) -> None:
    directory, _ = parse_directory((EXAMPLES / "directory.json").read_text())
    assert directory is not None

    result = checked(json.dumps(intake_file(number)), offices=directory.office_numbers())

    assert result.problems == []
    assert result.intake is not None
    assert result.intake.external_id == f"INTAKE-{number:04}"


def test_a_code_that_is_no_leaf_is_a_warning_at_each_place() -> None:
    result = checked(json.dumps(intake_file(3)))

    assert result.intake is not None
    assert odd(result) == [
        ("$.question.condition.icd10cm", "icd.not_a_leaf"),
        ("$.first_opinion.diagnosis.icd10cm", "icd.not_a_leaf"),
    ]


@pytest.mark.rule("1.3-question", "1.3-specialty")
@pytest.mark.parametrize(
    ("place", "to", "code"),
    [
        ("$.external_id", ..., "field.missing"),
        ("$.patient.legal_name.family", ..., "field.missing"),
        ("$.patient.legal_name.family", None, "field.missing"),
        ("$.patient.birth_date", ..., "field.missing"),
        ("$.patient.address", ..., "field.missing"),
        ("$.patient.time_zone", ..., "field.missing"),
        ("$.patient.language", ..., "field.missing"),
        ("$.question", ..., "field.missing"),
        ("$.question.condition.label", ..., "field.missing"),
        ("$.question.specialty", ..., "field.missing"),
        ("$.question.disclosure", ..., "field.missing"),
        ("$.first_opinion", ..., "field.missing"),
        ("$.first_opinion", {"given_on": "2026-11-02"}, "first_opinion.no_author"),
        ("$.patient.nickname", "Mimi", "field.unknown"),
        ("$.patient.interpreter", "no", "field.wrong_type"),
        ("$.patient.phones", {}, "field.wrong_type"),
        ("$.patient", [], "field.wrong_type"),
        ("$.patient.birth_date", "17.04.1968", "date.invalid"),
        ("$.patient.birth_date", "1968-02-30", "date.invalid"),
        ("$.patient.birth_date", 19680417, "field.wrong_type"),
        ("$.patient.birth_date", "2026-11-24", "birth_date.in_future"),
        ("$.patient.birth_date", "1868-04-17", "birth_date.implausible"),
        ("$.patient.time_zone", "America/Chicgo", "time_zone.unknown"),
        ("$.patient.language", "english", "language.unknown"),
        ("$.patient.address.state", "ZZ", "state.unknown"),
        ("$.patient.address.postal_code", "5590", "postal_code.invalid"),
        ("$.patient.email", "a@b.example,c@d.example", "email.not_one_address"),
        ("$.patient.email", "a@b.example c@d.example", "email.not_one_address"),
        ("$.patient.email", "Maria <a@b.example>", "email.not_one_address"),
        ("$.patient.email", "a@b.example\r\nBcc: x", "text.control_character"),
        ("$.patient.email", "nobody", "email.invalid"),
        ("$.patient.phones[0].number", "555-0181", "phone.invalid"),
        ("$.patient.legal_name.given", "Maria\nBcc: x@y.example", "text.control_character"),
        ("$.patient.legal_name.given", "Maria\u0000", "text.control_character"),
        ("$.patient.legal_name.given", "Maria\u2028", "text.control_character"),
        ("$.patient.legal_name.given", "Maria\u202e", "text.direction_mark"),
        ("$.patient.legal_name.given", "=?utf-8?q?x?=", "text.encoded_word"),
        ("$.patient.legal_name.given", "Mar\ud800ia", "text.broken_character"),
        ("$.patient.legal_name.given", "   ", "text.empty"),
        ("$.question.text", " \n ", "text.empty"),
        ("$.question.text", "x" * 10_001, "text.too_long"),
        ("$.question.specialty", "oncology", "specialty.unknown"),
        ("$.question.disclosure", "half", "disclosure.unknown"),
        ("$.question.condition.icd10cm", "C50.999X", "icd.unknown"),
        ("$.first_opinion.diagnosis.icd10cm", "ZZ9", "icd.unknown"),
        ("$.sources[0].items[1]", "PROGRES_NOTE", "record_type.unknown"),
        ("$.sources[0].items", [], "list.too_short"),
        ("$.sources[0].department", "radiology_desk", "department.unknown"),
        ("$.sources[0].legal_basis", "subpoena", "legal_basis.unknown"),
        ("$.sources[0].fax", "fax it", "phone.invalid"),
        ("$.sources[0].dates", {"from": "2026-11-15", "to": "2026-06-01"}, "dates.reversed"),
        ("$.contacts[0].role", "patient", "role.unknown"),
        ("$.contacts[0].may_be_told", "some", "may_be_told.unknown"),
    ],
)
def test_a_broken_field_is_named_with_its_place_and_code_and_nothing_else_is(place: str, to: Any, code: str) -> None:
    result = broken(place, to)

    assert places(result) == [(place, code)]
    assert result.intake is None


def test_a_negative_amount_is_refused() -> None:
    result = broken("$.coverage.self_pay_limit", {"amount_minor": -1, "currency": "USD"})

    assert places(result) == [("$.coverage.self_pay_limit.amount_minor", "number.out_of_range")]


def test_all_problems_are_told_in_one_go_whatever_their_kind() -> None:
    file = intake_file(1)
    del file["external_id"]
    file["patient"]["time_zone"] = "Chicago"
    file["patient"]["birth_date"] = "2031-01-01"
    file["question"]["condition"]["icd10cm"] = "Q99.XX"
    file["question"]["decision_deadline"]["date"] = "2026-11-22"
    file["sources"][2]["items"][0] = "PATHREPORT"
    file["patient"]["phones"][0]["number"] = file["sources"][0]["fax"]

    result = checked(json.dumps(file))

    assert sorted(places(result)) == sorted(
        [
            ("$.external_id", "field.missing"),
            ("$.patient.time_zone", "time_zone.unknown"),
            ("$.patient.birth_date", "birth_date.in_future"),
            ("$.question.condition.icd10cm", "icd.unknown"),
            ("$.question.decision_deadline.date", "deadline.in_past"),
            ("$.sources[2].items[0]", "record_type.unknown"),
            ("$.patient.phones[0].number", "phone.is_an_office"),
        ]
    )


def test_bad_json_is_told_with_line_and_column() -> None:
    result = checked('{\n  "external_id": "A",\n}')

    assert places(result) == [("$", "json.invalid")]
    assert "line 3, column 1" in result.problems[0].message


@pytest.mark.parametrize("text", ["", "[" * 100_000, '{"a": NaN}', '{"a": ' + "9" * 5000 + "}"])
def test_what_json_cannot_carry_is_one_problem(text: str) -> None:
    assert places(checked(text)) == [("$", "json.invalid")]


@pytest.mark.parametrize("text", ["[]", '"a"', "3", "null"])
def test_a_file_without_an_object_is_one_problem(text: str) -> None:
    assert places(checked(text)) == [("$", "json.not_an_object")]


def test_a_key_that_stands_twice_is_found_in_its_place() -> None:
    text = json.dumps(intake_file(1)).replace('"mrn": "LK-220417"', '"mrn": "LK-220417", "mrn": "LK-1"')

    assert places(checked(text)) == [("$.sources[0].mrn", "json.duplicate_key")]


def test_a_byte_order_mark_is_no_problem() -> None:
    assert checked("\ufeff" + json.dumps(intake_file(1))).problems == []


def test_the_nearest_valid_word_is_named() -> None:
    assert "PATH_REPORT" in broken("$.sources[2].items[0]", "PATH_REPROT").problems[0].message
    assert "America/Chicago" in broken("$.patient.time_zone", "america/chicago").problems[0].message
    assert "birth_date" in broken("$.patient.birthdate", "1968-04-17").problems[0].message


@pytest.mark.parametrize("place", ["$.patient.legal_name.family", "$.patient.email", "$.question.text"])
def test_a_message_never_repeats_what_may_be_personal(place: str) -> None:
    result = broken(place, "Canarysurname\u202e")

    assert "Canarysurname" not in " ".join(map(str, result.problems))


def test_a_deadline_of_today_is_not_past_and_one_of_yesterday_is() -> None:
    place = "$.question.decision_deadline.date"

    assert places(broken(place, "2026-11-23")) == []
    assert places(broken(place, "2026-11-22")) == [(place, "deadline.in_past")]
    assert places(broken(place, "2026-11-23", today=date(2026, 11, 24))) == [
        ("$.question.decision_deadline.date", "deadline.in_past")
    ]


def test_a_personal_number_that_is_an_offices_in_the_directory_is_found_however_it_is_written() -> None:
    offices = frozenset({"+15075550110"})

    mine = broken("$.patient.phones[0].number", "(507) 555-0110", offices=offices)
    theirs = broken("$.contacts[0].phone", "507-555-0110", offices=offices)

    assert places(mine) == [("$.patient.phones[0].number", "phone.is_an_office")]
    assert places(theirs) == [("$.contacts[0].phone", "phone.is_an_office")]


def test_a_personal_address_that_is_an_offices_is_found() -> None:
    assert places(broken("$.patient.email", "ROI@lakeview.example")) == [("$.patient.email", "email.is_an_office")]


def test_a_source_that_is_the_patient_may_carry_the_patients_own_number() -> None:
    file = intake_file(3)
    file["sources"][2]["phone"] = file["patient"]["phones"][0]["number"]

    assert checked(json.dumps(file)).problems == []


def test_somebody_must_be_reachable_and_a_contact_is_enough() -> None:
    file = intake_file(1)
    file["patient"]["email"] = None
    file["patient"]["phones"] = []
    with_contact = checked(json.dumps(file))
    file["contacts"] = []
    without = checked(json.dumps(file))

    assert places(with_contact) == []
    assert places(without) == [("$.patient", "patient.not_reachable")]


def test_a_minor_without_a_representative_in_effect_is_a_warning() -> None:
    file = intake_file(5)
    assert odd(checked(json.dumps(file))) == []

    file["contacts"][0]["in_effect"] = "unknown"
    result = checked(json.dumps(file))

    assert result.problems == []
    assert odd(result) == [("$.contacts", "minor.no_representative")]


def test_on_the_eighteenth_birthday_no_representative_is_asked_for() -> None:
    file = intake_file(5) | {"contacts": []}

    assert odd(checked(json.dumps(file), today=date(2032, 3, 2))) == [("$.contacts", "minor.no_representative")]
    assert ("$.contacts", "minor.no_representative") not in odd(checked(json.dumps(file), today=date(2032, 3, 3)))


def test_missing_sources_are_no_problem_of_the_file() -> None:
    assert broken("$.sources", []).problems == []
    assert broken("$.sources").problems == []


def test_other_spellings_are_read_as_ours() -> None:
    therapy = broken("$.sources[0].items", ["PT/REHAB", "HP", "PT_REHAB"]).intake
    sealed = broken("$.question.disclosure", "blinded").intake

    assert therapy is not None
    assert therapy.sources[0].items == (RecordType.PT_REHAB, RecordType.HP_NOTE)
    assert sealed is not None
    assert sealed.question.disclosure is Disclosure.SEALED


def test_an_unanswered_question_stays_unanswered() -> None:
    unasked = broken("$.history.surgery").intake
    assert unasked is not None
    assert unasked.history is not None
    assert unasked.history.surgery is None

    told_none = broken("$.question.decision_deadline", None).intake
    not_told = broken("$.question.decision_deadline").intake
    assert told_none is not None
    assert told_none.deadline_answered
    assert not_told is not None
    assert not not_told.deadline_answered


def test_only_the_required_fields_are_enough() -> None:
    whole = intake_file(6)
    person, asked = whole["patient"], whole["question"]
    least = {
        "external_id": "X-1",
        "patient": {
            key: person[key] for key in ("legal_name", "birth_date", "address", "time_zone", "language", "email")
        },
        "question": {key: asked[key] for key in ("text", "condition", "specialty", "disclosure")},
        "first_opinion": {"organization": "Willamette Bone and Joint"},
    }

    assert checked(json.dumps(least)).problems == []
