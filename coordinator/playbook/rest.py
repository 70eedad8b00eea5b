"""What an advance found when its case came to rest, for whoever keeps case and book in memory until the next one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from coordinator.domain.case import Case
from coordinator.domain.guards import emergency
from coordinator.playbook.book import Book
from coordinator.playbook.next_rung import Next
from coordinator.playbook.turns import NO_TURNS, Turns

Ahead = dict[str, Next | None]
"""By wait, what comes next."""


@dataclass
class Rest:
    """``day`` is the patient's local date of the last advance.

    ``turns``: when time alone may say something new (``turns.py``); ``weighs_at``: the earliest of them.
    ``ahead`` says what comes next for each wait. All of it holds while nothing but silent events happened;
    ``standing`` is what every ladder reads of the case as a whole, when they were asked.
    """

    day: date | None = None
    turns: Turns = NO_TURNS
    weighs_at: datetime | None = None
    ahead: Ahead = field(default_factory=dict)
    standing: tuple[object, ...] = ()

    def turns_by_time(self, turns: Turns) -> None:
        """Keep them, and which comes first."""
        self.turns = turns
        self.weighs_at = min([turn for turn in turns if turn is not None], default=None)

    def wakes_at(self, planned_at: datetime | None) -> datetime | None:
        """The first moment at which there is something to do if nobody does anything."""
        if planned_at is None or self.weighs_at is None:
            return planned_at or self.weighs_at
        return min(planned_at, self.weighs_at)

    def weighs_by(self, case: Case, now: datetime, today: date) -> bool:
        """True at the first advance, and once time alone may have changed something.

        For a closed case nobody reckons that moment: it is weighed whenever it is woken on another day.
        """
        if self.day is None or not case.open:
            return self.day != today
        return self.weighs_at is not None and self.weighs_at <= now

    def still_ahead(self, case: Case, today: date) -> Ahead:
        """What no passing of time changed: all but what is about a legal date that passed since the last advance.

        What a rung before a legal date and an extension say hangs on whether it passed, by the clock of the office,
        which may be a day off the patient's; everything else ``next_rung`` reads are facts.
        """
        if self.day is None or today == self.day:
            return self.ahead
        since, requests = self.day - timedelta(days=1), case.requests
        passed = [r.id for r in requests if r.due_on is not None and since <= r.due_on <= today]
        dated = {wait.id for wait in case.waits if wait.subject in passed and wait.ended_at is None} if passed else None
        return {wait: found for wait, found in self.ahead.items() if wait not in dated} if dated else self.ahead

    def after_facts(self, case: Case, book: Book, ahead: Ahead, told: Collection[str]) -> Ahead:
        """What facts cannot have changed either, as they tell of these parts and subjects only.

        Nothing is kept once the case as a whole stands otherwise than it did.
        """
        standing = (case.priority, case.hold_reason, emergency(case), case.patient.time_zone)
        if standing != self.standing:
            self.standing = standing
            return {}
        ladders = book.playbook.ladders
        return {
            wait.id: ahead[wait.id]
            for wait in case.waits
            if wait.ended_at is None
            and wait.id in ahead
            and wait.subject not in told
            and ladders[wait.ladder].hangs_on.isdisjoint(told)
        }
