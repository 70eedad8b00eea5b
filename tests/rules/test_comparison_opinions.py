"""The side by side: rows always there, a second person, questions back, a third opinion (domain.md §1.7, §8)."""

from __future__ import annotations

from typing import Any

import pytest
from opinion_stories import (
    RECORDS,
    REVIEWER,
    SUPERVISOR,
    Story,
    book,
    classify,
    codes,
    compared,
    effect,
    on_paper,
    open_items,
    opened,
    opinion,
    text_of,
)

from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.opinion_content import NOT_STATED
from coordinator.domain.words import Stage, ToRole, WorkItemKind

ALWAYS = ("side_effects", "daily_life", "cost", "follow_up")
SILENT = dict.fromkeys(ALWAYS, NOT_STATED)
POINTER = {"document": "doc-9", "page": 2, "quote": "severe wear of the joint"}


def code_of(story: Story, name: str, **values: Any) -> str:
    with pytest.raises(Refused) as caught:
        story.fact(name, **values)
    return caught.value.code


def row(story: Story, field: str) -> dict[str, Any]:
    comparison = story.life.case.comparison()
    assert comparison is not None
    return next(r for r in comparison.rows if r["field"] == field)


@pytest.mark.rule("1.7-shared-and-opened")
def test_a_case_closes_only_after_the_patient_saw_the_comparison() -> None:
    story = compared()
    classify(story, "confirmed", "minor_change")
    story.fact("comparison_verified", by=SUPERVISOR)
    story.fact("decision_declined")
    assert codes(story) == ["comparison.not_shared", "comparison.not_opened"]

    story.fact("comparison_shared")
    assert codes(story) == ["comparison.not_opened"]
    story.fact("comparison_opened", how="phone")

    assert story.life.case.stage is Stage.CLOSED


@pytest.mark.rule("1.7-decision")
def test_a_case_closes_only_with_a_decision_or_without_the_wish_to_tell_one() -> None:
    story = opened()
    assert codes(story) == ["decision.missing"]

    story.fact("decision_recorded", text="I exercise first.")

    assert story.life.case.close_reason == "completed_decision_recorded"


@pytest.mark.rule("1.7-clarification")
@pytest.mark.parametrize("classes", [("changed", "same"), ("confirmed", "major_change")])
def test_what_lies_apart_needs_a_clarification_offered(classes: tuple[str, str]) -> None:
    story = opened(classes=classes)
    story.fact("decision_declined")
    assert codes(story) == ["clarification.not_offered"]

    story.fact("clarification_offered", to="2", questions="What would change your view?")

    assert story.life.case.stage is Stage.CLOSED


@pytest.mark.rule("12-always-rows")
def test_four_rows_are_always_there_and_silence_opens_a_question_back() -> None:
    story = compared(second=opinion(**SILENT))

    assert [row(story, field)["relation"] for field in ALWAYS] == ["both_silent"] * 4
    asked = {item.about: item for item in open_items(story, WorkItemKind.ASK_BACK)}
    assert set(asked) == {"1", "2"}
    assert set(asked["2"].code.split(",")) == set(ALWAYS)
    assert row(story, "cost")["question"] in {item.id for item in asked.values()}


def test_a_corrected_opinion_is_asked_back_about_what_it_still_leaves_open() -> None:
    story = compared(second=opinion(**SILENT))
    story.fact("opinion_filed", by=RECORDS, file=opinion(**{**SILENT, "cost": "two co-payments"}))

    asked = [item.code for item in open_items(story, WorkItemKind.ASK_BACK) if item.about == "2"]
    assert asked == ["side_effects,daily_life,follow_up"]


def test_a_question_back_leaves_as_a_letter_once_a_person_lets_it_go() -> None:
    story = compared(second=opinion(**{**SILENT, "cost": "two co-payments"}))
    item = next(i for i in open_items(story, WorkItemKind.ASK_BACK) if i.about == "2")
    story.advance(days=3)
    assert "l15-clarification-request" not in story.names()

    story.fact("letter_approved", work_item=item.id)
    story.advance(days=1)

    assert story.names("letter").count("l15-clarification-request") == 1
    asked = story.life.case.clarifications[0]
    letter = text_of(
        on_paper(story, effect("l15-clarification-request", story.life.case, ToRole.PROVIDER, asked.id)).bytes
    )
    assert "What side effects should the patient expect" in letter
    assert "likely to pay" not in letter


def test_an_offered_clarification_is_held_asked_again_on_day_5_and_8_and_ends_with_the_answer() -> None:
    story = opened()
    story.fact("clarification_offered", to="2", questions="What would change your view?")
    story.advance(days=2)
    assert "l15-clarification-request" not in story.names()

    item = open_items(story, WorkItemKind.APPROVE_LETTER, "l15-clarification-request")[0]
    story.fact("letter_approved", by=SUPERVISOR, work_item=item.id)
    story.advance(days=1)
    left = next(x for x in story.life.sent if x.name == "l15-clarification-request")
    story.advance(days=20)

    calendar = story.life.book.calendar()
    again = [x for x in story.life.sent if x.name == "l15-clarification-reminder"]
    assert [calendar.between(left.local_on, x.local_on) for x in again] == [5, 8]

    story.fact("clarification_answered", to="2", text="A new scan would.")
    story.advance(days=2)
    assert any("m27-clarification-answer" in (x.name, *x.parts) for x in story.life.sent)
    assert not story.life.case.clarifications[0].open


def test_a_question_to_the_first_clinician_goes_to_their_office() -> None:
    story = opened("0003")
    story.fact("clarification_offered", to="1", questions="Which lesion do you mean?")
    item = open_items(story, WorkItemKind.APPROVE_LETTER, "l15-clarification-request")[0]
    story.fact("letter_approved", work_item=item.id)
    story.advance(days=4)

    left = next(x for x in story.life.sent if x.name == "l15-clarification-request")
    assert left.to_role is ToRole.TREATING
    assert left.desk_id is not None


def test_an_answer_ends_what_was_held() -> None:
    story = opened()
    story.fact("clarification_offered", to="2", questions="What would change your view?")
    story.fact("clarification_answered", to="2", text="Nothing would.")
    story.advance(days=10)

    assert not open_items(story, WorkItemKind.APPROVE_LETTER)
    assert not [x for x in story.names() if x.startswith("l15")]


@pytest.mark.rule("12-second-person")
def test_nobody_sees_a_comparison_that_only_one_person_looked_at() -> None:
    story = compared()
    classify(story, "confirmed", "minor_change")
    assert code_of(story, "comparison_shared") == "comparison.not_verified"
    assert code_of(story, "comparison_verified", by=RECORDS) == "comparison.same_person"
    assert code_of(story, "comparison_verified", by="operator") == "comparison.same_person"

    story.fact("comparison_verified", by=REVIEWER)
    story.fact("comparison_shared")


@pytest.mark.rule("12-second-person")
def test_where_the_authors_document_is_on_file_every_field_points_into_it() -> None:
    story = compared()
    case = story.life.case
    case.documents.append(Document("doc-9", "GENERIC", "00", story.now, RECORDS, 10, "document-1.pdf"))
    story.fact("opinion_filed", by=RECORDS, file=opinion(cost="less"), document="doc-9")

    with pytest.raises(Refused) as caught:
        story.fact("comparison_verified", by=SUPERVISOR)
    assert caught.value.code == "comparison.unsourced"
    assert [reason.detail for reason in caught.value.reasons] == ["2.diagnosis", "2.recommendation"]

    told = opinion(cost="less")
    for key in ("diagnoses", "recommendations"):
        told[key] = [{**entry, "source": POINTER} for entry in told[key]]
    story.fact("opinion_filed", by=RECORDS, file=told)
    story.fact("comparison_verified", by=SUPERVISOR)


def test_a_file_that_points_for_one_text_points_for_all() -> None:
    story = compared()
    story.life.case.documents.append(Document("doc-9", "GENERIC", "00", story.now, RECORDS, 10, "document-1.pdf"))
    told = opinion(sources={"cost": POINTER})
    for key in ("diagnoses", "recommendations"):
        told[key] = [{**entry, "source": POINTER} for entry in told[key]]
    story.fact("opinion_filed", by=RECORDS, file=told)

    with pytest.raises(Refused) as caught:
        story.fact("comparison_verified", by=SUPERVISOR)
    assert [reason.detail for reason in caught.value.reasons] == ["2.side_effects", "2.daily_life", "2.follow_up"]
    assert row(story, "cost")["sources"]["2"] == POINTER


def test_a_question_the_opinion_leaves_open_is_asked_back_too() -> None:
    story = compared(second=opinion(questions_unanswered=["May I ski again?"]))

    assert "questions" in next(i for i in open_items(story, WorkItemKind.ASK_BACK) if i.about == "2").code.split(",")
    story.fact("clarification_offered", to="2")
    asked = story.life.case.clarifications[0]
    letter = text_of(
        on_paper(story, effect("l15-clarification-request", story.life.case, ToRole.PROVIDER, asked.id)).bytes
    )
    assert "May I ski again?" in letter


def test_a_deadline_too_near_for_a_third_opinion_is_said() -> None:
    question = {
        "text": "Is surgery needed?",
        "condition": {"label": "knee", "icd10cm": "M17.11"},
        "specialty": "orthopaedics",
        "disclosure": "full",
        "decision_deadline": {"date": "2026-12-14", "hardness": "soft", "why": "a date is held"},
    }
    near, none = (compared(second=APART, **change) for change in ({"question": question}, {}))

    assert "ask_about_safe_waiting" in near.life.case.comparisons[0].prompts
    assert "ask_about_safe_waiting" not in none.life.case.comparisons[0].prompts


APART = opinion(
    diagnoses=[{"label": "Inflamed joint", "icd10cm": "M06.9", "role": "primary", "certainty": "confirmed"}]
)


def test_information_on_a_third_opinion_waits_for_a_person() -> None:
    story = opened(second=APART, classes=("changed", "major_change"))
    story.advance(days=5)
    assert "m28-third-opinion-info" not in story.names()

    item = open_items(story, WorkItemKind.APPROVE_LETTER, "m28-third-opinion-info")[0]
    story.fact("letter_approved", work_item=item.id)
    story.advance(days=8)
    assert any("m28-third-opinion-info" in (x.name, *x.parts) for x in story.life.sent)


def test_a_third_opinion_is_sought_elsewhere_and_ends_in_three_columns_without_counting() -> None:
    story = opened(second=APART, classes=("changed", "major_change"))
    case = story.life.case
    second = case.appointments[-1].provider
    story.fact("third_opinion_wanted")

    assert case.stage is Stage.SCHEDULING
    entry = next(e for e in case.shortlist if e["provider"] == second.id)
    assert "H3" in [x["filter"] for x in entry["excluded"]]
    for other in case.shortlist:
        other["excluded"] = [x for x in other["excluded"] if x["filter"] in ("H3",)]
    book(story)
    story.advance(days=14, hours=2)
    story.fact("visit_attended")
    story.fact("opinion_filed", by=RECORDS, file=opinion(3, **SILENT))

    comparison = case.comparison()
    assert comparison is not None
    assert comparison.prompts == ["three_columns"]
    assert set(row(story, "diagnosis")["relations"]) == {"1-2", "1-3", "2-3"}
    assert not [i for i in open_items(story, WorkItemKind.ASK_BACK) if i.about == "3"]
    story.fact("comparison_verified", by=SUPERVISOR)
    sheet = text_of(on_paper(story, effect("m26-comparison-ready", case, ToRole.PATIENT, "case", "message")).bytes)
    assert "Third opinion" in sheet
    for word in ("majority", "two of", "most of", "out of three", "outvot", "agree"):
        assert word not in sheet.lower()
