"""Whom the world does not ask again would do what they were about to do: all are asked beside it at every rest."""

from __future__ import annotations

from datetime import datetime

import pytest
from any_facts import START, theatre

from coordinator.domain.event import Event
from coordinator.simulate.memory.play import Opening, Played, play
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.cast import NAVIGATOR
from coordinator.simulate.world.concerns import EVERYBODY, concerned_by
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.population import intake_of
from coordinator.simulate.world.world import SIDES, WHEN_CLOSED

CASES = 30


@pytest.mark.parametrize("number", range(CASES))
def test_asking_everybody_anew_gives_the_deeds_of_a_quick_look(number: int) -> None:
    outside, rests = theatre().outside, 0

    def everybody_asked_anew(played: Played, now: datetime) -> None:
        nonlocal rests
        for seen in played.cases.values():
            about_to = [deed for side in _acting(seen) for deed in seen.about_to[side]]
            anew = CaseSeen(seen.case, seen.journal, seen.refused, dict(seen.drawn))
            assert told(about_to) == told(outside.reactions(anew, now))
            rests += 1

    opening = Opening(START, f"SO-{number:04d}", intake_of(1, number, number, START))
    play(theatre().person(), outside, [opening], by=NAVIGATOR, days=180, on_rest=everybody_asked_anew)

    assert rests > 5


def _acting(seen: CaseSeen) -> list[str]:
    return list(SIDES) if seen.case.open else list(WHEN_CLOSED)


def told(deeds: list[Deed]) -> list[tuple[object, ...]]:
    """All that the deeds say."""
    return [(deed.at, deed.key, deed.fact, sorted(deed.values.items()), deed.by) for deed in deeds]


def test_whom_an_event_concerns_is_a_side_of_the_world() -> None:
    assert list(EVERYBODY) == list(SIDES)


def test_an_event_that_nobody_thought_of_concerns_everybody() -> None:
    assert list(concerned_by(Event(1, "something_new", START, "engine", {}))) == list(EVERYBODY)
