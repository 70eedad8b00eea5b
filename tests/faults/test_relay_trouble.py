"""Tries, pauses and endings over days of the stack's clock (``design.md``, "Rules of the engine"; ``reliability.md``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from people import delivering_to, open_items, ordered, somebody
from scripted_relay import scripted
from sqlalchemy import select
from stage import Stage

from coordinator.correspondence.smtp import Relay
from coordinator.services import operate
from coordinator.services.clock import next_moment
from coordinator.store.engine_tables import breaker as breaker_table

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TRIES = [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 40 * HOUR]
NOWHERE = "smtp://127.0.0.1:9"


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    shared_stage.sink.mails.clear()
    yield shared_stage


def at_ease(stage: Stage) -> bool:
    """The breaker is closed: the pause after the last failure is over, which is a matter of seconds."""
    stage.rest()
    with stage.world.database.reading() as session:
        return session.execute(select(breaker_table.c.destination)).first() is None


def next_try(stage: Stage, ref: str) -> datetime:
    """Go to the moment of the next try of this case's mail."""
    stage.advance_to(ordered(stage, ref).due_at)
    return stage.now


def test_a_mail_put_off_by_grey_listing_is_accepted_once_a_minute_later(stage: Stage) -> None:
    with (
        scripted({"RCPT": ["450 4.2.0 grey-listed, come again", "250 OK"]}) as server,
        delivering_to(stage, Relay(server.url, 2)),
    ):
        ref = somebody(stage)
        assert ordered(stage, ref).status == "released"
        stage.advance(minutes=2)

        assert len(server.bodies) == 1
        assert ordered(stage, ref).status == "done"


def test_a_mail_refused_for_now_after_the_dot_goes_again_with_the_same_bytes(stage: Stage) -> None:
    with (
        scripted(after_body=["451 4.3.0 later", "421 4.3.2 closing", "250 OK"]) as server,
        delivering_to(stage, Relay(server.url, 2)),
    ):
        ref = somebody(stage)
        stage.advance(minutes=2)
        _wait(stage)

        assert len(server.bodies) == 3
        assert len(set(server.bodies)) == 1
        assert ordered(stage, ref).status == "done"
        assert open_items(stage, ref) == []


def _wait(stage: Stage) -> None:
    from victims import until

    until(lambda: at_ease(stage), "the relay is asked again")


def test_a_mail_refused_for_now_is_tried_six_times_more_and_then_put_before_a_person(stage: Stage) -> None:
    with scripted({"RCPT": ["450 4.2.1 busy"]}) as server, delivering_to(stage, Relay(server.url, 2)):
        ref = somebody(stage)
        for number, pause in enumerate(TRIES, 1):
            effect = ordered(stage, ref)
            assert (effect.status, effect.attempts) == ("released", number)
            assert pause <= effect.due_at - stage.now <= pause * 1.1, f"after try {number}"
            next_try(stage, ref)

        assert ordered(stage, ref).status == "dead"
        assert ordered(stage, ref).reason == "tries_exhausted"
        assert open_items(stage, ref) == ["supervisor_review"]
        assert server.bodies == []


def test_a_relay_that_is_away_for_six_hours_costs_no_try_and_all_is_sent_after(stage: Stage) -> None:
    refs = []
    with delivering_to(stage, Relay(NOWHERE, 2)):
        ended = stage.now + 6 * HOUR
        for _ in range(5):
            refs.append(somebody(stage))
            stage.advance(hours=1)
        while (moment := next_moment(stage.world)) is not None and moment < ended:
            stage.advance_to(moment)
        stage.advance_to(ended)
        waiting = [ordered(stage, ref) for ref in refs]
        assert {(effect.status, effect.attempts, effect.deaths) for effect in waiting} == {("released", 0, 0)}
        assert [open_items(stage, ref) for ref in refs] == [[]] * 5

        stage.world._relay = Relay(stage.sink.url, 2)
        _wait(stage)

        assert {ordered(stage, ref).status for ref in refs} == {"done"}
        addresses = sorted(mail.rcpt_tos[0] for mail in stage.sink.mails)
        assert len(addresses) == len(set(addresses)) == 5


def test_a_mail_to_an_address_that_bounced_leaves_by_post_when_a_person_says_so(stage: Stage) -> None:
    with (
        scripted({"RCPT": ["550 5.1.1 unknown"]}) as server,
        delivering_to(stage, Relay(server.url, 2)),
    ):
        ref = somebody(stage)
        assert open_items(stage, ref) == ["address_bounced"]

        operate.retry(stage.world, ordered(stage, ref).id, "the post still reaches them")
        stage.rest()

        assert ordered(stage, ref).status == "done"
        assert [row.channel for row in stage.sent(ref)] == ["print"]
        assert server.heard.count("RCPT") == 1


def test_a_mail_the_relay_cannot_take_does_not_stand_in_the_way_of_others(stage: Stage) -> None:
    """A relay that falls over one mail would be asked for that one first for ever, were its turn not to come later."""
    with (
        scripted({"RCPT": [None, "250 OK"]}) as server,
        delivering_to(stage, Relay(server.url, 2)),
    ):
        first = somebody(stage)
        second = somebody(stage)
        _wait(stage)

        assert ordered(stage, first).status == "released"
        assert ordered(stage, second).status == "done"
        assert len(server.bodies) == 1


def test_several_workers_that_meet_the_same_trouble_count_it_once(stage: Stage) -> None:
    from coordinator.store import breakers

    with delivering_to(stage, Relay(NOWHERE, 2)), stage.world.database.transaction() as session:
        first = breakers.failed(session, "relay", "relay.refused")
        again = breakers.failed(session, "relay", "relay.refused")

        assert again == first
        assert session.execute(select(breaker_table.c.failures)).scalar() == 1
