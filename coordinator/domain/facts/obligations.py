"""Ending and opening work items from within a fact: they happen now, whenever the fact itself happened."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.words import WorkItemKind
from coordinator.domain.work_item import WorkItem


def promptly(act: Act) -> Act:
    """The same act at the moment of recording."""
    return act if act.happened_at is None else act._replace(happened_at=None)


def finish(case: Case, kind: WorkItemKind, act: Act, about: str | None = None) -> None:
    """End the open work items of this kind about one thing, or about anything."""
    case.finish(kind, promptly(act), about)


def finish_one(case: Case, item: WorkItem, act: Act) -> None:
    """End this very work item; ending it again changes nothing."""
    if item.open:
        item.end(act.now, act.by)
        case.note("work_item_ended", promptly(act), work_item=item.id, kind=str(item.kind))


def ask(case: Case, kind: WorkItemKind, act: Act, *, about: str, code: str = "") -> None:
    """Open a work item unless it is open already."""
    case.ask(kind, promptly(act), about=about, code=code)
