"""What an event tells of is looked at again, and what it leaves alone keeps its answer (``playbook/parts.py``)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from memory_lives import Story

from coordinator.domain.event import Event
from coordinator.domain.words import AuthorizationStatus
from coordinator.playbook import engine
from coordinator.playbook.touched import tells_of
from coordinator.playbook.turns import turns_of


def asked() -> Story:
    """Every letter has left."""
    story = Story.of("0001")
    story.accept()
    story.sign_all()
    story.advance(days=4)
    return story


def happened(story: Story, name: str, **data: object) -> None:
    """The engine is told of this, and of nothing else."""
    case = story.life.case
    case.begin_noting()
    event = Event(case.seq, name, story.now, "operator", data)
    engine.advance(case, [event], story.life.book, story.now, story.life.rest)


def test_what_an_office_promises_leaves_the_waits_for_other_offices_alone() -> None:
    story = asked()
    case, rest = story.life.case, story.life.rest
    one, other = [r for r in case.requests if r.due_on is not None or r.sent_at is not None][:2]
    event = Event(case.seq + 1, "office_promised", story.now, "operator", {"request": one.id})

    kept = rest.after_facts(case, story.life.book, rest.ahead, tells_of(case, event))

    waits = {w.subject: w.id for w in case.waits_of("record-request")}
    assert waits[one.id] not in kept
    assert waits[other.id] in kept


def test_what_settles_a_request_is_told_of_the_paper_it_rests_on() -> None:
    story = asked()
    case = story.life.case
    request = next(r for r in case.requests if r.authorization_id)

    waived = Event(case.seq + 1, "item_waived", story.now, "operator", {"request": request.id})
    promised = Event(case.seq + 1, "office_promised", story.now, "operator", {"request": request.id})

    assert request.authorization_id in tells_of(case, waived)
    assert request.authorization_id not in tells_of(case, promised)


def test_an_office_that_answers_quickly_moves_the_next_look_at_the_deadline() -> None:
    story = asked()
    case, book, rest = story.life.case, story.life.book, story.life.rest
    case.deadline_on, case.treatment_on = story.now.date() + timedelta(days=100), None
    happened(story, "deadline_changed", field="question.decision_deadline")
    before = rest.turns
    for request in case.requests:
        if request.desk is not None:
            request.desk = replace(request.desk, p75_response_days=3, learned_p75_days=3)

    happened(story, "request_made")

    assert rest.turns != before
    assert rest.turns == turns_of(case, book, story.now)


def test_what_is_told_of_a_provider_has_the_deadline_weighed() -> None:
    story = asked()
    case = story.life.case
    case.deadline_on = story.now.date() - timedelta(days=1)

    happened(story, "referral_made")

    assert case.deadline_risk == "breached"


def test_a_promise_behind_its_paper_asks_for_another_one() -> None:
    story = asked()
    case = story.life.case
    request = next(r for r in case.requests if r.authorization_id and r.owes)
    paper = case.authorization(request.authorization_id or "")
    assert paper is not None
    assert paper.status is AuthorizationStatus.SIGNED
    assert paper.expires_on is not None
    request.promised_on = paper.expires_on + timedelta(days=1)

    happened(story, "office_promised", request=request.id)

    assert [one.renews for one in case.authorizations if one.status is AuthorizationStatus.WAITING] == [paper.id]


def test_a_call_about_an_answer_that_nobody_read_leaves_the_ball_with_the_office_again() -> None:
    story = asked()
    case = story.life.case
    request = next(r for r in case.requests if r.sent_at is not None and r.owes)
    ball = f"request/{request.id}"
    story.fact("reply_arrived", request=request.id)
    assert case.holding is not None
    assert ball not in case.holding["open"]

    story.fact("call_logged", request=request.id, outcome="has_it")

    assert case.holding["open"][ball][0] == "office"
