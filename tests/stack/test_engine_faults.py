"""What the engine and the delivery survive (``design.md``, "Rules of the engine"; ``reliability.md``, Delivery)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from stage import Stage

from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.playbook.reactions import REACTIONS
from coordinator.services import operate
from coordinator.services.advance import advance_batch, advance_woken
from coordinator.services.perform import carry_out, perform_lane, perform_one
from coordinator.services.record import record
from coordinator.services.releasing import release
from coordinator.services.rendering import Rendered, render
from coordinator.services.world import new_id
from coordinator.store import claims, communications, effects, journal, last_word
from coordinator.store.effects import table as effect_table


def _many(stage: Stage, count: int) -> list[str]:
    operate.pause(stage.world, "only the engine is looked at")
    return [stage.intake("0004", external_id=f"MANY-{n:03d}") for n in range(count)]


def test_a_case_whose_reaction_raises_becomes_stuck_and_the_others_move(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = _many(stage, 12)
    bad = stage.case(refs[3]).id

    def raising(case: object, *rest: object) -> None:
        if getattr(case, "id", "") == bad:
            raise RuntimeError("a fault of this case alone")

    monkeypatch.setattr("coordinator.playbook.engine.REACTIONS", {**REACTIONS, "note_added": raising})
    for ref in refs:
        record(stage.world, ref, "note_added", {"text": "hello"})
    advance_woken(stage.world)
    stage.advance(hours=1)

    others = [stage.case(ref) for ref in refs if ref != refs[3]]
    assert all(case.acted_seq == case.seq for case in others)
    stuck = stage.case(refs[3])
    assert stuck.stuck
    assert [w.kind for w in stuck.work_items if w.open and w.kind == "stuck"] == ["stuck"]


def test_a_rung_reached_twice_sends_once(stage: Stage) -> None:
    ref = stage.intake("0001")
    (order,) = [e for e in stage.effects(ref) if e.name == "m01-welcome"]
    with stage.world.database.transaction() as session:
        again = effects.from_row(order)
        effects.order(session, [dataclasses.replace(again, id=new_id(), status="pending", due_at=stage.now)])
    stage.rest()

    assert stage.names(ref) == ["m01-welcome"]
    assert len(stage.sink.mails) == 1
    assert [e.status for e in stage.effects(ref) if e.name == "m01-welcome"] == ["done"]


def test_looking_twice_at_the_same_time_moves_and_sends_once(stage: Stage) -> None:
    operate.pause(stage.world, "load first")
    refs = [stage.intake("0001", external_id=f"TWICE-{n}", patient=_other_patient(n)) for n in range(6)]
    operate.resume(stage.world, "go")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: perform_lane_alone(stage), range(4)))
    stage.rest()

    assert len(stage.sink.mails) == len(refs)
    assert all(stage.names(ref) == ["m01-welcome"] for ref in refs)


def perform_lane_alone(stage: Stage) -> int:
    """A worker of its own: its own relay connection on the shared database pool."""
    alone = dataclasses.replace(stage.world, _relay=None)
    return perform_lane(alone, "mail")


def _other_patient(number: int) -> Mapping[str, object]:
    return {
        "legal_name": {"given": f"Person{chr(65 + number)}", "family": "Okafor"},
        "birth_date": "1968-04-17",
        "address": {
            "line": ["412 Birch Ave"],
            "city": "Rochester",
            "state": "MN",
            "postal_code": "55901",
            "country": "US",
        },
        "email": f"person{number}@patients.example",
        "language": "en",
        "time_zone": "America/Chicago",
    }


def test_a_worker_that_died_after_the_dot_leaves_an_uncertain_send_that_is_never_sent_again(stage: Stage) -> None:
    operate.pause(stage.world, "one at a time")
    ref = stage.intake("0001")
    operate.resume(stage.world, "go")
    with stage.world.database.transaction() as session:
        claim = claims.claim(session, "mail", stage.now, stage.world.lease, new_id())
    assert claim is not None
    released = release(stage.world, claim)
    assert released is not None
    with stage.world.database.transaction() as session:
        assert last_word.commit_dot(session, claim)
        session.execute(
            update(effect_table)
            .where(effect_table.c.id == claim.effect.id)
            .values(lease_until=text("now() - interval '1 s'"))
        )
    stage.advance(hours=3)

    assert stage.sink.mails == []
    statuses = {e.status for e in stage.effects(ref) if e.communication_id is not None}
    assert statuses == {"uncertain"}
    assert [w.kind for w in stage.case(ref).work_items if w.kind == "uncertain_send" and w.open] == ["uncertain_send"]

    operate.settle(stage.world, claim.effect.id, True, "the relay's log shows 250")
    stage.rest()
    assert stage.sink.mails == []
    assert {e.status for e in stage.effects(ref) if e.communication_id is not None} == {"done"}


def test_an_effect_that_kills_its_process_three_times_is_put_before_a_person(stage: Stage) -> None:
    operate.pause(stage.world, "one at a time")
    ref = stage.intake("0001")
    operate.resume(stage.world, "go")
    for _death in range(3):
        with stage.world.database.transaction() as session:
            claim = claims.claim(session, "mail", stage.now, stage.world.lease, new_id())
            assert claim is not None
            session.execute(
                update(effect_table)
                .where(effect_table.c.id == claim.effect.id)
                .values(lease_until=text("now() - interval '1 s'"))
            )
    with stage.world.database.transaction() as session:
        last = claims.claim(session, "mail", stage.now, stage.world.lease, new_id())
    assert last is not None
    perform_one(stage.world, last)

    dead = [e for e in stage.effects(ref) if e.status == "dead"]
    assert [e.id for e in dead] == [last.effect.id]
    assert any(w.effect_id == last.effect.id and w.open for w in stage.case(ref).work_items)


def test_an_owner_whose_lease_was_taken_settles_nothing(stage: Stage) -> None:
    operate.pause(stage.world, "one at a time")
    ref = stage.intake("0001")
    operate.resume(stage.world, "go")
    with stage.world.database.transaction() as session:
        slow = claims.claim(session, "mail", stage.now, stage.world.lease, new_id())
        assert slow is not None
        session.execute(
            update(effect_table)
            .where(effect_table.c.id == slow.effect.id)
            .values(lease_until=text("now() - interval '1 s'"))
        )
    stage.rest()
    perform_one(stage.world, slow)

    with stage.world.database.reading() as session:
        assert [row.status for row in communications.of_case(session, stage.case(ref).id)] == ["sent"]
    assert len(stage.sink.mails) == 1


def test_a_part_that_left_with_another_is_not_its_claimants_to_send_again(stage: Stage) -> None:
    operate.pause(stage.world, "two at a time")
    stage.intake("0001")
    operate.resume(stage.world, "go")
    taken = []
    for _worker in range(2):
        with stage.world.database.transaction() as session:
            taken.append(claims.claim(session, "mail", stage.now, stage.world.lease, new_id()))
    outside_budget, welcome = taken
    assert outside_budget is not None
    assert welcome is not None
    released = release(stage.world, welcome)
    assert released is not None

    assert release(stage.world, outside_budget) is None
    carry_out(stage.world, released)
    stage.rest()
    assert len(stage.sink.mails) == 1


def test_the_journal_refuses_changes_and_shows_those_made_behind_its_back(stage: Stage) -> None:
    ref = stage.intake("0001")
    case_id = stage.case(ref).id
    with pytest.raises(IntegrityError), stage.world.database.transaction() as session:
        session.execute(text("UPDATE event SET name = 'other' WHERE seq = 2"))
    with stage.world.database.transaction() as session:
        assert journal.broken_links(session, stage.world.secret) == []
        session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
        session.execute(
            text("DELETE FROM event WHERE stream = :s AND seq = (SELECT max(seq) FROM event)"), {"s": case_id}
        )
    with stage.world.database.transaction() as session:
        assert [b.what for b in journal.broken_links(session, stage.world.secret)] == [
            "the end of the journal does not match the case"
        ]


def test_advance_issues_as_many_statements_for_thirty_cases_as_for_one(stage: Stage) -> None:
    refs = _many(stage, 31)
    counts = []
    for group in (refs[:1], refs[1:]):
        for ref in group:
            record(stage.world, ref, "note_added", {"text": "hello"})
        seen: list[str] = []

        def count(conn: object, cursor: object, statement: str, *rest: object, seen: list[str] = seen) -> None:
            seen.append(statement.split()[0])

        sqlalchemy_event.listen(stage.world.database.engine, "before_cursor_execute", count)
        advance_batch(stage.world, size=100)
        sqlalchemy_event.remove(stage.world.database.engine, "before_cursor_execute", count)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_two_patients_cannot_take_the_same_opening(stage: Stage) -> None:
    refs = [stage.intake("0006"), stage.intake("0006", external_id="OTHER", patient=_other_patient(1))]
    for ref in refs:
        stage.accept(ref)
        stage.fact(ref, "shortlist_wanted")
    brandt = next(e for e in stage.case(refs[0]).shortlist if e["name"] == "Dr. Hugo Brandt")
    slot = brandt["slots"][0]["id"]

    def book(ref: str) -> str:
        try:
            record(stage.world, ref, "appointment_booked", {"slot": slot})
        except Refused as refusal:
            return refusal.code
        return "booked"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(book, refs)) == ["booked", "slot.taken"]


def test_an_effect_our_own_program_fails_at_is_tried_later_and_holds_up_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    operate.pause(stage.world, "load first")
    bad = stage.intake("0001")
    good = stage.intake("0006")
    real = render

    def failing(orders: Sequence[Effect], route: object, case: Case, **rest: object) -> Rendered:
        if case.ref == bad:
            raise ZeroDivisionError
        return real(orders, route, case, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr("coordinator.services.releasing.render", failing)
    operate.resume(stage.world, "go")
    stage.advance(hours=3, minutes=30)
    assert stage.names(good) == ["m01-welcome"]
    assert stage.names(bad) == []

    monkeypatch.undo()
    stage.advance(days=1)
    assert "m01-welcome" in stage.names(bad)


def test_an_unknown_effect_is_not_found(stage: Stage) -> None:
    for name in ("nonsense", new_id()):
        with pytest.raises(NotFound):
            operate.retry(stage.world, name, "because")
