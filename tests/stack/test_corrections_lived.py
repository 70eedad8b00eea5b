"""A wrong fact is put right in a running case: ladders, letters, what left (``domain.md`` §12, "Correction")."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from lived import lived
from stage import Stage

from coordinator.domain.facts.past import FactChange
from coordinator.services.record import record
from coordinator.services.views.case_show import case_show
from coordinator.store import fact_changes
from coordinator.store.fact_changes import StoredPast


@lived
def _asked(stage: Stage) -> tuple[str, str]:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    return ref, stage.request(ref, "records_office").id


def _wait(stage: Stage, ref: str, ladder: str, subject: str) -> object:
    return next(w for w in reversed(stage.case(ref).waits) if w.ladder == ladder and w.subject == subject)


def _shown(stage: Stage, ref: str) -> dict[str, object]:
    with stage.world.database.reading() as session:
        shown: dict[str, object] = case_show(session, ref, stage.world.book(session), stage.now)
        return shown


@pytest.mark.rule("12-correction")
def test_a_ladder_that_a_wrong_fact_ended_goes_on_where_it_was(stage: Stage) -> None:
    ref, request = _asked(stage)
    stage.advance(days=9)  # the receipt call of business day 2 is done
    items = ",".join(i.id for i in stage.request(ref, "records_office").items)
    wrong = stage.fact(ref, "records_received", request=request, items=items)
    assert not stage.case(ref).waits_of("record-request", request)

    stage.advance(days=1)
    stage.fact(ref, "corrected", seq=wrong.seq)

    (wait,) = stage.case(ref).waits_of("record-request", request)
    assert wait.last_rung == "receipt-call"
    stage.advance(days=10)
    reminded = [r.name for r in stage.sent(ref, kind="letter") if r.request_id == request]
    assert reminded == ["l01-request", "l02-reminder-1"]


@pytest.mark.rule("12-correction")
def test_what_fell_due_while_the_wrong_fact_held_goes_once(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    paper = stage.case(ref).authorizations[0].id
    wrong = stage.fact(ref, "authorization_signed", authorization=paper)
    stage.advance(days=10)
    others = [p.id for p in stage.case(ref).authorizations if p.id != paper]
    for other in others:
        stage.fact(ref, "authorization_signed", authorization=other)
    before = len(stage.effects(ref))

    stage.fact(ref, "corrected", seq=wrong.seq)
    stage.advance(hours=6)

    new = [e for e in stage.effects(ref)[before:] if e.name == "m06-sign-authorization"]
    assert [(e.rung, e.status) for e in new if e.status != "never"] == [("ask-4", "done")]
    assert {e.reason for e in new if e.status == "never"} <= {"missed"}


@pytest.mark.rule("12-correction")
def test_a_letter_that_left_because_of_the_wrong_fact_is_listed(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    papers = [a.id for a in stage.case(ref).authorizations]
    wrong = stage.fact(ref, "authorization_signed", authorization=papers[0])
    stage.advance(hours=8)
    letters = [r.id for r in stage.sent(ref, name="l01-request")]
    assert letters

    corrected = stage.fact(ref, "corrected", seq=wrong.seq)

    assert set(letters) <= set(corrected.ids["left"].split(","))
    shown = _shown(stage, ref)["corrections"]
    assert [(c["fact"], c["was_seq"]) for c in shown] == [("authorization_signed", wrong.seq)]
    assert {"l01-request"} <= {one["name"] for one in shown[0]["left"]}


@pytest.mark.rule("12-correction")
def test_a_letter_that_has_not_left_yet_does_not_leave(stage: Stage) -> None:
    stage.advance_to(datetime(2026, 11, 28, 16, tzinfo=UTC))  # a Saturday: offices are closed
    ref = stage.intake("0006")
    stage.accept(ref)
    paper = stage.case(ref).authorizations[0].id
    wrong = stage.fact(ref, "authorization_signed", authorization=paper)
    assert {e.status for e in stage.effects(ref) if e.name == "l01-request"} == {"pending"}

    stage.fact(ref, "corrected", seq=wrong.seq)
    stage.advance(days=4)

    assert "l01-request" not in stage.names(ref)
    assert {r.status for r in stage.case(ref).requests if r.authorization_id == paper} == {"waiting"}
    stage.fact(ref, "authorization_signed", authorization=paper)
    stage.advance(hours=20)
    assert stage.names(ref).count("l01-request") >= 1


@pytest.mark.rule("12-correction")
def test_a_corrected_receipt_moves_the_legal_dates(stage: Stage) -> None:
    ref, request = _asked(stage)
    stage.advance_to(datetime(2026, 11, 30, 20, tzinfo=UTC))
    wrong = stage.fact(ref, "request_received", request=request, at="2026-11-24", evidence="call")

    stage.fact(ref, "corrected", seq=wrong.seq, at="2026-11-27")

    assert stage.request(ref, "records_office").due_on == date(2026, 12, 27)
    stage.advance_to(datetime(2027, 1, 2, 20, tzinfo=UTC))
    (l04,) = [r for r in stage.sent(ref, name="l04-pre-deadline") if r.request_id == request]
    assert l04.local_on == date(2026, 12, 24)


def test_a_provider_chosen_by_a_wrong_click_has_no_offer_any_more(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.fact(ref, "shortlist_wanted")
    chosen = next(e["provider"] for e in stage.case(ref).shortlist if not e["excluded"])
    wrong = stage.fact(ref, "provider_chosen", provider=chosen)
    assert stage.case(ref).referral() is not None

    stage.fact(ref, "corrected", seq=wrong.seq)

    assert [r.status for r in stage.case(ref).referrals] == ["lapsed"]
    assert not stage.case(ref).waits_of("referral")


def test_a_source_added_by_mistake_is_not_asked(stage: Stage) -> None:
    ref, _request = _asked(stage)
    added = stage.fact(
        ref, "source_added", organization="Elsewhere Clinic", department="records_office", items="ECG", fax="2165550100"
    )
    assert any(r.organization_name == "Elsewhere Clinic" for r in stage.case(ref).requests)

    stage.fact(ref, "corrected", seq=added.seq)

    case = stage.case(ref)
    assert [r.status for r in case.requests if r.organization_name == "Elsewhere Clinic"] == ["cancelled"]
    assert all(a.organization_name != "Elsewhere Clinic" for a in case.authorizations)


def test_a_stage_that_was_left_by_a_wrong_fact_is_looked_at_by_a_person(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.fact(ref, "terms_accepted")
    stage.fact(ref, "contact_verified", contact=stage.case(ref).patient.contact_points[0].id)
    wrong = stage.fact(ref, "identity_verified")
    stage.fact(ref, "case_accepted")
    assert stage.case(ref).stage == "records"

    stage.fact(ref, "corrected", seq=wrong.seq, level="2")

    case = stage.case(ref)
    assert (case.stage, case.identity_level) == ("records", 2)
    assert "guard_broken:request" in {w.code for w in case.work_items if w.open}


def test_what_facts_changed_is_kept_for_each_case_alone(stage: Stage) -> None:
    ref, request = _asked(stage)
    other, _ = stage.intake("0001"), None
    said = stage.fact(ref, "office_promised", request=request, on="2026-12-20")
    with stage.world.database.reading() as session:
        mine = StoredPast(session, stage.case(ref).id).change(said.seq or 0)
        theirs = StoredPast(session, stage.case(other).id).change(said.seq or 0)
        assert isinstance(mine, FactChange)
        assert mine.fact == "office_promised"
        assert theirs is None
        assert fact_changes.of_case(session, stage.case(ref).id) == []


def test_correcting_wakes_the_case_and_the_gate(stage: Stage) -> None:
    ref, request = _asked(stage)
    wrong = stage.fact(ref, "office_promised", request=request, on="2026-12-20")

    record(stage.world, ref, "corrected", {"seq": wrong.seq})

    case = stage.case(ref)
    assert case.wake_at == stage.now
    assert case.stopped_seq == case.seq
