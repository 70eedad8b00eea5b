"""Ladders that go on: after a correction, after a pause, and in a case that was opened again."""

from __future__ import annotations

from collections.abc import Callable

from coordinator.domain.case import Case
from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.event import Act
from coordinator.domain.wait import Wait
from coordinator.playbook.book import Book


def go_on(case: Case, book: Book, act: Act, which: Callable[[Wait, bool], bool]) -> None:
    """Let the latest wait of each ladder and subject that ``which`` names run again unless its end holds.

    ``which`` is asked with the wait and whether its own condition ended it. Rungs done stay done; of those that fell
    due meanwhile the latest goes once, as after an outage (``domain.md`` §12 R7).
    """
    latest = {(wait.ladder, wait.subject): wait for wait in case.waits}
    for wait in latest.values():
        ladder = book.playbook.ladders.get(wait.ladder)
        if wait.running or ladder is None or not which(wait, wait.ended_why == ladder.ends_when):
            continue
        if CONDITIONS[ladder.ends_when](case, wait.subject):
            continue
        wait.run_again(act.now)
        case.note("wait_resumed", act, wait=wait.id, ladder=wait.ladder, subject=wait.subject)


def pause_over(case: Case, book: Book, act: Act) -> None:
    """Of the rungs that fell due during a pause the latest goes once, the earlier ones are missed."""
    for wait in case.waits:
        ladder = book.playbook.ladders.get(wait.ladder)
        if wait.running and ladder is not None and not ladder.survives:
            wait.resumed_at = act.now
