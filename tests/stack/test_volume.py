"""A mistake in a playbook does not write to everybody: far more than usual is held for a person to look at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from stage import Stage

from coordinator.paths import default_playbook
from coordinator.playbook.loader import PlaybookProblems, parse
from coordinator.playbook.schema import Volume
from coordinator.services import operate, pausing
from coordinator.services.views.doctor import outbound_check

FEW = Volume(an_hour=3, to_one_desk=20, to_one_person=20, times_usual=3)


def _watched(stage: Stage, limits: Volume = FEW) -> None:
    book = stage.world.playbook
    stage.world.playbook = replace(book, limits=replace(book.limits, volume=limits))


def _intake(stage: Stage, number: int) -> str:
    return stage.intake("0001", external_id=f"VOLUME-{number}", patient=_patient(number))


def _patient(number: int) -> dict[str, Any]:
    return {
        "legal_name": {"given": f"Volume{chr(65 + number)}", "family": "Keller"},
        "birth_date": "1971-03-14",
        "address": {"line": ["5 Elm Row"], "city": "Peoria", "state": "IL", "postal_code": "61602", "country": "US"},
        "email": f"volume{number}@patients.example",
        "language": "en",
        "time_zone": "America/Chicago",
    }


def _paused(stage: Stage) -> list[tuple[str, str]]:
    with stage.world.database.reading() as session:
        return [(pause["only"], pause["by"]) for pause in pausing.in_force(session)]


def _welcomed(stage: Stage, refs: list[str]) -> int:
    return sum("m01-welcome" in (row.name, *row.parts) for ref in refs for row in stage.sent(ref))


def test_a_message_that_suddenly_goes_to_many_is_held_and_a_supervisor_asked(stage: Stage) -> None:
    _watched(stage)
    refs = [_intake(stage, number) for number in range(7)]

    assert _welcomed(stage, refs) == 4
    assert _paused(stage) == [("m01-welcome", "volume-watch")]
    asked = [w for ref in refs for w in stage.case(ref).work_items if w.open and w.code == "volume/m01-welcome"]
    assert [w.kind for w in asked] == ["supervisor_review"]
    with stage.world.database.reading() as session:
        assert outbound_check(session)["ok"] is False

    operate.resume(stage.world, "a whole clinic came today", only="m01-welcome")
    stage.rest()
    assert _welcomed(stage, refs) == 7
    assert not [w for ref in refs for w in stage.case(ref).work_items if w.open and w.code.startswith("volume/")]


def test_what_a_person_let_go_is_not_held_again_that_day(stage: Stage) -> None:
    _watched(stage)
    refs = [_intake(stage, number) for number in range(5)]
    operate.resume(stage.world, "a whole clinic came today", only="m01-welcome")
    stage.rest()
    refs += [_intake(stage, number) for number in range(5, 10)]

    assert _welcomed(stage, refs) == 10
    assert _paused(stage) == []


def test_what_is_usual_is_not_held(stage: Stage) -> None:
    _watched(stage, replace(FEW, an_hour=100))
    refs = [_intake(stage, number) for number in range(4)]
    stage.advance(days=1)
    _watched(stage)
    refs += [_intake(stage, number) for number in range(4, 14)]
    stage.advance(hours=1)

    assert _welcomed(stage, refs) == 14
    assert "m01-welcome" not in [name for name, _ in _paused(stage)]


def test_one_person_who_gets_mail_after_mail_gets_no_more(stage: Stage) -> None:
    _watched(stage, replace(FEW, an_hour=100, to_one_person=2))
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.fact(ref, "shortlist_wanted")
    provider = next(e["provider"] for e in stage.case(ref).shortlist if not e["excluded"])
    stage.fact(ref, "provider_chosen", provider=provider)
    stage.fact(ref, "appointment_booked", starts_at="2026-12-16T15:00:00Z", mode="video")
    for hour in (16, 17, 18, 19):
        stage.fact(ref, "appointment_rescheduled", starts_at=f"2026-12-16T{hour}:00:00Z")

    person = stage.case(ref).patient.person_key
    assert (f"person:{person}", "volume-watch") in _paused(stage)
    changes = [e for e in stage.effects(ref) if e.name == "m23-changed-or-cancelled"]
    assert (changes[-1].status, changes[-1].reason) == ("pending", "paused")


def test_the_watch_wants_all_its_numbers(stage: Stage) -> None:
    assert stage.world.playbook.limits.volume is not None
    text = default_playbook().read_text(encoding="utf-8").replace("times_usual: 3, ", "")
    with pytest.raises(PlaybookProblems, match="volume lacks 'times_usual'"):
        parse(text)
