"""Nobody gets a burst: budget per person, outages, several parts in one mail (``domain.md`` §12)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from stage import Stage

from coordinator.paths import examples_dir
from coordinator.services import operate


@pytest.mark.rule("12-budget")
def test_what_arises_together_is_one_mail_named_after_its_earliest_part(stage: Stage) -> None:
    ref = stage.intake("0001")

    (mail,) = stage.sent(ref)
    assert (mail.name, mail.parts) == ("m01-welcome", ["m01-welcome", "m02-verify-contact"])


@pytest.mark.rule("12-budget")
def test_two_cases_of_one_patient_keep_one_budget_and_are_never_mixed(stage: Stage) -> None:
    first = stage.intake("0001")
    second = stage.intake("0001", external_id="INTAKE-0001-B")
    stage.advance(days=8)

    rows = [row for ref in (first, second) for row in stage.sent(ref, kind="message") if row.budgeted]
    days = Counter(row.local_on for row in rows)
    assert max(days.values()) == 1
    assert {row.name for row in rows} == {"m01-welcome"}
    assert len(rows) == 2


@pytest.mark.rule("12-budget")
def test_no_more_than_three_in_any_seven_days(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.advance(days=20)

    days = sorted(row.local_on for row in stage.sent(ref, kind="message") if row.budgeted)
    for day in days:
        assert sum(1 for other in days if day - timedelta(days=7) < other <= day) <= 3


@pytest.mark.rule("12-R7")
def test_after_a_jump_the_latest_rung_goes_once_and_the_older_ones_are_missed(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    before = len(stage.sent(ref))
    stage.jump(days=14)
    stage.advance(days=1)

    rows = stage.sent(ref)[before:]
    days = Counter(row.local_on for row in rows if row.kind == "message" and row.budgeted)
    assert max(days.values()) == 1
    missed = [name for name, reason in stage.not_sent(ref) if reason == "missed"]
    assert missed.count("m06-sign-authorization") >= 2


@pytest.mark.rule("12-R7")
def test_a_clock_that_walks_misses_nothing(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.advance(days=14)

    assert "missed" not in {reason for _, reason in stage.not_sent(ref)}
    asked = [row for row in stage.sent(ref) if "m06-sign-authorization" in (row.parts or [row.name])]
    assert len(asked) == 4


def test_pausing_outbound_loses_nothing(stage: Stage) -> None:
    operate.pause(stage.world, "the printer burns")
    ref = stage.intake("0001")
    assert stage.sent(ref) == []
    operate.resume(stage.world, "it does not")
    stage.rest()

    assert stage.names(ref) == ["m01-welcome"]


@pytest.mark.rule("12-budget")
def test_a_code_for_a_second_address_is_no_part_of_the_mail_to_the_first(stage: Stage) -> None:
    told = json.loads((examples_dir() / "intake" / "intake-0001.json").read_text(encoding="utf-8"))["patient"]
    ref = stage.intake("0001", patient={**told, "other_emails": ["second@patients.example"]})
    stage.advance(hours=1)

    sent = {(row.address, name) for row in stage.sent(ref, kind="message") for name in (row.parts or [row.name])}
    assert ("second@patients.example", "m02-verify-contact") in sent
    assert (told["email"], "m01-welcome") in sent
    assert {name for address, name in sent if address == "second@patients.example"} == {"m02-verify-contact"}
