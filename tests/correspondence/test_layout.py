"""A letter is set as roomy as the fewest sheets allow, whatever was written before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coordinator.correspondence import layout
from coordinator.correspondence.letters import render_letter
from coordinator.correspondence.sample_letters import LETTERS

REMINDER = "l02-reminder-1"


@pytest.mark.parametrize("items", [1, 3, 20])
def test_a_letter_looks_the_same_whichever_layout_its_last_one_took(items):
    sample = next(values for name, _, values in LETTERS if name == REMINDER)
    values = replace(sample, items=(sample.items * 20)[:items])
    made = set()

    for number in range(len(layout.LAYOUTS)):
        layout.taken[REMINDER] = number
        made.add(render_letter(REMINDER, values))

    assert len(made) == 1


def test_no_layout_is_closer_than_it_must_be():
    sample = next(values for name, _, values in LETTERS if name == REMINDER)
    layout.taken.clear()

    taken = []
    for items in (1, 3, 20, 1):
        render_letter(REMINDER, replace(sample, items=(sample.items * 20)[:items]))
        taken.append(layout.LAYOUTS[layout.taken[REMINDER]])

    assert taken == ["close", "dense", "", "close"]
