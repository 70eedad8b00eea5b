"""Tries, pauses and endings over days of the stack's clock (``design.md``, engine rules; ``reliability.md``)."""

from __future__ import annotations

from datetime import datetime, timedelta

from people import delivering_to, open_items, ordered, somebody
from scripted_relay import scripted
from sqlalchemy import select
from stage import Stage
from victims import until

from coordinator.correspondence.smtp import Relay
from coordinator.services import operate
from coordinator.services.clock import next_moment
from coordinator.store import breakers
from coordinator.store.engine_tables import breaker as breaker_table

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TRIES = [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 40 * HOUR]
NOWHERE = "smtp://127.0.0.1:9"


def wait_for_the_breaker(stage: Stage) -> None:
    """Go on until the relay was asked again and answered: some real seconds."""

    def closed() -> bool:
        stage.rest()
        with stage.world.database.reading() as session:
            return session.execute(select(breaker_table.c.destination)).first() is None

    until(closed, "the relay was asked again")


def next_try(stage: Stage, ref: str) -> datetime:
    """Go to the moment of the next try of this case's mail."""
    stage.advance_to(ordered(stage, ref).due_at)
    return stage.now


def test_a_mail_put_off_by_grey_listing_is_accepted_once_a_minute_later(lone_stage: Stage) -> None:
    stage = lone_stage
    with (
        scripted({"RCPT": ["450 4.2.0 grey-listed, come again", "250 OK"]}) as server,
        delivering_to(stage, Relay(server.url, 2)),
    ):
        ref = somebody(stage)
        assert ordered(stage, ref).status == "released"
        stage.advance(minutes=2)

        assert len(server.bodies) == 1
        assert ordered(stage, ref).status == "done"


def test_a_mail_refused_for_now_after_the_dot_goes_again_with_the_same_bytes(lone_stage: Stage) -> None:
    stage = lone_stage
    with (
        scripted(after_body=["451 4.3.0 later", "421 4.3.2 closing", "250 OK"]) as server,
        delivering_to(stage, Relay(server.url, 2)),
    ):
        ref = somebody(stage)
        stage.advance(minutes=2)
        wait_for_the_breaker(stage)

        assert len(server.bodies) == 3
        assert len(set(server.bodies)) == 1
        assert ordered(stage, ref).status == "done"
        assert open_items(stage, ref) == []


def test_a_mail_refused_for_now_is_tried_six_times_more_and_then_put_before_a_person(lone_stage: Stage) -> None:
    stage = lone_stage
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


def test_a_relay_that_is_away_for_six_hours_costs_no_try_and_all_is_sent_after(lone_stage: Stage) -> None:
    stage = lone_stage
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
        wait_for_the_breaker(stage)

        assert {ordered(stage, ref).status for ref in refs} == {"done"}
        addresses = sorted(mail.rcpt_tos[0] for mail in stage.sink.mails)
        assert len(addresses) == len(set(addresses)) == 5


def test_what_died_in_a_bounced_mail_leaves_by_post_when_a_person_says_so(lone_stage: Stage) -> None:
    stage = lone_stage
    with (
        scripted({"RCPT": ["550 5.1.1 unknown"]}) as server,
        delivering_to(stage, Relay(server.url, 2)),
    ):
        ref = somebody(stage)
        assert open_items(stage, ref) == ["address_bounced"]

        operate.retry(stage.world, ordered(stage, ref).id, "the post still reaches them")
        stage.rest()

        assert [(row.name, row.channel) for row in stage.sent(ref)] == [("m01-welcome", "print")]
        assert stage.not_sent(ref) == [("m02-verify-contact", "satisfied")], "an address is not verified by post"
        assert server.heard.count("RCPT") == 1


def test_several_workers_that_meet_the_same_trouble_count_it_once(lone_stage: Stage) -> None:
    stage = lone_stage
    with delivering_to(stage, Relay(NOWHERE, 2)), stage.world.database.transaction() as session:
        first = breakers.failed(session, "relay", "relay.refused")
        again = breakers.failed(session, "relay", "relay.refused")

        assert again == first
        assert session.execute(select(breaker_table.c.failures)).scalar() == 1
