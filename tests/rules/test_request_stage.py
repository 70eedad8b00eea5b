"""What a request needs before records are asked for, and what a person decides (``domain.md`` §1.3)."""

from __future__ import annotations

from typing import Any

import pytest
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services.views.case_show import case_show


def shown(stage: Stage, ref: str) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        return case_show(session, ref, stage.world.book(session), stage.world.now(session))


def missing(stage: Stage, ref: str) -> list[str]:
    return [reason["code"] for reason in shown(stage, ref)["missing"]]


def open_items(stage: Stage, ref: str, kind: str) -> list[Any]:
    return [w for w in stage.case(ref).work_items if w.open and w.kind == kind]


@pytest.mark.rule("1.3-identity", "1.3-terms", "1.3-contact")
def test_records_are_not_begun_before_identity_terms_and_one_round_trip(stage: Stage) -> None:
    ref = stage.intake("0006")
    assert missing(stage, ref) == [
        "identity.not_verified", "terms.not_accepted", "contact.not_verified", "case.not_accepted",
    ]  # fmt: skip

    stage.fact(ref, "case_accepted")
    stage.fact(ref, "identity_verified", level="2")
    stage.fact(ref, "terms_accepted")
    stage.fact(ref, "contact_verified", contact=stage.case(ref).patient.contact_points[0].id)
    assert (stage.case(ref).stage, missing(stage, ref)) == ("request", ["identity.not_verified"])

    stage.fact(ref, "identity_verified", level="3")
    assert stage.case(ref).stage == "records"


@pytest.mark.rule("1.3-deadline-answered", "1.3-source", "1.3-emergency-screen")
def test_an_unanswered_question_is_asked_and_holds_the_stage(stage: Stage) -> None:
    ref = stage.intake("0006", screening={}, sources=[])
    stage.accept(ref)
    assert [r["detail"] for r in shown(stage, ref)["missing"]] == ["screening.emergency_now", "sources"]
    assert open_items(stage, ref, "answer_missing")

    stage.fact(ref, "missing_answered", field="screening.emergency_now", value="no")
    stage.fact(ref, "missing_answered", field="sources", value="patient holds all records")

    assert stage.case(ref).stage == "records"


@pytest.mark.rule("1.3-source")
def test_an_intake_may_say_that_the_patient_holds_everything(stage: Stage) -> None:
    ref = stage.intake("0006", sources=[], holds_all_records=True)
    stage.accept(ref)

    assert stage.case(ref).stage == "records"


@pytest.mark.rule("1.3-emergency-screen")
def test_an_emergency_stops_everything_automatic_and_a_person_calls(stage: Stage) -> None:
    ref = stage.intake("0006", screening={"emergency_now": True})
    stage.accept(ref)
    stage.advance(days=3)

    assert stage.names(ref) == []
    assert missing(stage, ref) == ["emergency.now"]
    assert [w.code for w in open_items(stage, ref, "call_patient")] == ["emergency_now"]

    stage.fact(ref, "missing_answered", field="screening.emergency_now", value="no")
    assert stage.case(ref).stage == "records"


@pytest.mark.rule("1.3-emergency-screen")
def test_a_patient_in_hospital_is_left_in_peace_for_three_days(stage: Stage) -> None:
    ref = stage.intake("0006", screening={"emergency_now": False, "in_hospital_now": True})
    stage.advance(days=2)

    assert stage.names(ref) == []
    assert (shown(stage, ref)["on_hold"], shown(stage, ref)["hold"]["review_on"]) == (True, "2026-11-26")


@pytest.mark.rule("1.3-emergency-screen")
def test_a_legal_dispute_waits_for_a_persons_word(stage: Stage) -> None:
    ref = stage.intake("0006", screening={"emergency_now": False, "legal_dispute": True})
    stage.accept(ref)
    assert missing(stage, ref) == ["scope.legal_dispute"]
    assert [w.code for w in open_items(stage, ref, "supervisor_review")] == ["legal_dispute"]

    stage.fact(ref, "missing_answered", field="screening.legal_dispute", value="no")
    assert stage.case(ref).stage == "records"


@pytest.mark.rule("1.3-specialty")
def test_the_specialty_chooses_the_checklist(stage: Stage) -> None:
    ref = stage.intake("0006")
    wanted = {entry["record_type"] for entry in shown(stage, ref)["readiness"]["blocking"]}

    assert {"CONSULT_NOTE", "IMG_DICOM", "PT_REHAB"} <= wanted


@pytest.mark.rule("1.3-duplicate")
def test_the_same_person_twice_is_proposed_and_both_cases_go_on_until_somebody_says(stage: Stage) -> None:
    first = stage.intake("0006")
    second = stage.intake("0006", external_id="INTAKE-0006-B")

    [proposal] = open_items(stage, second, "duplicate_proposed")
    assert proposal.code == first
    assert stage.case(first).open
    assert stage.case(second).open
    with pytest.raises(Refused):
        stage.fact(second, "work_item_done", work_item=proposal.id)

    stage.fact(second, "duplicate_settled", work_item=proposal.id, duplicate="yes")

    assert shown(stage, second)["close_reason"] == "duplicate"
    assert shown(stage, second)["duplicates"] == {first: "yes"}
    assert stage.case(first).open


@pytest.mark.rule("1.3-duplicate")
def test_a_proposal_that_is_wrong_leaves_both_cases(stage: Stage) -> None:
    first = stage.intake("0006")
    second = stage.intake("0006", external_id="INTAKE-0006-B")
    [proposal] = open_items(stage, second, "duplicate_proposed")

    stage.fact(second, "duplicate_settled", work_item=proposal.id, duplicate="no")

    assert stage.case(second).open
    assert open_items(stage, second, "duplicate_proposed") == []
    assert shown(stage, second)["duplicates"] == {first: "no"}


@pytest.mark.rule("1.3-duplicate")
def test_a_namesake_with_another_birth_date_or_number_is_no_proposal(stage: Stage) -> None:
    stage.intake("0006")
    patient = dict(stage.case(stage.refs["0006"]).intake["patient"])
    other_day = stage.intake("0006", external_id="B", patient={**patient, "birth_date": "1979-10-26"})
    phones = [{"number": "+15035550999", "kind": "mobile"}]
    other_number = stage.intake("0006", external_id="C", patient={**patient, "phones": phones})

    assert open_items(stage, other_day, "duplicate_proposed") == []
    assert open_items(stage, other_number, "duplicate_proposed") == []
