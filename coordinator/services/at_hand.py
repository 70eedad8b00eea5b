"""What the release of several orders reads, asked for once for all of them.

The number of statements does not grow with the number of orders; a test fixes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.treating import desk_written_to
from coordinator.playbook.book import Book
from coordinator.playbook.gate import Ledger
from coordinator.playbook.post_room import same_reader
from coordinator.services.world import World
from coordinator.store import cases, communications, effects, journal, ledgers
from coordinator.store.claims import Claim
from coordinator.store.ledgers import Asked
from coordinator.store.read_cases import read_cases


@dataclass
class AtHand:
    """Cases and orders under their locks, and what the gate and the letters need besides."""

    session: Session
    now: datetime
    book: Book
    cases: Mapping[str, Case]
    rows: Mapping[str, Any]
    waiting: Mapping[str, Sequence[Effect]]
    kept: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, Mapping[int, Mapping[str, str]]] = field(default_factory=dict)
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    desk_letters: Counter[tuple[str, date]] = field(default_factory=Counter)
    _ledgers: Mapping[str, Ledger] = field(default_factory=dict)

    @classmethod
    def lock(cls, world: World, session: Session, claimed: Sequence[Claim]) -> AtHand:
        """Lock persons, cases and orders, each in one order, and read the cases whole: to change one, ``adopt`` it."""
        ids = sorted({claim.effect.case_id for claim in claimed})
        cases.lock_people(session, ids)
        cases.lock_rows(session, ids)
        found = read_cases(session, ids)
        rows = effects.lock_waiting(session, ids, [claim.effect.id for claim in claimed])
        waiting: dict[str, list[Effect]] = {}
        for row in sorted(rows.values(), key=lambda r: (r.created_at, r.id)):
            waiting.setdefault(row.case_id, []).append(effects.from_row(row))
        return cls(session, world.now(session), world.book(session), found, rows, waiting)

    def is_mine(self, claim: Claim) -> bool:
        """Whether the lease is still ours, now that the row is locked."""
        row = self.rows.get(claim.effect.id)
        return row is not None and row.token == claim.token

    def load(self, claimed: Sequence[Claim]) -> None:
        """What is asked about these, and about all that may go along with them."""
        orders = {claim.effect.id: claim.effect for claim in claimed}
        for claim in claimed:
            orders |= {other.id: other for other in self.fellows(claim.effect)}
        self._ledgers = ledgers.ledgers(self.session, [self._asked(effect) for effect in orders.values()])
        ids = sorted({claim.effect.case_id for claim in claimed})
        self.texts = journal.texts_of_all(self.session, ids)
        self.numbers = Counter(communications.numbers(self.session, ids))
        again = [claim.communication_id for claim in claimed if claim.communication_id is not None]
        self.kept = communications.get_all(self.session, again)

    def case_of(self, effect: Effect) -> Case:
        """The case that an order is about."""
        return self.cases[effect.case_id]

    def fellows(self, effect: Effect) -> list[Effect]:
        """What waits for the same person and may become a part of the same mail."""
        return [other for other in self.waiting.get(effect.case_id, ()) if same_reader(effect, other)]

    def ledger(self, effect: Effect) -> Ledger:
        """What left before, with what was fixed a moment ago for the same desk; each person has one order here."""
        asked, found = self._asked(effect), self._ledgers[effect.id]
        if asked.desk_id is None or asked.desk_today is None:
            return found
        fixed = self.desk_letters[asked.desk_id, asked.desk_today]
        return found._replace(desk_letters_today=found.desk_letters_today + fixed) if fixed else found

    def number(self, case: Case, name: str) -> int:
        """Which one of its name the next communication of this case is; counts from 1, and counts this one."""
        self.numbers[case.id, name] += 1
        return self.numbers[case.id, name]

    def _asked(self, effect: Effect) -> Asked:
        return asked(effect, self.case_of(effect), self.now)


def asked(effect: Effect, case: Case, now: datetime) -> Asked:
    """An order with the days that its reader and its desk have now."""
    desk = desk_written_to(case, effect)
    return Asked(
        effect,
        case.patient.person_key,
        local(now, case.patient.time_zone).date(),
        desk.id if desk else None,
        local(now, desk.time_zone).date() if desk else None,
    )
