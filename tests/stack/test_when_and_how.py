"""Hours, days and questions: when people are written to, and what becomes of a question that cannot be sent (§12)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from stage import Stage

from coordinator.domain.calendar import local
from coordinator.domain.effect import Effect, effect_key
from coordinator.domain.words import ToRole
from coordinator.paths import examples_dir
from coordinator.playbook.gate import Go, Later, Ledger, ask
from coordinator.store import cases

OUTSIDE = {"m02", "m21", "m23", "m31", "m33", "m37", "m38"}
"""Codes, the day-before reminder, changed or cancelled visits, and what answers what the person just asked for."""

BY_A_PERSON = {"m05", "m32", "l17"}
"""Let go one by one by a person: no automated messages."""

WRITTEN = {"m39"}
"""Written by a person, for one reader: no automated message either."""


def _visit_on_monday(stage: Stage) -> str:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.fact(ref, "shortlist_wanted")
    provider = next(e["provider"] for e in stage.case(ref).shortlist if not e["excluded"])
    stage.fact(
        ref, "appointment_booked", starts_at="2026-12-07T11:00:00-08:00", mode="video", provider=provider, place="video"
    )
    return ref


@pytest.mark.rule("12-R4")
def test_patients_hear_from_us_by_day_and_offices_in_their_hours(stage: Stage) -> None:
    ref = _visit_on_monday(stage)
    stage.sign_all(ref)
    stage.advance(days=30)

    rows = stage.sent(ref)
    assert {"email", "fax"} & {row.channel for row in rows}
    for row in rows:
        wall = local(row.made_at, row.time_zone)
        closes = 16 if row.to_role == "desk" else 19
        assert 9 <= wall.hour < closes, (row.name, wall)
        if row.to_role == "desk":
            assert wall.isoweekday() <= 5


@pytest.mark.rule("12-R5")
def test_sundays_and_holidays_are_quiet_but_for_the_day_before_a_monday_visit(stage: Stage) -> None:
    ref = _visit_on_monday(stage)
    stage.advance(days=15)

    days = {(row.name, local(row.made_at, row.time_zone).date()) for row in stage.sent(ref, kind="message")}
    quiet = [(name, day) for name, day in days if day.isoweekday() == 7 or day == date(2026, 11, 26)]
    assert quiet == [("m21-reminder-1-day", date(2026, 12, 6))]


@pytest.mark.rule("12-outside-budget")
def test_only_what_the_table_names_leaves_beyond_the_budget(stage: Stage) -> None:
    rules = stage.world.playbook.messages.values()
    outside = {rule.name.partition("-")[0] for rule in rules if rule.outside_budget}

    assert outside <= OUTSIDE | BY_A_PERSON | WRITTEN
    assert all(r.needs_approval for r in rules if r.name.partition("-")[0] in BY_A_PERSON)


@pytest.mark.rule("12-outside-budget", "12-budget")
def test_a_full_budget_holds_an_ordinary_mail_back_and_a_code_not(stage: Stage) -> None:
    ref = stage.intake("0001")
    today = local(stage.now, stage.case(ref).patient.time_zone).date()
    full = Ledger(message_days=[today])
    with stage.world.database.reading() as session:
        case, book = cases.by_ref(session, ref), stage.world.book(session)
        point = case.patient.contact_points[0].id

        def answer(name: str, subject: str) -> object:
            key = effect_key(case.id, 1, name, ToRole.PATIENT, subject)
            now = stage.now
            effect = Effect("e", key, case.id, "message", name, 1, ToRole.PATIENT, subject, now, now, "mail")
            return ask(effect, case, full, book, now)

        held, code = answer("m01-welcome", "case"), answer("m02-verify-contact", point)
    assert isinstance(held, Later)
    assert held.why == "budget"
    assert isinstance(code, Go)


@pytest.mark.rule("12-question-never-silent")
def test_a_question_that_cannot_be_written_becomes_one_call(stage: Stage) -> None:
    told = json.loads((examples_dir() / "intake" / "intake-0006.json").read_text(encoding="utf-8"))
    ref = stage.intake("0006", patient={**told["patient"], "language": "vi"})
    stage.accept(ref)
    stage.advance(days=8)

    assert ("m06-sign-authorization", "no_template_language") in stage.not_sent(ref)
    calls = [w for w in stage.case(ref).work_items if w.open and w.code == "m06-sign-authorization"]
    assert len(calls) == 1
