"""What a patient sent and nobody could use is asked for again, kindly, and never together with M08 (§5, M09)."""

from __future__ import annotations

import pytest
from opinion_stories import Story, accepted, effect, on_paper, text_of

from coordinator.domain.words import ToRole

AGAIN, UPLOAD = "m09-upload-problem", "m08-upload-records"


def _asked(story: Story) -> str:
    """The request of what the patient holds; its one item came."""
    request = next(r for r in story.life.case.requests if r.from_patient)
    story.fact("records_received", request=request.id, items="LAB_REPORT")
    return request.id


def _unusable(story: Story, cause: str = "illegible") -> None:
    item = next(i for i in story.life.case.items() if i.record_type == "LAB_REPORT")
    story.fact("item_unusable", item=item.id, cause=cause)


def _times(story: Story, name: str) -> int:
    """How often it left, alone or as a part of another mail."""
    return sum(name in (left.parts or (left.name,)) for left in story.life.sent)


def _calls(story: Story) -> list[str]:
    return [w.code for w in story.life.case.work_items if w.open and w.kind == "call_patient"]


@pytest.mark.rule("5-send-again")
def test_a_patient_whose_file_cannot_be_used_is_asked_again_by_mail_and_then_called() -> None:
    story = accepted("0003")
    _asked(story)

    _unusable(story)
    story.advance(days=2)
    assert _times(story, AGAIN) == 1
    assert AGAIN not in _calls(story)

    story.advance(days=4)
    assert _times(story, AGAIN) == 2
    assert AGAIN in _calls(story)


def test_two_files_of_one_day_are_one_question() -> None:
    story = accepted("0003")
    _asked(story)

    _unusable(story, "illegible")
    story.fact("records_received", request=_asked(story), items="LAB_REPORT")
    _unusable(story, "incomplete")
    story.advance(days=1)

    assert _times(story, AGAIN) == 1


def test_once_it_came_again_nobody_asks_or_calls() -> None:
    story = accepted("0003")
    request = _asked(story)
    _unusable(story)
    story.advance(days=1)

    story.fact("records_received", request=request, items="LAB_REPORT")
    story.advance(days=8)

    assert _times(story, AGAIN) == 1
    assert AGAIN not in _calls(story)


@pytest.mark.rule("5-send-again")
def test_while_a_file_is_asked_for_again_the_first_question_keeps_still() -> None:
    sources = [
        {"organization": "Patient", "department": "patient", "items": ["LAB_REPORT", "MED_LIST"]},
    ]
    story = accepted("0003", sources=sources)
    _asked(story)
    story.advance(days=1)
    before = _times(story, UPLOAD)
    assert before == 1

    _unusable(story)
    story.advance(days=12)

    assert _times(story, UPLOAD) == before
    assert _times(story, AGAIN) == 2


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("illegible", "We could not open or read it."),
        ("too_old", "The new care team needs a newer one."),
        ("incomplete", "A part of it is not here yet."),
    ],
)
def test_a_letter_says_which_file_and_why_and_blames_nobody(cause: str, words: str) -> None:
    story = accepted("0003")
    request = _asked(story)
    _unusable(story, cause)

    text = text_of(on_paper(story, effect(AGAIN, story.life.case, ToRole.PATIENT, request, "message")).bytes)

    assert "We could not use 1 file." in text
    assert "Laboratory results" in text
    assert words in text
