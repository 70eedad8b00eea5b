"""What an unread answer of a patient or a provider does to the case, and what reading it undoes."""

from __future__ import annotations

from collections.abc import Sequence

from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.facts.memory import forget, remember
from coordinator.domain.facts.obligations import ask, finish
from coordinator.domain.unread import UNREAD, unread, widened
from coordinator.domain.words import WorkItemKind


def holds_already(case: Case, about: str, names: Sequence[str]) -> bool:
    """True when an earlier unread answer of the same person holds all of this."""
    before = unread(case).get(about)
    return before is not None and widened(before, names) == list(before)


def leave_unread(case: Case, about: str, names: Sequence[str], act: Act, code: str = "") -> None:
    """A person looks; what the answer may be about waits."""
    remember(case, UNREAD, {**unread(case), about: widened(unread(case).get(about), names)})
    ask(case, WorkItemKind.REPLY_UNREAD, act, about=about, code=code)


def read(case: Case, about: str, act: Act) -> bool:
    """A person looked: nothing waits for it any more. False when nothing did."""
    kept = dict(unread(case))
    found = kept.pop(about, None) is not None
    if found and kept:
        remember(case, UNREAD, kept)
    elif found:
        forget(case, UNREAD)
    found = found or bool(case.open_items(WorkItemKind.REPLY_UNREAD, about))
    finish(case, WorkItemKind.REPLY_UNREAD, act, about)
    return found


def goes_elsewhere(case: Case, about: str, act: Act) -> None:
    """What came back is sent another way: nobody need look for that any more."""
    finish(case, WorkItemKind.ADDRESS_BOUNCED, act, about)
