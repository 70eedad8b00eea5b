"""How cases end and begin again (``domain.md`` §1.1, §1.8, §12 "Stop classes")."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from lived import lived
from sqlalchemy import select
from stage import Stage

from coordinator.domain.effect import Effect, effect_key
from coordinator.domain.errors import Refused
from coordinator.domain.holding import open_obligations
from coordinator.domain.words import AuthorizationStatus, CloseReason, Stop, StopClass, ToRole
from coordinator.playbook.gate import Go, Later, Ledger, ask
from coordinator.services.record import record
from coordinator.store import cases
from coordinator.store.directory_tables import slot

BY_HAND = sorted(
    r for r in CloseReason if not r.completed and r not in (CloseReason.DECEASED, CloseReason.WITHDRAWN_BY_PATIENT)
)


@lived
def _asked(stage: Stage) -> str:
    """A case whose offices have our letters."""
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=8)
    assert stage.names(ref).count("l01-request") == 2
    return ref


def _approve(stage: Stage, ref: str, name: str) -> None:
    for item in [w for w in stage.case(ref).work_items if w.open and w.code == name]:
        stage.fact(ref, "letter_approved", work_item=item.id)


@pytest.mark.rule("12-stop-classes", "1.3-already-treated")
@pytest.mark.parametrize("reason", BY_HAND)
def test_a_case_closed_for_any_other_reason_says_nothing_more_by_itself(stage: Stage, reason: str) -> None:
    ref = _asked(stage)
    heard = len(stage.names(ref))

    stage.fact(ref, "case_closed", reason=reason)
    stage.advance(days=40)

    case = stage.case(ref)
    assert (case.stage, case.close_reason) == ("closed", reason)
    assert len(stage.names(ref)) == heard
    assert {r.status for r in case.requests} <= {"cancelled", "done"}


@pytest.mark.rule("1.3-not-eligible")
def test_a_case_out_of_scope_is_told_so_after_a_person_approved(stage: Stage) -> None:
    ref = stage.intake("0001")
    stage.fact(ref, "case_declined", reason="a matter for a court")
    stage.advance(days=3)
    assert stage.case(ref).close_reason == "not_eligible"
    assert "m05-not-eligible" not in stage.names(ref)

    _approve(stage, ref, "m05-not-eligible")
    stage.advance(days=2)

    (told,) = stage.sent(ref, name="m05-not-eligible")
    assert told.channel == "print"


@pytest.mark.rule("1.3-already-treated")
def test_who_was_treated_already_is_closed_as_that(stage: Stage) -> None:
    ref = stage.intake("0001")
    stage.fact(ref, "case_closed", reason="treated_before_second_opinion")

    assert stage.case(ref).close_reason == "treated_before_second_opinion"


@pytest.mark.rule("1.8-withdrawn")
def test_a_withdrawal_needs_no_reason_and_is_confirmed_once(stage: Stage) -> None:
    ref = _asked(stage)
    stage.fact(ref, "withdrawn")
    stage.advance(days=60)

    names = stage.names(ref)
    assert names.count("m31-withdrawal-confirm") == 1
    assert names.count("l09-cancel-request") == 2
    assert names[-3:] == sorted(names[-3:], key=names[-3:].index)  # nothing follows them
    assert {n for n in names if n.startswith(("l02", "m11"))} == set()


@pytest.mark.rule("1.8-withdrawn")
def test_the_word_to_an_office_does_not_wait_for_the_distance(stage: Stage) -> None:
    ref = _asked(stage)
    stage.advance(days=1)  # one day after the request: a reminder would wait
    stage.fact(ref, "withdrawn")
    stage.advance(hours=20)

    assert stage.names(ref).count("l09-cancel-request") == 2


@pytest.mark.rule("1.8-withdrawn")
def test_an_office_whose_request_has_not_left_is_not_told(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.fact(ref, "withdrawn")
    stage.advance(days=5)

    assert "l09-cancel-request" not in stage.names(ref)


def _dead(stage: Stage) -> str:
    ref = _asked(stage)
    stage.fact(ref, "patient_died", on="2026-11-23", source="her daughter")
    return ref


@pytest.mark.rule("1.8-deceased")
def test_after_a_death_nothing_leaves_until_a_person_lets_it(stage: Stage) -> None:
    ref = _dead(stage)
    heard = len(stage.names(ref))
    stage.advance(days=20)
    assert len(stage.names(ref)) == heard
    held = [e.name for e in stage.effects(ref) if e.status == "held"]
    assert sorted(held) == ["l09-request-closed", "l09-request-closed", "l17-condolence"]
    assert [w.kind for w in stage.case(ref).work_items if w.open and w.kind == "choose_wording"] == ["choose_wording"]


@pytest.mark.rule("1.8-deceased")
def test_what_a_person_lets_go_after_a_death_leaves_by_post_to_the_family_and_to_the_offices(stage: Stage) -> None:
    ref = _dead(stage)
    _approve(stage, ref, "l09-request-closed")
    _approve(stage, ref, "l17-condolence")
    stage.advance(days=2)

    assert stage.names(ref).count("l09-request-closed") == 2
    assert [row.channel for row in stage.sent(ref, name="l17-condolence")] == ["print"]


@pytest.mark.rule("1.4-paper-revoked")
def test_a_revocation_is_confirmed_once_and_the_offices_under_it_are_told(stage: Stage) -> None:
    ref = _asked(stage)
    paper = next(a for a in stage.case(ref).authorizations if a.status is AuthorizationStatus.SIGNED)
    under = {r.desk.id for r in stage.case(ref).requests if r.authorization_id == paper.id and r.sent_at}

    stage.fact(ref, "authorization_revoked", authorization=paper.id)
    stage.advance(days=2)

    assert stage.names(ref).count("m33-revocation-confirm") == 1
    assert {row.desk_id for row in stage.sent(ref, name="l09-cancel-request")} == under


@pytest.mark.rule("12-closed-with-material")
@pytest.mark.parametrize("how", ["case_closed", "withdrawn", "patient_died"])
def test_a_case_with_material_out_closes_with_that_in_sight(stage: Stage, how: str) -> None:
    ref = _asked(stage)
    item = stage.case(ref).requests[0].items[0].id
    stage.fact(ref, "custody_moved", item=item, status="released", return_by="2026-12-20")
    values = {"case_closed": {"reason": "duplicate"}, "patient_died": {"on": "2026-11-23", "source": "family"}}

    stage.fact(ref, how, **values.get(how, {}))

    case = stage.case(ref)
    assert case.stage == "closed"
    assert "material_out" in {w.code for w in case.work_items if w.open}
    assert [o.waiting_for for o in open_obligations(case)] == ["the return of borrowed material"]
    stage.advance(days=32)
    assert open_obligations(stage.case(ref))


@pytest.mark.rule("1.8-withdrawn")
def test_the_opening_of_a_visit_that_is_called_off_is_free_again(stage: Stage) -> None:
    ref = _asked(stage)
    stage.fact(ref, "shortlist_wanted")
    listed = next(e for e in stage.case(ref).shortlist if not e["excluded"] and len(e["slots"]) > 1)
    first, second = (one["id"] for one in listed["slots"][:2])
    booked = stage.fact(ref, "appointment_booked", slot=first)
    assert _taken(stage, first) == booked.ids["appointment"]

    stage.fact(ref, "corrected", seq=booked.seq, slot=second)
    assert _taken(stage, first) is None
    assert _taken(stage, second) is not None
    stage.fact(ref, "withdrawn")

    assert (_taken(stage, first), _taken(stage, second)) == (None, None)
    assert "visit_cancelled" in {w.code for w in stage.case(ref).work_items if w.open}


def _taken(stage: Stage, slot_id: str) -> str | None:
    with stage.world.database.reading() as session:
        found: str | None = session.execute(select(slot.c.taken_by).where(slot.c.id == slot_id)).scalar()
        return found


def _sign_again(stage: Stage, ref: str) -> None:
    """A paper ends with the case: whoever goes on signs a new one."""
    for paper in stage.case(ref).authorizations:
        if paper.status is AuthorizationStatus.WAITING:
            stage.fact(ref, "authorization_signed", authorization=paper.id)


# -- reopening ---------------------------------------------------------------------------------------------------


@pytest.mark.rule("1.8-reopen")
def test_an_office_that_was_told_to_stop_is_asked_anew(stage: Stage) -> None:
    ref = _asked(stage)
    stage.fact(ref, "withdrawn")
    stage.advance(days=10)

    stage.fact(ref, "case_reopened", reason="changed her mind")
    _sign_again(stage, ref)
    stage.advance(days=3)

    assert stage.names(ref).count("l01-request") == 4
    assert {r.status for r in stage.case(ref).requests if r.desk} == {"sent"}


@pytest.mark.rule("1.8-reopen")
def test_an_office_that_never_heard_of_the_end_goes_on_where_it_was(stage: Stage) -> None:
    ref = _asked(stage)
    stage.fact(ref, "case_closed", reason="duplicate")
    stage.advance(days=2)

    stage.fact(ref, "case_reopened", reason="it was none")
    _sign_again(stage, ref)
    stage.advance(days=14)

    names = stage.names(ref)
    assert names.count("l01-request") == 2
    assert names.count("l02-reminder-1") == 2


@pytest.mark.rule("1.8-reopen")
def test_what_fell_due_while_the_case_was_closed_is_not_sent_all_at_once(stage: Stage) -> None:
    ref = _asked(stage)
    stage.fact(ref, "case_closed", reason="duplicate")
    stage.advance(days=40)
    before = len(stage.names(ref))

    stage.fact(ref, "case_reopened", reason="it was none")
    stage.advance(hours=30)

    letters = [r for r in stage.sent(ref, kind="letter")[before:] if r.name.startswith("l0")]
    assert len({(r.request_id) for r in letters}) == len(letters)  # one an office


@pytest.mark.rule("1.8-reopen")
def test_a_case_reopens_within_180_days_with_a_reason_and_a_death_only_by_a_supervisor(stage: Stage) -> None:
    ref = stage.intake("0001")
    stage.fact(ref, "case_closed", reason="duplicate")
    with pytest.raises(Refused, match=r"key\.missing"):
        record(stage.world, ref, "case_reopened", {})
    stage.advance(days=181)
    with pytest.raises(Refused, match="closed_too_long"):
        record(stage.world, ref, "case_reopened", {"reason": "again"})


@pytest.mark.rule("1.8-reopen", "1.8-deceased")
def test_a_death_recorded_wrongly_takes_the_held_letters_back(stage: Stage) -> None:
    ref = _dead(stage)
    stage.fact(ref, "case_reopened", reason="another person of that name")
    stage.advance(days=3)

    case = stage.case(ref)
    assert case.open
    assert case.patient.deceased_on is None
    assert not [e for e in stage.effects(ref) if e.status == "held" and e.name.startswith(("l09", "l17"))]


# -- every class at the real gate ----------------------------------------------------------------------------------

STOPPED: dict[Stop, Any] = {
    Stop.CLOSED_COMPLETED: lambda c: setattr(c, "close_reason", CloseReason.COMPLETED_NO_DECISION),
    Stop.CLOSED_OTHER: lambda c: setattr(c, "close_reason", CloseReason.DUPLICATE),
    Stop.WITHDRAWN: lambda c: setattr(c, "withdrawn_at", c.opened_at),
    Stop.DECEASED: lambda c: setattr(c.patient, "deceased_on", date(2026, 11, 23)),
    Stop.ON_HOLD: lambda c: setattr(c, "hold_reason", "holiday"),
}
ONE_OF_EACH = {
    StopClass.CARE: "m01-welcome", StopClass.CLOSING: "m05-not-eligible", StopClass.LEGAL: "m33-revocation-confirm",
}  # fmt: skip


@pytest.mark.rule("12-stop-classes")
def test_each_class_meets_each_stop_at_the_gate(stage: Stage) -> None:
    ref = stage.intake("0001")
    let_go = {
        StopClass.CARE: set(), StopClass.CLOSING: {Stop.CLOSED_COMPLETED},
        StopClass.LEGAL: {Stop.WITHDRAWN, Stop.ON_HOLD},
    }  # fmt: skip
    for stop_class, name in ONE_OF_EACH.items():
        for stop, set_it in STOPPED.items():
            with stage.world.database.reading() as session:
                case, book = cases.by_ref(session, ref), stage.world.book(session)
                case.patient.contact_points[0].verified_at = stage.now
                set_it(case)
                key = effect_key(case.id, 1, name, ToRole.PATIENT, "case")
                effect = Effect(
                    "e-1", key, case.id, "message", name, 1, ToRole.PATIENT, "case", stage.now, stage.now, "mail"
                )
                answer = ask(effect, case, Ledger(), book, stage.now)
                session.expunge_all()
            stopped = not isinstance(answer, Go) and answer.why.startswith("stopped_")
            assert stopped is (stop not in let_go[stop_class]), (name, stop, answer)
            if stop is Stop.ON_HOLD and stopped:
                assert isinstance(answer, Later)
