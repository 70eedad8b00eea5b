"""Whom the world does not ask again would do what they were about to do: all are asked beside it at every look."""

from __future__ import annotations

from datetime import datetime

import pytest
from any_facts import theatre
from seen_cases import said

from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.world import ONLY_FOR, SIDES, World

CASES = 15


def test_asking_everybody_anew_gives_the_deeds_of_a_quick_look(monkeypatch: pytest.MonkeyPatch) -> None:
    quick, looks = World.reactions, 0

    def thorough(world: World, seen: CaseSeen, now: datetime) -> list[object]:
        nonlocal looks
        found = quick(world, seen, now)
        anew = quick(world, CaseSeen(seen.case, seen.journal, seen.refused, dict(seen.drawn)), now)
        assert said(found) == said(anew)
        looks += 1
        return found

    monkeypatch.setattr(World, "reactions", thorough)

    for number in range(CASES):
        theatre().play([number])

    assert looks > 30 * CASES


def test_whom_an_event_concerns_is_a_side_of_the_world() -> None:
    assert {side for sides in ONLY_FOR.values() for side in sides} <= set(SIDES)
