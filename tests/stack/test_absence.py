"""Staff who are away or leave, and cases that change hands (``domain.md`` §1.8, "Navigator absent")."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from lived import lived
from stage import Stage

from coordinator.domain.errors import NotFound, Refused
from coordinator.services import staff
from coordinator.services.absence import deactivate, end_absence, set_absence
from coordinator.services.record import record
from coordinator.services.views.case_show import case_show

ANA, LEE, SAM = "ana@beacon.example", "lee@beacon.example", "sam@beacon.example"


@pytest.fixture
@lived
def owned(stage: Stage) -> str:
    """A case of Ana's with an office that promised, a call to make and a pause."""
    for email, role in ((ANA, "navigator"), (LEE, "navigator"), (SAM, "supervisor")):
        staff.add_user(stage.world, email, email.partition("@")[0], [role], team="east")
    ref = stage.intake("0006", navigator=ANA)
    stage.accept(ref)
    assert stage.case(ref).navigator == ANA
    stage.sign_all(ref)
    stage.advance(hours=8)
    stage.fact(ref, "office_promised", request=stage.request(ref, "records_office").id, on="2026-12-10")
    stage.fact(ref, "placed_on_hold", reason="a journey", review_on="2026-12-14")
    return ref


def _shown(stage: Stage, ref: str) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        shown: dict[str, Any] = case_show(session, ref, stage.world.book(session), stage.now)
        return shown


def _owners(stage: Stage, ref: str) -> set[str | None]:
    return {w["owner"] for w in _shown(stage, ref)["work_items"] if w["status"] == "open"}


@pytest.mark.rule("1.8-navigator-absent")
def test_while_somebody_is_away_their_work_shows_the_cover(stage: Stage, owned: str) -> None:
    stage.fact(owned, "capacity_lost")  # a work item to look at
    assert _owners(stage, owned) == {ANA}

    set_absence(stage.world, ANA, date(2026, 11, 23), date(2026, 11, 25), LEE)
    assert _owners(stage, owned) == {LEE}
    assert _shown(stage, owned)["navigator"] == ANA

    stage.advance(days=3)
    assert _owners(stage, owned) == {ANA}


@pytest.mark.rule("1.8-navigator-absent")
def test_a_cover_who_is_away_too_passes_it_on_and_in_the_end_a_supervisor_has_it(stage: Stage, owned: str) -> None:
    stage.fact(owned, "capacity_lost")
    set_absence(stage.world, ANA, date(2026, 11, 23), date(2026, 11, 30), LEE)
    set_absence(stage.world, LEE, date(2026, 11, 23), date(2026, 11, 30), ANA)
    assert _owners(stage, owned) == {SAM}

    end_absence(stage.world, LEE)
    assert _owners(stage, owned) == {LEE}


def test_a_cover_is_somebody_else_who_is_there(stage: Stage, owned: str) -> None:
    with pytest.raises(Refused):
        set_absence(stage.world, ANA, date(2026, 11, 23), date(2026, 11, 25), ANA)
    with pytest.raises(Refused):
        set_absence(stage.world, ANA, date(2026, 11, 25), date(2026, 11, 23), LEE)
    with pytest.raises(NotFound):
        set_absence(stage.world, ANA, date(2026, 11, 23), date(2026, 11, 25), "nobody@beacon.example")


@pytest.mark.rule("1.8-navigator-absent")
def test_a_case_changes_hands_when_the_receiver_accepts_and_carries_promises_and_pause(
    stage: Stage, owned: str
) -> None:
    stage.fact(owned, "navigator_changed", to=LEE, by=ANA)

    shown = _shown(stage, owned)
    assert shown["navigator"] == ANA
    assert shown["handover"]["to"] == LEE
    assert [p["promised_on"] for p in shown["handover"]["promises"]] == ["2026-12-10"]
    assert shown["handover"]["hold"]["review_on"] == "2026-12-14"

    stage.fact(owned, "handover_accepted", by=LEE)
    case = stage.case(owned)
    assert case.navigator == LEE
    assert case.on_hold
    assert stage.request(owned, "records_office").promised_on == date(2026, 12, 10)
    assert _shown(stage, owned)["handover"] is None


def test_only_the_receiver_or_a_supervisor_accepts(stage: Stage, owned: str) -> None:
    stage.fact(owned, "navigator_changed", to=LEE, by=ANA)
    with pytest.raises(Refused, match=r"role\.missing"):
        record(stage.world, owned, "handover_accepted", {}, by=ANA)

    stage.fact(owned, "handover_accepted", by=SAM)
    assert stage.case(owned).navigator == LEE


def test_a_proposal_can_be_taken_back_and_an_unanswered_one_comes_before_a_supervisor(stage: Stage, owned: str) -> None:
    stage.fact(owned, "navigator_changed", to=LEE, by=ANA)
    stage.advance(days=5)
    codes = {w.code for w in stage.case(owned).work_items if w.open}
    assert "handover" in codes

    stage.fact(owned, "navigator_changed", to=ANA, by=ANA)
    assert _shown(stage, owned)["handover"] is None
    with pytest.raises(Refused, match=r"handover\.none"):
        record(stage.world, owned, "handover_accepted", {}, by=LEE)


def test_whoever_takes_a_case_themselves_has_it_at_once(stage: Stage, owned: str) -> None:
    stage.fact(owned, "navigator_changed", to=LEE, by=LEE)

    assert stage.case(owned).navigator == LEE


@pytest.mark.rule("1.8-navigator-absent")
def test_nobody_leaves_with_open_cases_unless_somebody_takes_them(stage: Stage, owned: str) -> None:
    with pytest.raises(Refused, match=r"staff\.has_cases") as caught:
        deactivate(stage.world, ANA)
    assert [r.detail for r in caught.value.reasons] == [owned]

    assert deactivate(stage.world, ANA, LEE) == [owned]

    assert stage.case(owned).navigator == LEE
    with pytest.raises(NotFound):
        record(stage.world, owned, "note_added", {"text": "x"}, by=ANA)
