"""Which part of a case an event tells of, and on which parts a ladder hangs."""

from __future__ import annotations

from coordinator.domain.conditions import CONDITIONS
from coordinator.paths import default_playbook
from coordinator.playbook import parts
from coordinator.playbook.dates import DATES
from coordinator.playbook.loader import load
from coordinator.playbook.schema import Ladder, Order, Rung

ASK = Order("message", "m11-records-progress")


def test_a_condition_or_an_event_that_nobody_named_counts_for_every_part() -> None:
    assert parts.read_by("somebody_added_this") == parts.EVERY
    assert parts.dated_by("a date that somebody added") == parts.EVERY
    assert parts.counted_in("its full moon", "patient") == parts.EVERY
    assert "somebody_recorded_this" not in parts.TELLS_OF


def test_what_is_named_exists() -> None:
    assert set(parts._READS) <= {*CONDITIONS, "extension_running"}
    assert set(parts._DATES) <= set(DATES)


def test_a_ladder_hangs_on_what_its_rungs_ask_and_not_on_what_ends_it() -> None:
    ladder = Ladder("l", "case_accepted", (Rung("r", (ASK,), unless="told_after_2_days"),), ends_when="request_settled")

    assert ladder.hangs_on == {parts.OPINIONS}
    assert ladder.ends_on == {parts.RECORDS}


def test_what_counts_from_its_own_beginning_and_asks_nothing_hangs_on_no_part() -> None:
    ladders = load(default_playbook()).ladders

    assert ladders["sign-authorization"].hangs_on == parts.NONE
    assert ladders["stage-target"].hangs_on == {parts.STAGE}
    assert ladders["record-request"].hangs_on == {parts.RECORDS, parts.OTHER}
    assert ladders["appointment"].hangs_on == {parts.VISITS}
