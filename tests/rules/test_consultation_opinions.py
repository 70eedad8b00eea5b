"""Around the visit: questions, the written answer or its absence, who chases it, and what follows (domain.md §1.6)."""

from __future__ import annotations

import pytest
from opinion_stories import (
    RECORDS,
    Story,
    accepted,
    before_visit,
    codes,
    compared,
    effect,
    on_paper,
    opinion,
    text_of,
    visited,
)

from coordinator.domain.errors import Refused
from coordinator.domain.words import Stage, ToRole, WorkItemKind
from coordinator.services.views.opinions_show import beside_rows


@pytest.mark.rule("1.6-opinion")
def test_the_comparison_begins_only_with_an_answer_on_file() -> None:
    story = visited()
    assert codes(story) == ["opinion.not_filed"]

    story.fact("opinion_filed", by=RECORDS, file=opinion())

    assert story.life.case.stage is Stage.COMPARISON


@pytest.mark.rule("1.6-opinion")
def test_where_nothing_in_writing_will_come_the_recollection_stands_with_a_warning() -> None:
    story = visited()

    story.fact("no_written_opinion", by=RECORDS, file=opinion(basis_mode="recollection"))

    case = story.life.case
    assert case.stage is Stage.COMPARISON
    assert beside_rows(case)["warnings"] == ["1.from_the_intake", "2.recollection"]


@pytest.mark.rule("1.6-report-chase")
def test_the_report_is_chased_on_business_days_3_7_and_10() -> None:
    story = visited()
    begun = story.now.date()
    story.advance(days=30)

    calendar = story.life.book.calendar()
    chased = [calendar.between(begun, left.local_on) for left in story.life.sent if left.name == "l14-report-request"]
    assert chased == [3, 7, 10]
    calls = [w.code for w in story.life.case.open_items(WorkItemKind.CALL_PROVIDER)]
    assert calls.count("written-opinion/chase-3") == 1


@pytest.mark.rule("1.6-report-chase")
def test_an_opinion_on_file_ends_the_chase() -> None:
    story = visited()
    story.advance(days=5)
    story.fact("opinion_filed", by=RECORDS, file=opinion())
    story.advance(days=30)

    assert story.names("letter").count("l14-report-request") == 1


@pytest.mark.rule("12-worry")
def test_worry_supplements_and_questions_travel_in_the_packet() -> None:
    story = before_visit("0001")
    story.fact("worry_told", text="Being a burden to my sister")
    story.fact("supplement_told", text="fish oil")
    story.fact("question_added", text="Can I still swim?")
    referral = story.life.case.referrals[-1]

    packet = text_of(
        on_paper(story, effect("l12-referral-packet", story.life.case, ToRole.PROVIDER, referral.id)).bytes
    )

    for told in ("Being a burden to my sister", "turmeric capsules", "fish oil", "Can I still swim?"):
        assert told in packet


def test_the_eleventh_question_is_refused_until_one_is_dropped() -> None:
    story = accepted()
    kept = [story.fact("question_added", text=f"Question {n}?").ids["question"] for n in range(10)]

    with pytest.raises(Refused) as caught:
        story.fact("question_added", text="One more?")
    assert caught.value.code == "question.list_full"

    story.fact("question_dropped", question=kept[0])
    story.fact("question_added", text="One more?")
    assert len(story.life.case.answers["question_list"]) == 10


def test_what_is_moved_to_the_front_is_asked_first() -> None:
    story = accepted()
    kept = [story.fact("question_added", text=f"Question {n}?").ids["question"] for n in range(3)]
    story.fact("question_moved", question=kept[2], place=1)

    assert [q["id"] for q in story.life.case.answers["question_list"]] == [kept[2], kept[0], kept[1]]


STEPS = [
    {"what": "ask for the MRI of March", "who": "navigator", "by": "2026-12-21"},
    {"what": "call the physiotherapist", "who": "patient", "by": "2026-12-31"},
    {"what": "send the exercise plan", "who": "provider", "by": "2026-12-22"},
]


def test_next_steps_of_the_opinion_are_followed_up_with_whoever_takes_them() -> None:
    story = compared(second=opinion(next_steps=STEPS))
    story.advance(days=23)
    case = story.life.case

    assert [(s.who, s.open) for s in case.next_steps] == [("navigator", True), ("patient", True), ("provider", True)]
    navigator, _patient, provider = case.next_steps
    assert [w.about for w in case.open_items(WorkItemKind.NEXT_STEP)] == [navigator.id]
    assert provider.id in [w.about for w in case.open_items(WorkItemKind.CALL_PROVIDER)]
    assert sent(story, "m34-next-step") == ["2026-12-28"]


def test_a_step_that_is_done_reminds_nobody() -> None:
    story = compared(second=opinion(next_steps=STEPS))
    for step in story.life.case.next_steps:
        story.fact("next_step_done", step=step.id)
    story.advance(days=20)

    assert not story.life.case.open_items(WorkItemKind.NEXT_STEP)
    assert not sent(story, "m34-next-step")


def test_a_follow_up_visit_is_announced_three_days_ahead() -> None:
    story = compared()
    story.fact("follow_up_booked", starts_at="2027-01-14T15:00:00-08:00")
    story.advance(days=40)

    assert sent(story, "m34-next-step") == ["2027-01-11"]


def test_steps_that_a_corrected_opinion_no_longer_names_are_dropped() -> None:
    story = compared(second=opinion(next_steps=STEPS))
    story.fact("opinion_filed", by=RECORDS, file=opinion(next_steps=STEPS[:1]))

    assert [(s.who, s.outcome) for s in story.life.case.next_steps] == [
        ("navigator", None),
        ("patient", "dropped"),
        ("provider", "dropped"),
    ]


def sent(story: Story, name: str) -> list[str]:
    """The days on which this message left, alone or with others."""
    return [left.local_on.isoformat() for left in story.life.sent if name in (left.name, *left.parts)]
