"""A case on plain objects lives like one in the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from memory_lives import START, Story
from servers import SmtpSink
from stage import Stage

from coordinator.domain.event import Event
from coordinator.playbook.gate import Never
from coordinator.playbook.send_plan import send_plan
from coordinator.simulate.memory.life import same_journal
from coordinator.store import journal

DAYS = 40


@pytest.fixture
def stage(database_url: str, smtp_sink: SmtpSink, tmp_path: Path):
    made = Stage.open(database_url, smtp_sink, tmp_path, START.isoformat())
    yield made
    made.close()


def _journal(stage: Stage, ref: str) -> list[Event]:
    with stage.world.database.reading() as session:
        return journal.events_of(session, stage.case(ref).id)


@pytest.mark.parametrize("number", ["0001", "0002", "0004", "0005", "0006"])
def test_a_quiet_case_sends_what_its_plan_says(number: str) -> None:
    story = Story.of(number)
    story.accept()
    story.sign_all()
    life, before = story.life, len(story.life.sent)
    until = story.now + timedelta(days=DAYS)
    planned = send_plan(life.case, life.post.waiting, [], life.post.history, life.book, story.now, until)

    story.advance(days=DAYS)

    lived = sorted((left.made_at, left.name, left.channel) for left in life.sent[before:])
    assert lived == sorted(
        (e.at, e.name, e.channel) for e in planned if e.would_send and e.kind in ("message", "letter")
    )
    assert lived


@pytest.mark.parametrize("number", ["0001", "0004", "0005"])
def test_the_same_facts_make_the_same_journal_in_memory_and_in_the_database(stage: Stage, number: str) -> None:
    story, ref = Story.of(number), stage.intake(number)
    for one in (story, stage):
        told = () if one is story else (ref,)
        one.accept(*told)
        one.sign_all(*told)
        one.advance(days=DAYS)

    assert same_journal(story.life.journal.all) == same_journal(_journal(stage, ref))


def test_with_a_gate_that_always_says_never_nothing_leaves_from_either(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut(*_: object) -> Never:
        return Never("shut")

    monkeypatch.setattr("coordinator.services.releasing.ask", shut)
    monkeypatch.setattr("coordinator.playbook.gate.ask", shut)
    story, ref = Story.of("0001"), stage.intake("0001")
    story.life.post.gate = shut
    for one in (story, stage):
        told = () if one is story else (ref,)
        one.accept(*told)
        one.sign_all(*told)
        one.advance(days=DAYS)

    welcome_that_left_before = ["m01-welcome", "m02-verify-contact", "m03-need-info"]
    assert [name for name in story.names() if name not in welcome_that_left_before] == []
    assert stage.names(ref) == []
    assert {reason for _, reason in stage.not_sent(ref)} == {"shut"}
