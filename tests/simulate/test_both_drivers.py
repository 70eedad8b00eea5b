"""Fifty invented cases through both drivers: plain objects and the real database, and the same journals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from any_facts import theatre
from servers import SmtpSink
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.paths import examples_dir
from coordinator.services import clock, staff
from coordinator.services.directory_loading import load_directory
from coordinator.services.intake_loading import load_files
from coordinator.services.record import record
from coordinator.simulate.live.watching import Watch
from coordinator.simulate.memory.directory import Listing
from coordinator.simulate.memory.life import same_journal
from coordinator.simulate.memory.play import Opening, play
from coordinator.simulate.memory.run import Theatre
from coordinator.simulate.world.agenda import Agenda
from coordinator.simulate.world.cast import NAVIGATOR, STAFF
from coordinator.simulate.world.conditions_played import CONDITIONS
from coordinator.simulate.world.population import intake_of
from coordinator.simulate.world.town import directory_document
from coordinator.store import reference

START = datetime.fromisoformat("2026-11-23T15:00:00+00:00")
CASES, DAYS = 50, 12


@pytest.fixture
def stage(database_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    made = Stage.open(database_url, smtp_sink, tmp_path, START.isoformat())
    file = tmp_path / "town.json"
    file.write_text(json.dumps(directory_document()), encoding="utf-8")
    load_directory(made.world, [file])
    codes = {code for known in CONDITIONS.values() for c in known for code in (c.code, c.refined, c.changed)}
    with made.world.database.transaction() as session:
        reference.fill(session, [(code, "as in the code set", True) for code in sorted(codes)], [])
    for member in STAFF:
        staff.add_user(made.world, member.email, member.name, member.roles)
    yield made
    made.close()


def _both_directories() -> dict[str, list[object]]:
    """The stage has the example directory, and the town's beside it."""
    example = json.loads((examples_dir() / "directory.json").read_text(encoding="utf-8"))
    return {kind: [*example[kind], *directory_document()[kind]] for kind in ("organizations", "providers")}


def _live(stage: Stage, intakes: list[dict[str, object]]) -> Watch:
    """As ``simulate/live/play.py`` plays, with the work of the processes done here."""
    files = []
    for told in intakes:
        files.append(stage.folder / f"{told['external_id']}.json")
        files[-1].write_text(json.dumps(told), encoding="utf-8")
    refs = [loaded.ref for loaded in load_files(stage.world, files, by=NAVIGATOR)]
    stage.rest()
    agenda, watch = Agenda(), Watch(stage.world, refs)
    until = START + timedelta(days=DAYS)
    while True:
        for seen in watch.look():
            agenda.put(seen.ref, theatre().outside.reactions(seen, watch.now))
        due = agenda.due(watch.now)
        for deed in due:
            try:
                record(stage.world, deed.ref, deed.fact, deed.values, by=deed.by)
            except Refused:
                watch.cases[deed.ref].refused.add(deed.key)
                watch.cases[deed.ref].look_again()
        if due:
            stage.rest()
            continue
        moments = [at for at in (agenda.next_at(), clock.next_moment(stage.world)) if at is not None]
        if not moments or min(moments) > until:
            return watch
        stage.advance_to(max(min(moments), watch.now))


@pytest.mark.timeout(900)
def test_fifty_cases_leave_the_same_journal_in_memory_and_in_the_database(stage: Stage) -> None:
    intakes = [intake_of(3, number, number, START) for number in range(CASES)]
    lived = {seen.name: same_journal(seen.journal.all) for seen in _live(stage, intakes).cases.values()}

    differing = []
    memory = Theatre(theatre().setting)
    memory.listing = Listing(_both_directories())
    for told in intakes:
        opening = Opening(START, "SO-TEST-01", told)
        played = play(memory.person(), memory.outside, [opening], by=NAVIGATOR, days=DAYS)
        journal = same_journal(played.person.lives[0].journal.all)
        if journal != lived[told["external_id"]]:
            pairs = zip(journal, lived[told["external_id"]], strict=False)
            differing.append((told["external_id"], next((pair for pair in pairs if pair[0] != pair[1]), "length")))
    assert differing == []
