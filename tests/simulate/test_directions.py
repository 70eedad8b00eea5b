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
