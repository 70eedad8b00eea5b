"""Several mails are claimed, released and settled together; each is still one of its own (ADR 0015)."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import insert, text, update
from sqlalchemy.exc import OperationalError
from stage import Stage

from coordinator.correspondence.errors import RelayDown
from coordinator.domain.case import Case
from coordinator.domain.effect import MAIL, Effect
from coordinator.services import operate, perform, settling
from coordinator.services.carrying import carry_out_all
from coordinator.services.perform import AT_ONCE, perform_all, perform_lane
from coordinator.services.record import record
from coordinator.services.releasing import Released, release_all
from coordinator.services.rendering import Rendered, render
from coordinator.services.world import new_id
from coordinator.store import cases, claims, communications, journal
from coordinator.store.claims import Claim
from coordinator.store.effects import table as effect_table
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.last_word import LastWords

WELCOME = "m01-welcome"


class Killed(BaseException):
    """What ``kill -9`` is to a process: nothing catches it, nothing is tidied up."""


def waiting(stage: Stage, count: int) -> list[str]:
    """Cases of so many people, each with its welcome due and nothing sent."""
    operate.pause(stage.world, "load first")
    refs = [stage.intake("0001", external_id=f"BATCH-{n:02d}", patient=_person(n)) for n in range(count)]
    operate.resume(stage.world, "go")
    return refs


def _person(number: int) -> dict[str, object]:
    return {
        "legal_name": {"given": f"Person{chr(65 + number)}", "family": "Okafor"},
        "birth_date": "1968-04-17",
        "address": {"line": ["412 Birch Ave"], "city": "Rochester", "state": "MN", "postal_code": "55901"},
        "email": f"person{number}@patients.example",
        "language": "en",
        "time_zone": "America/Chicago",
    }


def claimed(stage: Stage, most: int = AT_ONCE[MAIL]) -> list[Claim]:
    with stage.world.database.transaction() as session:
        return claims.claim_some(session, MAIL, stage.now, stage.world.lease, new_id(), most)


def released(stage: Stage) -> list[Released]:
    """Everything that is due, with its bytes fixed and not carried out."""
    return release_all(stage.world, claimed(stage)).released


def let_leases_end(stage: Stage) -> None:
    with stage.world.database.transaction() as session:
        session.execute(
            update(effect_table)
            .where(effect_table.c.lease_until.is_not(None))
            .values(lease_until=text("clock_timestamp() - interval '1 second'"))
        )


def order_of(stage: Stage, claim: Claim) -> Any:
    with stage.world.database.reading() as session:
        return session.execute(effect_table.select().where(effect_table.c.id == claim.effect.id)).one()


def mailed_to(stage: Stage) -> list[str]:
    return [mail.rcpt_tos[0] for mail in stage.sink.mails]


def statements_of(stage: Stage, act: Callable[[], object]) -> int:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sqlalchemy_event.listen(stage.world.database.engine, "before_cursor_execute", count)
    act()
    sqlalchemy_event.remove(stage.world.database.engine, "before_cursor_execute", count)
    return len(seen)


def test_sixteen_mails_take_the_statements_of_one_besides_the_word_for_each_dot(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is: no lease is lengthened, and all are settled together.
    monkeypatch.setattr("coordinator.services.carrying.SETTLE_AFTER", 3600.0)
    stage.world.lease = timedelta(hours=8)
    waiting(stage, 17)
    counts = []
    for number in (1, 16):
        mine = _one_a_person(stage, number)
        made: list[Released] = []
        counts.append(
            (
                statements_of(stage, lambda mine=mine, made=made: made.extend(release_all(stage.world, mine).released)),  # type: ignore[misc]
                statements_of(stage, lambda made=made: carry_out_all(stage.world, made)),  # type: ignore[misc]
            )
        )
        assert len(made) == number

    assert counts[0] == counts[1]
    assert sum(counts[0]) < 50
    assert len(stage.sink.mails) == 17


def _one_a_person(stage: Stage, number: int) -> list[Claim]:
    """Claims on the welcome of so many people; what else is due for them comes along with it."""
    with stage.world.database.transaction() as session:
        session.execute(update(effect_table).where(effect_table.c.name != WELCOME).values(urgency=9))
    return claimed(stage, number)


def test_a_text_that_cannot_be_made_holds_back_none_of_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = waiting(stage, 4)

    def failing(orders: Sequence[Effect], route: object, case: Case, **rest: object) -> Rendered:
        if case.ref == refs[1]:
            raise ZeroDivisionError
        return render(orders, route, case, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr("coordinator.services.releasing.render", failing)
    perform_lane(stage.world, MAIL)

    assert [stage.names(ref) for ref in refs] == [[WELCOME], [], [WELCOME], [WELCOME]]
    assert {e.last_error for e in stage.effects(refs[1]) if e.status == "pending"} == {"ZeroDivisionError"}


def test_what_the_database_refuses_to_keep_holds_back_none_of_the_others(stage: Stage) -> None:
    refs = waiting(stage, 3)
    perform_lane_of(stage, refs[:1])
    (kept,) = stage.sent(refs[0])
    (bad,) = [e for e in stage.effects(refs[1]) if e.name == WELCOME]
    with stage.world.database.transaction() as session:
        # A row that the release of this one would collide with: same case, cause, name and address.
        row = dict(communications.get(session, kept.id)._mapping)
        address = communications.address_hash("email", "person1@patients.example", "")
        other = {"id": new_id(), "case_id": bad.case_id, "cause_seq": bad.cause_seq, "address_hash": address}
        session.execute(insert(communication_table).values(row | other | {"name": WELCOME, "person_key": "nobody"}))
    perform_lane(stage.world, MAIL)

    assert sorted(mailed_to(stage)) == ["person0@patients.example", "person2@patients.example"]
    assert {e.last_error for e in stage.effects(refs[1]) if e.status == "pending"} & {"IntegrityError"}


def perform_lane_of(stage: Stage, refs: Sequence[str]) -> None:
    """Carry out what is due for these cases only."""
    ids = {stage.case(ref).id for ref in refs}
    mine = claimed(stage)
    with stage.world.database.transaction() as session:
        claims.put_back(session, [claim for claim in mine if claim.effect.case_id not in ids])
    perform_all(stage.world, [claim for claim in mine if claim.effect.case_id in ids])


def test_two_cases_of_one_person_that_are_claimed_together_keep_one_budget(stage: Stage) -> None:
    operate.pause(stage.world, "load first")
    refs = [stage.intake("0001"), stage.intake("0001", external_id="INTAKE-0001-B")]
    operate.resume(stage.world, "go")
    perform_lane(stage.world, MAIL)

    assert len([row for ref in refs for row in stage.sent(ref) if row.budgeted]) == 1
    assert {e.reason for ref in refs for e in stage.effects(ref) if e.status == "pending"} == {"budget"}


def test_a_stop_after_the_release_holds_back_the_one_it_is_about(stage: Stage) -> None:
    refs = waiting(stage, 4)
    ready = released(stage)
    record(stage.world, refs[2], "patient_died", {"on": "2026-11-23", "source": "family"})
    carry_out_all(stage.world, ready)
    stage.rest()

    assert sorted(mailed_to(stage)) == [f"person{n}@patients.example" for n in (0, 1, 3)]
    assert (WELCOME, "stopped_deceased") in stage.not_sent(refs[2])


def test_a_pause_in_the_middle_keeps_what_has_not_left(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(stage, 4)
    ready = released(stage)
    deliver = stage.world.relay.deliver

    def pausing(*told: Any) -> str:
        answer = deliver(*told)
        if len(stage.sink.mails) == 2:
            operate.pause(stage.world, "somebody looks")
        return answer

    monkeypatch.setattr(stage.world.relay, "deliver", pausing)
    carry_out_all(stage.world, ready)
    stage.rest()
    assert len(stage.sink.mails) == 2

    operate.resume(stage.world, "looked")
    stage.rest()
    assert len(set(mailed_to(stage))) == len(stage.sink.mails) == 4


def test_the_word_before_the_dot_waits_for_who_holds_the_case(stage: Stage) -> None:
    (ref,) = waiting(stage, 1)
    ready = released(stage)
    holds, carried = threading.Event(), threading.Event()

    def withdraw() -> None:
        """Holds the case for a while, and stops it: committed while the mail waits for its last word."""
        with stage.world.database.transaction() as session:
            case = cases.lock(session, stage.case(ref).id)
            holds.set()
            carried.wait(0.5)
            case.stopped_seq = case.seq + 1
            session.flush()

    holder = threading.Thread(target=withdraw)
    holder.start()
    holds.wait(10)
    carry_out_all(stage.world, ready)
    carried.set()
    holder.join()

    assert stage.sink.mails == []


def _dies(stage: Stage, monkeypatch: pytest.MonkeyPatch, at: str, *, after_dot: bool) -> None:
    """The process ends while it mails to one address, whenever it comes to it."""
    deliver = stage.world.relay.deliver

    def dying(sender: str, to: str, content: bytes, before_dot: Callable[[], bool]) -> str:
        if to != at:
            return deliver(sender, to, content, before_dot)
        if after_dot:
            before_dot()
        raise Killed

    def unsettled(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(stage.world.relay, "deliver", dying)
    monkeypatch.setattr(settling, "done_all", unsettled)


def _live_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    let_leases_end(stage)


def test_a_process_that_dies_between_dot_and_answer_leaves_one_mail_uncertain_and_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(stage, 5)
    ready = released(stage)
    third = ready[2]
    _dies(stage, monkeypatch, third.address, after_dot=True)
    with pytest.raises(Killed):
        carry_out_all(stage.world, ready)
    _live_again(stage, monkeypatch)
    stage.rest()

    assert order_of(stage, third.claim).status == "uncertain"
    others = [one for one in ready if one is not third]
    assert {order_of(stage, one.claim).status for one in others} == {"done"}
    assert sorted(mailed_to(stage)) == sorted(one.address for one in others)
    with stage.world.database.reading() as session:
        assert journal.broken_links(session, stage.world.secret) == []


def test_a_death_counts_for_the_mail_in_hand_and_for_no_other_of_its_batch(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(stage, 4)
    ready = released(stage)
    poison = ready[1]
    _dies(stage, monkeypatch, poison.address, after_dot=False)
    with pytest.raises(Killed):
        carry_out_all(stage.world, ready)
    _live_again(stage, monkeypatch)
    deaths = {}
    while mine := claimed(stage):
        assert len(mine) == 1 or not any(claim.deaths for claim in mine), "what may have killed is claimed alone"
        deaths |= {claim.effect.id: claim.deaths for claim in mine}

    assert deaths[poison.claim.effect.id] == 1
    assert [deaths[one.claim.effect.id] for one in ready[2:]] == [0, 0]


@pytest.mark.parametrize("where", ["rendering", "mailing"])
def test_what_kills_its_process_is_tried_three_times_and_the_others_leave(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    refs = waiting(stage, 5)
    runs = 0

    def killing(orders: Sequence[Effect], route: object, case: Case, **rest: object) -> Rendered:
        nonlocal runs
        if case.ref == refs[2]:
            runs += 1
            raise Killed
        return render(orders, route, case, **rest)  # type: ignore[arg-type]

    def dying(sender: str, to: str, content: bytes, before_dot: Callable[[], bool]) -> str:
        nonlocal runs
        if to == "person2@patients.example":
            runs += 1
            raise Killed
        return deliver(sender, to, content, before_dot)

    deliver = stage.world.relay.deliver
    if where == "rendering":
        monkeypatch.setattr("coordinator.services.releasing.render", killing)
    else:
        monkeypatch.setattr(stage.world.relay, "deliver", dying)
    for _ in range(12):
        try:
            perform_lane(stage.world, MAIL)
        except Killed:
            let_leases_end(stage)

    others = [ref for ref in refs if ref != refs[2]]
    assert [stage.names(ref) for ref in others] == [[WELCOME]] * 4
    assert len(stage.sink.mails) == 4
    dead = [e for e in stage.effects(refs[2]) if e.status == "dead"]
    assert {e.reason for e in dead} == {"process_died"}
    assert max(e.deaths for e in dead) == perform.MOST_DEATHS
    assert runs <= perform.MOST_DEATHS * len(dead)


def test_a_member_whose_lease_was_lost_is_left_to_its_new_owner(stage: Stage) -> None:
    waiting(stage, 3)
    ready = released(stage)
    let_leases_end(stage)
    with stage.world.database.transaction() as session:
        claims.keep(session, [one.claim for one in ready[:2]], stage.world.lease)
    (theirs,) = claimed(stage)
    assert theirs.effect.id == ready[2].claim.effect.id
    long_ago = -1000.0
    carry_out_all(stage.world, ready, leased_at=long_ago)
    assert len(stage.sink.mails) == 2

    perform_all(stage.world, [theirs])
    assert sorted(mailed_to(stage)) == [f"person{n}@patients.example" for n in range(3)]


def test_a_relay_that_goes_away_in_the_middle_counts_for_nobody(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(stage, 4)
    ready = released(stage)
    deliver = stage.world.relay.deliver

    def going(*told: Any) -> str:
        if len(stage.sink.mails) == 2:
            raise RelayDown("relay.refused")
        return deliver(*told)

    monkeypatch.setattr(stage.world.relay, "deliver", going)
    carry_out_all(stage.world, ready)
    monkeypatch.undo()

    assert [order_of(stage, one.claim).status for one in ready] == ["done", "done", "released", "released"]
    waits = [order_of(stage, one.claim) for one in ready[2:]]
    assert {(row.attempts, row.reason, row.token) for row in waits} == {(0, "breaker", None)}
    with stage.world.database.transaction() as session:
        session.execute(text("DELETE FROM breaker"))
    let_leases_end(stage)
    stage.rest()
    assert len(set(mailed_to(stage))) == len(stage.sink.mails) == 4


def test_what_is_not_begun_when_the_look_is_over_goes_back_uncounted(stage: Stage) -> None:
    waiting(stage, 3)
    ready = released(stage)
    carry_out_all(stage.world, ready, until=0.0)

    assert stage.sink.mails == []
    assert {(order_of(stage, one.claim).attempts, order_of(stage, one.claim).token) for one in ready} == {(0, None)}
    stage.rest()
    assert len(stage.sink.mails) == 3


def test_a_mail_that_the_relay_refuses_holds_back_none_of_the_others(stage: Stage) -> None:
    refs = waiting(stage, 3)
    ready = released(stage)
    with stage.world.database.transaction() as session:
        # Not an address any more: the guard of the relay refuses to write it into an envelope.
        session.execute(
            update(communication_table)
            .where(communication_table.c.id == ready[1].communication_id)
            .values(address="two@people.example, at@once.example")
        )
        claims.put_back(session, [one.claim for one in ready])
    perform_lane(stage.world, MAIL)

    assert [len(stage.sent(ref, status="sent")) for ref in refs] == [1, 0, 1]
    assert order_of(stage, ready[1].claim).last_error == "HeaderRefused"


def test_a_database_that_goes_away_before_a_dot_is_not_taken_for_a_no(stage: Stage) -> None:
    waiting(stage, 2)
    first, second = released(stage)[:2]
    with LastWords(stage.world.database, stage.world.lease) as words:
        assert words.say(first.claim, None, second.claim)
        line = socket.socket(fileno=os.dup(_line_of(words)))
        line.shutdown(socket.SHUT_RDWR)
        line.close()
        with pytest.raises(OperationalError):
            words.say(second.claim, first.claim, None)

    with LastWords(stage.world.database, stage.world.lease) as words:
        assert words.say(second.claim, first.claim, None)
        assert not words.say(replace(first.claim, token=new_id()), None, None), "another owner"


def _line_of(words: LastWords) -> int:
    """The connection's file descriptor."""
    assert words._server is not None
    return words._server.socket
