"""What the engine does not ask again would have said the same: after every rest of some lives all of it is asked."""

from __future__ import annotations

from datetime import datetime

import pytest
from any_facts import theatre

from coordinator.domain.calendar import local
from coordinator.domain.holding import keep_ledger
from coordinator.playbook import engine
from coordinator.playbook.next_rung import next_rung
from coordinator.playbook.outlook import keep_outlook
from coordinator.playbook.turns import turns_of
from coordinator.simulate.memory.life import Life

CASES = 12


def asked_again(life: Life, now: datetime) -> None:
    """Weigh everything and ask every wait as if nobody remembered anything."""
    case, book, rest = life.case, life.book, life.rest
    said, shown = len(case.noted), (case.holding, case.late_at, case.planned_at, case.planned_by)
    consult_by = case.consult_by

    engine._weigh(case, book, book.act(now))
    assert [event.name for event in case.noted[said:]] == []
    assert case.consult_by == consult_by
    assert rest.turns == turns_of(case, book, now)

    fresh = {wait.id: next_rung(wait, case, book, now) for wait in case.waits if wait.running}
    kept = rest.still_ahead(case, local(now, case.patient.time_zone).date())
    assert {wait: kept[wait] for wait in fresh} == fresh

    keep_ledger(case, now)
    keep_outlook(case, book, fresh)
    assert (case.holding, case.late_at, case.planned_at, case.planned_by) == shown


def test_after_every_rest_asking_everything_again_says_nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    quick = Life.advance

    def thorough(life: Life, now: datetime) -> None:
        nonlocal asked
        quick(life, now)
        asked_again(life, now)
        asked += 1

    monkeypatch.setattr(Life, "advance", thorough)

    for number in range(CASES):
        theatre().play([number])

    assert asked > 40 * CASES
