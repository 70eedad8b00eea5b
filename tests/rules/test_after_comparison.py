"""After the comparison: the copy, the guide, how it went on, the survey, and what a patient never reads (§1.7, §12)."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from opinion_stories import SUPERVISOR, Story, codes, effect, on_paper, open_items, opened, opinion, text_of

from coordinator.domain.decision_guide import read_guide
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.words import (
    DiagnosisAgreement,
    DifferenceCause,
    Stage,
    ToRole,
    TreatmentAgreement,
    WorkItemKind,
)


def days_of(story: Story, name: str) -> list[str]:
    return [left.local_on.isoformat() for left in story.life.sent if name in (left.name, *left.parts)]


@pytest.mark.rule("1.7-copy")
def test_a_case_stays_open_until_the_copy_the_patient_agreed_to_has_left() -> None:
    story = opened("0003")
    story.fact("copy_to_treating", agreed="yes")
    story.fact("decision_recorded", text="I wait for the next scan.")
    assert codes(story) == ["copy.not_sent"]

    item = open_items(story, WorkItemKind.APPROVE_LETTER, "l16-copy-to-treating")[0]
    story.advance(days=3)
    assert "l16-copy-to-treating" not in story.names()
    story.fact("letter_approved", by=SUPERVISOR, work_item=item.id)
    story.advance(days=5)

    assert [left.to_role for left in story.life.sent if left.name == "l16-copy-to-treating"] == [ToRole.TREATING]
    assert story.life.case.stage is Stage.CLOSED


@pytest.mark.rule("1.7-copy")
def test_a_copy_that_a_person_withholds_or_hands_over_keeps_no_case_open() -> None:
    for settle in ("letter_withheld", "copy_handed_over"):
        story = opened("0003")
        story.fact("copy_to_treating", agreed="yes")
        story.fact("decision_declined")
        item = open_items(story, WorkItemKind.APPROVE_LETTER, "l16-copy-to-treating")[0]
        values = {"work_item": item.id, "reason": "the doctor has left"} if settle == "letter_withheld" else {}
        story.fact(settle, **values)

        assert story.life.case.stage is Stage.CLOSED
        story.advance(days=5)
        assert "l16-copy-to-treating" not in story.names()


@pytest.mark.rule("1.7-copy")
def test_where_nobody_knows_the_treating_office_a_person_calls_before_the_case_closes() -> None:
    told = {
        "provider": "Dr. Owen Clarke",
        "diagnosis": {"label": "knee", "icd10cm": "M17.11"},
        "recommendation": "wait",
    }
    story = opened("0006", first_opinion=told)
    story.fact("copy_to_treating", agreed="yes")
    story.fact("decision_declined")
    assert codes(story) == ["copy.not_sent"]

    call = open_items(story, WorkItemKind.CALL_PROVIDER, "copy_to_treating")[0]
    story.fact("call_logged", work_item=call.id, outcome="reached")

    assert story.life.case.stage is Stage.CLOSED


def test_the_copy_holds_both_opinions_and_the_index() -> None:
    story = opened("0003")
    letter = text_of(on_paper(story, effect("l16-copy-to-treating", story.life.case, ToRole.TREATING, "case")).bytes)

    for told in ("Dr. Priya Nair", "Dr. Number 2", "Exercise first", "Start disease-modifying therapy"):
        assert told in letter


@pytest.mark.rule("1.7-survey")
def test_the_closing_survey_is_asked_on_day_1_and_once_more_on_day_8() -> None:
    story = opened()
    story.fact("decision_declined")
    closed_on = story.now.date()
    story.advance(days=30)

    assert [(day - closed_on).days for day in _dates(story, "m30-closing-survey")] == [1, 8]


@pytest.mark.rule("1.7-survey")
def test_who_answered_the_survey_is_not_asked_again_and_who_withdrew_never() -> None:
    story = opened()
    story.fact("decision_declined")
    story.advance(days=2)
    story.fact("survey_answered", text="all went well")
    story.advance(days=30)
    assert len(days_of(story, "m30-closing-survey")) == 1

    other = opened()
    other.fact("withdrawn")
    other.advance(days=30)
    assert days_of(other, "m30-closing-survey") == []


def test_the_patient_is_asked_how_it_went_on_2_30_and_90_days_after_the_decision() -> None:
    story = opened()
    story.fact("decision_recorded", text="I exercise first.")
    decided_on = story.now.date()
    assert story.life.case.stage is Stage.CLOSED
    story.advance(days=120)

    days = [(day - decided_on).days for day in _dates(story, "m35-follow-through")]
    assert [min((2, 30, 90), key=lambda n: abs(n - day)) for day in days] == [2, 30, 90]
    assert all(abs(day - n) <= 3 for day, n in zip(days, (2, 30, 90), strict=True))


def test_what_was_told_is_not_asked_again_and_a_no_is_called_about() -> None:
    story = opened()
    story.fact("decision_recorded", text="I exercise first.")
    story.advance(days=5)
    story.fact("follow_through_told", day="30", happened="no", text="no ride")
    assert open_items(story, WorkItemKind.CALL_PATIENT)
    story.advance(days=60)

    assert len(days_of(story, "m35-follow-through")) == 1


def test_the_guide_is_offered_on_day_1_and_5_and_ends_with_an_answer() -> None:
    story = opened()
    begun = story.now.date()
    story.advance(days=12)
    assert [(day - begun).days for day in _dates(story, "m29-decision-guide")] == [1, 5]

    other = opened()
    other.advance(days=2)
    other.fact("decision_guide_answered", text="My garden matters most.", file=GUIDE)
    other.advance(days=12)
    assert len(days_of(other, "m29-decision-guide")) == 1


GUIDE = {
    "decision": "surgery or not",
    "options": [
        {"name": "Exercise first", "good": [{"what": "no hospital", "stars": 5}], "bad": []},
        {"name": "Knee replacement", "good": [{"what": "lasting", "stars": 2}], "bad": [{"what": "pain", "stars": 4}]},
    ],
    "ready": {"knows_the_options": "yes", "feels_sure": "no"},
    "next_step": {"what": "call", "who": "me", "by": "Friday"},
}


def test_the_guide_is_kept_as_given_and_nothing_is_computed_from_it() -> None:
    assert read_guide(GUIDE) == GUIDE
    story = opened()
    before = json.dumps(story.life.case.comparisons[0].rows)
    story.fact("decision_guide_answered", file=GUIDE)

    kept = next(texts["guide"] for texts in story.texts.values() if "guide" in texts)
    assert json.loads(kept) == GUIDE
    assert json.dumps(story.life.case.comparisons[0].rows) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"best_option": "x"},
        {"options": [{"name": "x", "good": [{"what": "y", "stars": 6}]}]},
        {"options": [{"good": []}]},
        {"ready": {"feels_sure": "perhaps"}},
    ],
)
def test_a_guide_that_cannot_be_read_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused) as caught:
        read_guide(wrong)
    assert caught.value.code == "guide.invalid"


CLASS_WORDS = [
    word.replace("_", " ")
    for words in (DiagnosisAgreement, TreatmentAgreement, DifferenceCause)
    for word in words
    if word != "same"
]
"""What a class is called. "Same" alone is an everyday word: the rows say it of themselves, not of the opinions."""


def printed(story: Story, name: str, subjects: list[str]) -> str:
    """The words of a message, about the first of these things that it can be about."""
    for subject in subjects:
        order = effect(name, story.life.case, ToRole.PATIENT, subject, "message")
        with suppress(NotFound):
            return text_of(on_paper(story, order).bytes).lower()
    raise AssertionError(name)


EVERYDAY = {("m05-not-eligible", "changed"), ("m23-changed-or-cancelled", "changed")}
"""Where the word is about the patient's plans or a visit, before there is any opinion to compare."""


@pytest.mark.rule("12-class-for-staff")
@pytest.mark.parametrize("classes", [("changed", "major_change"), ("refined", "minor_change")])
def test_no_patient_text_holds_a_class_word(classes: tuple[str, str]) -> None:
    story = opened(second=opinion(next_steps=[{"what": "call", "who": "patient"}]), classes=classes)
    case = story.life.case
    subjects = {"m34-next-step": case.next_steps[0].id, "m02-verify-contact": case.patient.contact_points[0].id}
    about_records = [thing.id for request in case.requests for thing in (request, *request.items)]
    about_records += [paper.id for paper in case.authorizations]
    rendered = 0
    for name, rule in story.life.book.playbook.messages.items():
        if rule.kind != "message":
            continue
        words = printed(story, name, [subjects.get(name, case.appointments[-1].id), *about_records])
        rendered += 1
        for word in CLASS_WORDS:
            assert word not in words or (name, word) in EVERYDAY, (name, word)
    assert rendered >= 20


def _dates(story: Story, name: str) -> list:  # type: ignore[type-arg]
    return [left.local_on for left in story.life.sent if name in (left.name, *left.parts)]
