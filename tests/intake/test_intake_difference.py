from __future__ import annotations

import json
from typing import Any

from intake_cases import checked, intake_file

from coordinator.services.intake.difference import content, content_hash, differing_fields
from coordinator.services.intake.schema import Intake


def read(file: dict[str, Any]) -> Intake:
    intake = checked(json.dumps(file)).intake
    assert intake is not None
    return intake


def test_layout_order_and_spelling_do_not_change_the_content() -> None:
    file = intake_file(6)
    other = dict(reversed(file.items()))
    other["sources"][0]["items"][3] = "PT/REHAB"
    other["patient"]["phones"][0]["number"] = "(541) 555-0186"
    other["patient"]["preferred_name"] = None

    assert content_hash(read(other)) == content_hash(read(intake_file(6)))
    assert differing_fields(content(read(intake_file(6))), content(read(other))) == []


def test_every_example_has_a_content_of_its_own_that_survives_json() -> None:
    intakes = [read(intake_file(number)) for number in range(1, 11)]

    assert len({content_hash(intake) for intake in intakes}) == 10
    for intake in intakes:
        assert checked(json.dumps(content(intake))).intake == read(json.loads(json.dumps(content(intake))))
        assert content_hash(read(json.loads(json.dumps(content(intake))))) == content_hash(intake)


def test_differences_are_named_by_their_paths_and_never_by_their_values() -> None:
    file = intake_file(1)
    file["patient"]["legal_name"]["family"] = "Other"
    file["sources"][1]["items"].append("ECHO")
    file["worry"] = None
    file["contacts"] = []

    assert differing_fields(content(read(intake_file(1))), content(read(file))) == [
        "$.contacts[0]",
        "$.patient.legal_name.family",
        "$.sources[1].items[2]",
        "$.worry",
    ]


def test_no_deadline_and_an_unanswered_deadline_differ() -> None:
    none, unanswered = intake_file(6), intake_file(6)
    del unanswered["question"]["decision_deadline"]

    assert content_hash(read(none)) != content_hash(read(unanswered))
    assert differing_fields(content(read(none)), content(read(unanswered))) == ["$.question.decision_deadline"]


def test_true_and_one_are_not_the_same_value() -> None:
    assert differing_fields({"a": True, "b": 1}, {"a": 1, "b": 1}) == ["$.a"]
