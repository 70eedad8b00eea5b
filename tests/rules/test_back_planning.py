"""The plan back from the deadline, the priority and risk that follow it, and what is done when it cannot be met."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.paths import examples_dir
from coordinator.services.views.case_show import case_show


def question(deadline: str | None, number: str = "0006", **more: Any) -> dict[str, Any]:
    """The question of an example intake with another deadline."""
    told = json.loads((examples_dir() / "intake" / f"intake-{number}.json").read_text(encoding="utf-8"))
    return {**told["question"], "decision_deadline": {"date": deadline, **more} if deadline else None}


def shown(stage: Stage, ref: str) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        return case_show(session, ref, stage.world.book(session), stage.world.now(session))


def open_items(stage: Stage, ref: str, kind: str) -> list[str]:
    return [w.code for w in stage.case(ref).work_items if w.open and w.kind == kind]


def risks(stage: Stage, ref: str) -> list[tuple[str, str]]:
    """When the risk changed (the patient's local date and hour), and to what."""
    from coordinator.services.views.timeline import timeline

    with stage.world.database.reading() as session:
        entries = timeline(session, ref, stage.world.files)["entries"]
    return [(e["at"][:13], e["data"]["risk"]) for e in entries if e["name"] == "deadline_risk_changed"]


@pytest.mark.rule("1.8-back-plan", "12-back-planning")
def test_priority_rises_by_itself_at_the_patients_midnight(stage: Stage) -> None:
    ref = stage.intake("0006", question=question("2027-01-20"))
    assert stage.case(ref).priority == "routine"

    stage.advance_to(datetime(2026, 12, 16, 7, 59, tzinfo=UTC))
    assert stage.case(ref).priority == "routine"
    stage.advance_to(datetime(2026, 12, 16, 8, 1, tzinfo=UTC))
    assert stage.case(ref).priority == "expedited"

    stage.advance_to(datetime(2027, 1, 6, 8, 1, tzinfo=UTC))
    assert stage.case(ref).priority == "urgent"


@pytest.mark.rule("1.8-back-plan")
def test_a_lowered_priority_stays_until_the_dates_ask_for_more_than_they_did(stage: Stage) -> None:
    ref = stage.intake("0006", question=question("2026-12-24"))
    assert stage.case(ref).priority == "expedited"

    stage.fact(ref, "priority_set", priority="routine", reason="the patient is in no hurry")
    stage.advance(days=10)
    assert stage.case(ref).priority == "routine"

    stage.advance_to(datetime(2026, 12, 10, 12, tzinfo=UTC))
    assert stage.case(ref).priority == "urgent"


@pytest.mark.rule("1.8-back-plan")
def test_the_risk_grows_by_night_and_a_person_tells_the_patient_before_it_is_too_late(stage: Stage) -> None:
    ref = stage.intake("0006", question=question("2027-01-20"))
    stage.accept(ref)
    stage.sign_all(ref)
    plan = shown(stage, ref)["back_plan"]
    assert (shown(stage, ref)["deadline_risk"], plan["packet_by"]) == ("none", "2026-12-29")

    stage.advance_to(datetime(2027, 1, 22, tzinfo=UTC))

    assert risks(stage, ref) == [
        ("2027-01-05T08", "watch"),  # packet_by 2027-01-07, as the expedited case plans it
        ("2027-01-06T08", "none"),  # urgent from here on: shorter leads, packet_by 2027-01-11
        ("2027-01-07T08", "watch"),
        ("2027-01-12T08", "breach_likely"),
        ("2027-01-21T08", "breached"),
    ]
    assert "m14-record-delay-urgent" in open_items(stage, ref, "call_patient")
    assert "n01-deadline-alert" in open_items(stage, ref, "supervisor_review")


@pytest.mark.rule("1.8-back-plan")
def test_the_call_about_the_risk_ends_when_the_risk_does(stage: Stage) -> None:
    ref = stage.intake("0006", question=question("2027-01-20"))
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance_to(datetime(2027, 1, 13, tzinfo=UTC))
    assert "m14-record-delay-urgent" in open_items(stage, ref, "call_patient")

    stage.fact(ref, "deadline_changed", on="2027-03-31", said_by="the patient")

    assert open_items(stage, ref, "call_patient") == []


@pytest.mark.rule("1.8-infeasible")
def test_an_infeasible_plan_shows_its_options_as_acts_at_once_and_none_of_them_is_advice(stage: Stage) -> None:
    ref = stage.intake("0005")

    assert open_items(stage, ref, "plan_infeasible") == [
        "record_review,focused_question,partial_packet,ask_if_waiting_is_safe"
    ]
    assert open_items(stage, ref, "call_patient") == []  # the same conversation is not asked for twice
    options = shown(stage, ref)["plan_options"]
    assert [o["record"] for o in options] == [
        "plan_option_chosen option=record_review",
        "plan_option_chosen option=focused_question text=…",
        "plan_option_chosen option=partial_packet",
        "plan_option_chosen option=ask_if_waiting_is_safe",
    ]

    stage.fact(ref, "plan_option_chosen", option="ask_if_waiting_is_safe")
    assert open_items(stage, ref, "plan_infeasible") == []
    assert open_items(stage, ref, "call_provider") == ["ask_if_waiting_is_safe"]


@pytest.mark.rule("1.8-infeasible")
def test_a_clinicians_answer_moves_the_deadline_and_everything_that_follows_from_it(stage: Stage) -> None:
    ref = stage.intake("0005")
    stage.fact(ref, "deadline_changed", on="2027-03-15", said_by="Dr. Ruth Kimball")

    case = stage.case(ref)
    assert (case.deadline_on, case.deadline_risk) == (date(2027, 3, 15), "none")
    assert open_items(stage, ref, "plan_infeasible") == []
    with pytest.raises(Refused):
        stage.fact(ref, "deadline_changed", on="2026-01-01")


@pytest.mark.rule("1.8-infeasible")
def test_a_record_review_leaves_only_providers_who_read_records(stage: Stage) -> None:
    ref = stage.intake("0006", question=question("2026-12-05"))
    stage.accept(ref)
    stage.fact(ref, "plan_option_chosen", option="record_review")
    stage.fact(ref, "shortlist_wanted")

    modes = {slot["mode"] for one in shown(stage, ref)["shortlist"] for slot in one["slots"]}
    assert modes <= {"record_review"}
    ways = [e["filter"] for one in shown(stage, ref)["shortlist"] for e in one["excluded"]]
    assert "H5" in ways


@pytest.mark.rule("12-back-planning")
def test_a_plan_is_not_called_infeasible_while_the_offices_answer_in_time(stage: Stage) -> None:
    ref = stage.intake("0006", question=question("2027-01-20"))
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance_to(datetime(2026, 12, 31, 12, tzinfo=UTC))

    assert date.fromisoformat(shown(stage, ref)["back_plan"]["request_records_by"]) < date(2026, 12, 31)
    assert open_items(stage, ref, "plan_infeasible") == []
