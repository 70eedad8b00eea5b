"""When the passing of time alone may say something new of a case: its deadline, its papers, its patient's age."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from coordinator.domain.case import Case
from coordinator.playbook.book import Book
from coordinator.playbook.coming_of_age import weighs_age_at
from coordinator.playbook.papers import weighs_papers_at
from coordinator.playbook.parts import ANY_REQUEST, EVERY, OTHER, PLANNED
from coordinator.playbook.scheduling import weighs_again_at

Turns = tuple[datetime | None, datetime | None, datetime | None]
NO_TURNS: Turns = (None, None, None)


def turns_of(case: Case, book: Book, now: datetime, before: Turns = NO_TURNS, told: Collection[str] = EVERY) -> Turns:
    """The next moment of each; as ``before`` where facts ``told`` of nothing that it hangs on."""
    if not case.open:
        return NO_TURNS
    deadline, papers, age = before
    if not PLANNED.isdisjoint(told):
        deadline = weighs_again_at(case, book, now)
    if not ANY_REQUEST.isdisjoint(told):
        papers = weighs_papers_at(case, now)
    if OTHER in told:
        age = weighs_age_at(case, now)
    return deadline, papers, age
