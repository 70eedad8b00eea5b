"""Invented cases through both drivers, plain objects and the real database: the same journals.

Fifty cases for their first 3 days, and the first three of them for 60: fifty for 60 days would cost ten minutes of CPU.
That a closed gate lets nothing out of either driver stands in ``test_memory_life.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from any_facts import theatre
from servers import SmtpSink
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services import clock, staff
from coordinator.services.intake_loading import load_files
from coordinator.services.record import record
from coordinator.simulate.live.watching import Watch
from coordinator.simulate.memory.life import Life, same_journal
from coordinator.simulate.memory.play import Opening, play
from coordinator.simulate.world.agenda import Agenda
from coordinator.simulate.world.cast import NAVIGATOR, STAFF
from coordinator.simulate.world.conditions_played import CONDITIONS
from coordinator.simulate.world.population import intake_of
from coordinator.simulate.world.town import directory_document
from coordinator.store import reference

START = datetime(2026, 11, 23, 15, tzinfo=UTC)
SEED = 3


@pytest.fixture
def stage(database_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    """The running stack in the town in which the memory driver plays, with the staff of the play."""
    town = tmp_path / "town.json"
    town.write_text(json.dumps(directory_document()), encoding="utf-8")
    made = Stage.open(database_url, smtp_sink, tmp_path, START.isoformat(), town)
    codes = {code for known in CONDITIONS.values() for c in known for code in (c.code, c.refined, c.changed)}
    with made.world.database.transaction() as session:
        reference.fill(session, [(code, "as in the code set", True) for code in sorted(codes)], [])
    for member in STAFF:
        staff.add_user(made.world, member.email, member.name, member.roles)
    yield made
    made.close()


def _intakes(cases: int) -> list[dict[str, object]]:
    return [intake_of(SEED, number, number, START) for number in range(cases)]


def _lived_on_the_stack(stage: Stage, intakes: list[dict[str, object]], days: int) -> Watch:
    """As ``simulate/live/play.py`` plays, with the work of the processes done here."""
    files = []
    for told in intakes:
        files.append(stage.folder / f"{told['external_id']}.json")
        files[-1].write_text(json.dumps(told), encoding="utf-8")
    refs = [loaded.ref for loaded in load_files(stage.world, files, by=NAVIGATOR)]
    stage.rest()
    agenda, watch = Agenda(), Watch(stage.world, refs)
    until = START + timedelta(days=days)
    while True:
        for seen in watch.look():
            agenda.put(seen.ref, theatre().outside.reactions(seen, watch.now))
        due = agenda.due(watch.now)
        for deed in due:
            try:
                record(stage.world, deed.ref, deed.fact, deed.values, by=deed.by)
            except Refused:
                watch.cases[deed.ref].refused.add(deed.key)
        if due:
            stage.rest()
            continue
        moments = [at for at in (agenda.next_at(), clock.next_moment(stage.world)) if at is not None]
        if not moments or min(moments) > until:
            return watch
        stage.advance_to(max(min(moments), watch.now))


def _lived_in_memory(told: dict[str, object], days: int) -> Life:
    opening = Opening(START, "SO-TEST-01", told)
    return play(theatre().person(), theatre().outside, [opening], by=NAVIGATOR, days=days).person.lives[0]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("cases", "days"), [(50, 3), (3, 60)])
def test_cases_leave_the_same_journal_in_memory_and_in_the_database(stage: Stage, cases: int, days: int) -> None:
    intakes = _intakes(cases)

    watch = _lived_on_the_stack(stage, intakes, days)

    lived = {seen.name: same_journal(seen.journal.all) for seen in watch.cases.values()}
    differing = []
    for told in intakes:
        name = str(told["external_id"])
        journal = same_journal(_lived_in_memory(told, days).journal.all)
        if journal != lived[name]:
            pairs = zip(journal, lived[name], strict=False)
            differing.append((name, next((pair for pair in pairs if pair[0] != pair[1]), "length")))
    assert differing == []
