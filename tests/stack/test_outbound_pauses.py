"""Everything can be paused, or one kind: nothing leaves, nothing is lost (``lessons.md`` rule 12)."""

from __future__ import annotations

import pytest
from stage import Stage

from coordinator.domain.errors import NotFound, Refused
from coordinator.services import operate, pausing
from coordinator.services.perform import carry_out
from coordinator.services.releasing import Released, release
from coordinator.services.views.doctor import outbound_check
from coordinator.services.world import new_id
from coordinator.store import claims


@pytest.mark.parametrize("only", ["l01", "l01-request", "channel", "desk", "organization"])
def test_a_pause_of_one_kind_holds_that_kind_and_lets_the_others_go(stage: Stage, only: str) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    desk = stage.request(ref, "records_office").desk
    name = {
        "channel": f"channel:{desk.channels()[0]}",
        "desk": f"desk:{desk.organization.name}/records_office",
        "organization": f"organization:{desk.organization.name}",
    }
    operate.pause(stage.world, "their fax line is down", only=name.get(only, only))
    stage.sign_all(ref)
    stage.advance(days=1)
    asked = stage.request(ref, "records_office").id

    assert asked not in [row.request_id for row in stage.sent(ref, kind="letter")]
    assert stage.names(ref, kind="message")
    (waiting,) = [e for e in stage.effects(ref) if e.name == "l01-request" and e.subject == asked]
    assert (waiting.status, waiting.reason) == ("pending", "paused")

    operate.resume(stage.world, "it works again", only=name.get(only, only))
    stage.advance(days=1)
    assert asked in [row.request_id for row in stage.sent(ref, kind="letter")]


def test_the_plan_says_what_a_pause_holds(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    operate.pause(stage.world, "a new letter is being written", only="l01")
    letters = [e for e in stage.plan(ref) if e["name"] == "l01-request"]

    assert letters
    assert {(e["would_send"], e["reason"]) for e in letters} == {(False, "paused")}


def test_the_last_word_before_the_dot_asks_for_pauses_of_one_kind(stage: Stage) -> None:
    operate.pause(stage.world, "rehearsal")
    ref = stage.intake("0001")
    operate.resume(stage.world, "over")
    with stage.world.database.transaction() as session:
        claim = claims.claim(session, "mail", stage.now, stage.world.lease, new_id())
    assert claim is not None
    released = release(stage.world, claim)
    assert isinstance(released, Released)
    operate.pause(stage.world, "wrong address on it", only="m01-welcome")
    carry_out(stage.world, released)
    stage.advance(hours=2)

    assert stage.names(ref) == ["m02-verify-contact"]
    assert {(e.name, e.reason) for e in stage.effects(ref) if e.status == "pending"} == {("m01-welcome", "paused")}
    operate.resume(stage.world, "mended", only="m01")
    operate.resume(stage.world, "mended", only="m01-welcome")
    stage.rest()
    assert "m01-welcome" in stage.names(ref)


def test_one_pause_ending_does_not_end_another(stage: Stage) -> None:
    operate.pause(stage.world, "the printer burns")
    operate.pause(stage.world, "a typing error", only="m01")
    ref = stage.intake("0001")
    operate.resume(stage.world, "it does not")
    stage.rest()

    assert "m01-welcome" not in stage.names(ref)
    with stage.world.database.reading() as session:
        assert [pause["only"] for pause in pausing.in_force(session)] == ["m01"]
        assert "m01 paused by operator" in outbound_check(session)["detail"]


@pytest.mark.parametrize("only", ["l99", "channel:pigeon", "desk:Nobody/records_office", "moon:full"])
def test_a_pause_of_nothing_we_know_is_refused(stage: Stage, only: str) -> None:
    with pytest.raises((Refused, NotFound), match=r"pause\.unknown"):
        operate.pause(stage.world, "a mistake", only=only)
