"""What the program is made of is not looked through for garbage while somebody waits for a page."""

from __future__ import annotations

import gc

from coordinator.web import long_lived


def test_what_lives_at_the_start_and_after_the_first_full_look_is_left_to_itself() -> None:
    ours = list(gc.callbacks)
    try:
        long_lived.set_aside()
        at_the_start = gc.get_freeze_count()
        warmed: list[list[int]] = [[] for _ in range(1000)]
        gc.collect()
        after_the_first = gc.get_freeze_count()
        later: list[list[int]] = [[] for _ in range(1000)]
        gc.collect()

        assert at_the_start > 10_000
        assert after_the_first >= at_the_start + len(warmed)
        assert gc.get_freeze_count() < after_the_first + len(later)
    finally:
        gc.callbacks[:] = ours
        gc.unfreeze()
