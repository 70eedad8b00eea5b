"""Work that was put off comes back early when something happens on its case."""

from __future__ import annotations

from coordinator.domain.case import Case

QUIET = frozenset({"work_snoozed", "call_back_agreed", "note_added"})
"""Facts that are no news for who put something off: they arrange work, or are a note of their own."""


def back_early(case: Case, fact: str) -> None:
    """A fact was recorded: whatever was put off may look different now."""
    if fact in QUIET:
        return
    for item in case.work_items:
        if item.snoozed_until is not None:
            item.come_back()
