"""Directions overrule chance, and nothing misspelt passes."""

from __future__ import annotations

import json

import pytest
from seen_cases import NOW, event, request, seen, world

from coordinator.domain.words import ItemStatus, RequestStatus
from coordinator.paths import examples_dir
from coordinator.simulate.world.directions import Direction, DirectionProblems, read_directions

NAME = "INTAKE-0006"


def facts(direction: Direction, case) -> dict[str, object]:
    return {d.fact: d for d in world(1, directions={NAME: direction}).reactions(case, NOW)}


def test_the_directions_of_the_examples_can_be_read() -> None:
    read_directions(json.loads((examples_dir() / "directions.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"provder": "accepts"}, "did you mean 'provider'?"),
        ({"provider": "maybe"}, "accepts, declines_first"),
        ({"partial": 1}, "true or false"),
        ({"no_show": True}, "whole number"),
        ([], "object"),
    ],
)
def test_what_is_not_known_is_refused(told: object, says: str) -> None:
    with pytest.raises(DirectionProblems, match=NAME) as caught:
        read_directions({NAME: told})
    assert says in str(caught.value)


def test_a_directed_death_comes_on_its_day() -> None:
    deed = facts(Direction(dies_on_day=40), seen(requests=[request()]))["patient_died"]

    assert deed.values["on"] == "2027-01-04"  # day 40 is Saturday 2 January; staff hear of it on Monday


def test_a_directed_office_sends_a_part_first() -> None:
    quoted = event("fee_quoted", "2026-11-26T17:00:00+00:00", request="r-1")
    case = seen(requests=[request()], events=[quoted])
    deed = facts(Direction(office="ok", partial=True, fee=False), case)["records_received"]

    assert len(str(deed.values["items"]).split(",")) == 2


def test_a_directed_office_never_gets_the_letter() -> None:
    lost = request(received_at=None, status=RequestStatus.SENT)
    assert lost.items[0].status is ItemStatus.REQUESTED

    assert "request_sent_again" in facts(Direction(office="never_received"), seen(requests=[lost]))


def test_a_directed_death_waits_for_the_slides_to_be_out() -> None:
    told = Direction(dies_when="slides_out")
    lent = event("material_lent", "2026-12-01T17:00:00+00:00", custody="k-1")

    assert "patient_died" not in facts(told, seen(requests=[request()]))
    assert facts(told, seen(requests=[request()], events=[lent]))["patient_died"].values["on"] == "2026-12-07"


def test_who_stays_does_not_leave_by_chance() -> None:
    leaving = {"withdrawn", "case_closed", "patient_died"}
    gone = [seed for seed in range(60) if leaving & _of(seed, Direction())]

    assert gone
    assert not any(leaving & _of(seed, Direction(stays=True)) for seed in gone)


def _of(seed: int, direction: Direction) -> set[str]:
    return {d.fact for d in world(seed, directions={NAME: direction}).reactions(seen(requests=[request()]), NOW)}


def test_a_directed_correction_puts_the_first_promised_day_right() -> None:
    wrong = event("office_promised", "2026-11-26T17:00:00+00:00", request="r-1", on="2026-12-20")
    deed = facts(Direction(correction=True), seen(requests=[request()], events=[wrong]))["corrected"]

    assert deed.values == {"seq": wrong.seq, "on": "2026-12-10"}
    done = event("corrected", "2026-11-27T17:00:00+00:00", fact="office_promised")
    assert "corrected" not in facts(Direction(correction=True), seen(requests=[request()], events=[wrong, done]))
