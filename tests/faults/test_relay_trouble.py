"""Tries, pauses and endings over days of the stack's clock (``design.md``, engine rules; ``reliability.md``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from people import delivering_to, open_items, ordered, somebody
from scripted_relay import scripted
from silent_relay import PATIENT
from sqlalchemy import select, text, update
from stage import Stage
from victims import until

from coordinator.correspondence.smtp import Relay
from coordinator.services import operate
from coordinator.services.clock import next_moment
from coordinator.store import breakers
from coordinator.store.case_tables import case as case_table
from coordinator.store.effects import table as effect_table
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


def sent(stage: Stage, ref: str) -> bool:
    return str(ordered(stage, ref).status) == "done"


def next_try(stage: Stage, ref: str) -> datetime:
    """Go to the moment of the next try of this case's mail."""
    stage.advance_to(ordered(stage, ref).due_at)
    return stage.now


def test_a_mail_put_off_by_grey_listing_is_accepted_once_a_minute_later(lone_stage: Stage) -> None:
    stage = lone_stage
    with (
        scripted({"RCPT": ["450 4.2.0 grey-listed, come again", "250 OK"]}) as server,
        delivering_to(stage, Relay(server.url, PATIENT)),
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
        delivering_to(stage, Relay(server.url, PATIENT)),
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
    with scripted({"RCPT": ["450 4.2.1 busy"]}) as server, delivering_to(stage, Relay(server.url, PATIENT)):
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
    with delivering_to(stage, Relay(NOWHERE, PATIENT)):
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

        stage.world._relay = Relay(stage.sink.url, PATIENT)
        until(lambda: stage.rest() is None and all(sent(stage, ref) for ref in refs), "all were sent")

        addresses = sorted(mail.rcpt_tos[0] for mail in stage.sink.mails)
        assert len(addresses) == len(set(addresses)) == 5


def test_what_died_in_a_bounced_mail_leaves_by_post_when_a_person_says_so(lone_stage: Stage) -> None:
    stage = lone_stage
    with (
        scripted({"RCPT": ["550 5.1.1 unknown"]}) as server,
        delivering_to(stage, Relay(server.url, PATIENT)),
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
    with delivering_to(stage, Relay(NOWHERE, PATIENT)), stage.world.database.transaction() as session:
        first = breakers.failed(session, "relay", "relay.refused")
        again = breakers.failed(session, "relay", "relay.refused")

        assert again == first
        assert session.execute(select(breaker_table.c.failures)).scalar() == 1


def test_a_mail_the_relay_falls_over_is_tried_after_all_others(lone_stage: Stage) -> None:
    """It would else be asked for first whenever the breaker closes, and open it again for ever."""
    stage = lone_stage
    operate.pause(stage.world, "two are to be due together")
    first, second = somebody(stage), somebody(stage)
    address = stage.case(first).patient.contact_points[0].value
    with (
        scripted({f"RCPT TO:<{address}>": [None]}) as server,
        delivering_to(stage, Relay(server.url, PATIENT)),
    ):
        operate.resume(stage.world, "go")
        until(lambda: stage.rest() is None and sent(stage, second), "the other mail left")

        assert (ordered(stage, first).status, ordered(stage, first).attempts) == ("released", 0)
        assert len(server.bodies) == 1


def test_a_domain_gets_so_many_mails_a_minute_and_the_others_do_not_wait(lone_stage: Stage) -> None:
    stage = lone_stage
    stage.world.per_minute = {"patients.example": 2, "*": 1000}
    refs = [somebody(stage) for _ in range(4)]
    elsewhere = somebody(stage, domain="elsewhere.example")

    assert [ordered(stage, ref).status for ref in (*refs, elsewhere)] == [
        "done",
        "done",
        "released",
        "released",
        "done",
    ]
    third, fourth = (ordered(stage, ref) for ref in refs[2:])
    assert {(each.reason, each.attempts, each.token) for each in (third, fourth)} == {("throttle", 0, None)}
    assert timedelta(seconds=29) <= fourth.lease_until - third.lease_until <= timedelta(seconds=31)

    turn_comes(stage, third.id)
    stage.rest()
    assert [sent(stage, ref) for ref in refs[2:]] == [True, False]


def turn_comes(stage: Stage, effect_id: str) -> None:
    """The real time it waits for is over."""
    with stage.world.database.transaction() as session:
        passed = text("lease_until - interval '2 minutes'")
        session.execute(update(effect_table).where(effect_table.c.id == effect_id).values(lease_until=passed))


def test_the_death_of_a_process_is_no_try_of_the_message(lone_stage: Stage) -> None:
    stage = lone_stage
    with (
        scripted({"RCPT": ["450 4.2.1 busy"]}) as server,
        delivering_to(stage, Dying(server.url, PATIENT)),
    ):
        with pytest.raises(KeyboardInterrupt):
            somebody(stage)
        (ref,) = refs_of_all(stage)
        stage.world._relay = Relay(server.url, PATIENT)
        turn_comes(stage, ordered(stage, ref).id)
        stage.rest()

        effect = ordered(stage, ref)
        assert (effect.attempts, effect.deaths) == (1, 1)
        assert MINUTE <= effect.due_at - stage.now <= MINUTE * 1.1


def refs_of_all(stage: Stage) -> list[str]:
    with stage.world.database.reading() as session:
        return list(session.execute(select(case_table.c.ref)).scalars())


class Dying(Relay):
    """The process ends while it delivers; nothing of it is tidied up."""

    def deliver(self, envelope_from: str, envelope_to: str, mail: bytes, before_dot: Callable[[], bool]) -> str:
        raise KeyboardInterrupt
