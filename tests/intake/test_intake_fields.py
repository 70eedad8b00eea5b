"""Everything domain.md §1.3 wants captured may stand in an intake file, each field checked in its own place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from intake_cases import broken, change, checked, intake_file

from coordinator.domain.case import Case
from coordinator.domain.opening import open_case
from coordinator.services.intake.difference import content

FULL: dict[str, Any] = {
    "$.patient.other_emails": ["second@patients.example"],
    "$.patient.former_names": ["Maria Eze"],
    "$.patient.capacity": "decides_alone",
    "$.access_needs": ["large print", "TTY relay"],
    "$.contacts[0].evidence": "none needed",
    "$.contacts[0].emergency": True,
    "$.question.condition_group": "breast",
    "$.question.told_on": "2026-11-02",
    "$.question.motives": ["treatment_options", "surgery_proposed"],
    "$.question.decision_deadline.said_by": "Dr. Ellen Marsh",
    "$.treatment_started": {"on": "2026-11-20", "what": "hormone tablets"},
    "$.supplements": ["vitamin D"],
    "$.allergies": ["penicillin"],
    "$.sources[0].clinician": "Dr. Ellen Marsh",
    "$.sources[0].name_used": "Maria Eze",
    "$.sources[2].accession": "S26-1180",
    "$.sources[0].sensitive": ["SUD", "HIV"],
    "$.sources[2].sensitive_items": {"MOL_REPORT": ["GENETIC"]},
    "$.coverage.network_type": "ppo",
    "$.coverage.referral_needed": True,
    "$.coverage.prior_authorization_needed": False,
    "$.travel": {"can_travel": True, "most_km": 300, "overnight": False, "needs": ["wheelchair"]},
    "$.telehealth": {"willing": True, "device": True, "internet": True, "state": "wi"},
    "$.opt_ins": [
        {"what": "unencrypted_detail", "allowed": True, "on": "2026-11-22", "text_version": "1"},
        {"what": "text_messages", "allowed": False, "on": "2026-11-22", "text_version": "1"},
    ],
}


def full() -> dict[str, Any]:
    file = intake_file(1)
    for place, value in FULL.items():
        change(file, place, value)
    return file


def opened(file: dict[str, Any]) -> Case:
    intake = checked(json.dumps(file)).intake
    assert intake is not None
    numbers: Iterator[int] = count(1)
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    return open_case(content(intake), ref="SO-1", by="operator", now=now, new_id=lambda: f"id-{next(numbers)}")


def test_every_field_of_the_request_stage_may_be_told_and_is_kept() -> None:
    result = checked(json.dumps(full()))
    assert result.problems == []
    assert result.intake is not None

    kept = content(result.intake)
    assert kept["question"]["decision_deadline"]["said_by"] == "Dr. Ellen Marsh"
    assert kept["sources"][0]["sensitive"] == ["SUD_PART2", "HIV"]
    assert kept["telehealth"]["state"] == "WI"
    assert (kept["supplements"], kept["travel"]["most_km"]) == (["vitamin D"], 300)


def test_what_was_told_reaches_the_people_and_their_contact_points() -> None:
    patient = opened(full()).patient

    emails = {p.value: p for p in patient.points_of(None) if p.kind == "email"}
    assert set(emails) == {"intake-0001@patients.example", "second@patients.example"}
    assert {p.detail_text_version for p in emails.values()} == {"1"}
    assert [p.may_text for p in patient.points_of(None) if p.kind == "phone"] == [False]
    assert patient.contacts[0].emergency is True


@pytest.mark.rule("1.3-representative", "1.3-source")
def test_a_patient_who_is_represented_and_one_who_holds_everything_are_understood() -> None:
    file = intake_file(1)
    change(file, "$.patient.capacity", "represented")
    change(file, "$.sources", [])
    change(file, "$.holds_all_records", True)
    case = opened(file)

    assert case.capacity_lost
    assert case.answers == {"sources": "patient holds all records"}
    assert [(w.path, w.code) for w in checked(json.dumps(file)).warnings] == [
        ("$.contacts", "capacity.no_representative")
    ]


def test_an_older_file_keeps_the_form_it_was_loaded_with() -> None:
    intake = checked(json.dumps(intake_file(1))).intake
    assert intake is not None

    assert set(content(intake)) == {
        "external_id", "received_on", "patient", "contacts", "screening", "treatment_scheduled", "history",
        "access_needs", "worry", "other_treatments", "question", "first_opinion", "sources", "coverage",
    }  # fmt: skip
    assert "sensitive" not in content(intake)["sources"][0]


@pytest.mark.parametrize(
    ("place", "to", "found", "code"),
    [
        ("$.patient.capacity", "perhaps", "$.patient.capacity", "capacity.unknown"),
        ("$.question.told_on", "2026-11-24", "$.question.told_on", "date.in_future"),
        ("$.treatment_started", {"on": "2026-12-01"}, "$.treatment_started.on", "date.in_future"),
        ("$.sources[0].sensitive", ["HIVV"], "$.sources[0].sensitive[0]", "sensitivity.unknown"),
        ("$.sources[0].dates", {"from": "2027-01-01"}, "$.sources[0].dates.from", "dates.in_future"),
        (
            "$.sources[0].sensitive_items", {"OP_NOTE": ["HIV"]},
            "$.sources[0].sensitive_items.OP_NOTE", "sensitive_items.not_wanted",
        ),
        ("$.coverage.network_type", "big", "$.coverage.network_type", "network.unknown"),
        ("$.travel", {"most_km": -1}, "$.travel.most_km", None),
        ("$.telehealth", {"state": "Minnesota"}, "$.telehealth.state", "state.unknown"),
        (
            "$.opt_ins", [{"what": "spam", "allowed": True, "on": "2026-11-22", "text_version": "1"}],
            "$.opt_ins[0].what", "opt_in.unknown",
        ),
        (
            "$.opt_ins", [{"what": "survey", "allowed": True, "on": "2026-11-22"}],
            "$.opt_ins[0].text_version", "field.missing",
        ),
    ],
)  # fmt: skip
def test_a_field_that_makes_no_sense_is_named_with_its_place(place: str, to: Any, found: str, code: str | None) -> None:
    problems = [(finding.path, finding.code) for finding in broken(place, to).problems]

    assert [path for path, _ in problems] == [found]
    assert code is None or problems == [(found, code)]
