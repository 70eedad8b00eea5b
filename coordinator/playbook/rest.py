"""What an advance found when its case came to rest, for whoever keeps case and book in memory until the next one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from coordinator.domain.case import Case
from coordinator.playbook.anchor import request_of
from coordinator.playbook.book import Book


@dataclass
class Rest:
    """``day`` is the patient's local date of the last advance, ``weighs_at`` when time alone makes the case be weighed.

    ``ahead`` says, by wait, when its next rung is due; empty where only a fact can wake it. All of it holds while
    nothing but silent events happened.
    """

    day: date | None = None
    weighs_at: datetime | None = None
    ahead: dict[str, datetime | None] = field(default_factory=dict)

    def weighs_by(self, case: Case, now: datetime, today: date) -> bool:
        """True at the first advance, and once time alone may have changed something.

        For a closed case nobody reckons that moment: it is weighed whenever it is woken on another day.
        """
        if self.day is None or not case.open:
            return self.day != today
        return self.weighs_at is not None and self.weighs_at <= now

    def still_ahead(self, case: Case, book: Book, now: datetime, today: date) -> dict[str, datetime | None]:
        """The moments that no passing of time changed: neither due, nor about a legal date that a new day is nearer to.

        What a rung before a legal date and an extension say hangs on the day; everything else ``next_rung`` reads are
        facts.
        """
        dated = set()
        if today != self.day:
            ladders = book.playbook.ladders
            for wait in case.waits:
                request = request_of(case, ladders[wait.ladder], wait) if wait.ended_at is None else None
                if request is not None and request.due_on is not None:
                    dated.add(wait.id)
        return {wait: at for wait, at in self.ahead.items() if (at is None or at > now) and wait not in dated}
