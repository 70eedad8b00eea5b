"""Counts of few people stay hidden, and cannot be worked out from those that are shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coordinator.domain.small_cells import SMALLEST, shown


def test_counts_of_nobody_and_of_many_are_shown() -> None:
    assert shown({"a": 0, "b": 5, "c": 12}) == ({"a": 0, "b": 5, "c": 12}, 17)


def test_a_small_count_hides_the_next_one_too_so_that_the_sum_does_not_give_it_away() -> None:
    assert shown({"a": 3, "b": 9, "c": 30}) == ({"a": None, "b": None, "c": 30}, 42)


def test_two_small_counts_hide_each_other_unless_they_are_few_together() -> None:
    assert shown({"a": 3, "b": 2, "c": 30}) == ({"a": None, "b": None, "c": 30}, 35)
    assert shown({"a": 1, "b": 1, "c": 30}) == ({"a": None, "b": None, "c": None}, 32)


def test_where_nothing_else_can_be_hidden_the_sum_is() -> None:
    assert shown({"a": 3, "b": 0}) == ({"a": None, "b": 0}, None)


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 40), max_size=6))
def test_no_small_count_follows_from_what_is_shown(counts: dict[int, int]) -> None:
    visible, total = shown(counts)

    hidden = [counts[key] for key, count in visible.items() if count is None]
    assert all(count == 0 or count >= SMALLEST for count in visible.values() if count is not None)
    if total is not None and hidden:
        rest = total - sum(count for count in visible.values() if count is not None)
        assert len(hidden) >= 2
        assert rest >= SMALLEST
