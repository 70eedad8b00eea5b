"""Whole cases to copy: the examples live through their stages here, and are taken down at several moments of each.

The program itself makes them, with the outside world of ``coordinator simulate``; only the workers are missing: what
is due is done in this process.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, text

from bench.ground import NOW
from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.errors import Refused
from coordinator.domain.words import Stage
from coordinator.paths import examples_dir
from coordinator.services import clock
from coordinator.services.advance import advance_woken
from coordinator.services.directory_loading import load_directory
from coordinator.services.intake_loading import load_files
from coordinator.services.perform import perform_lane
from coordinator.services.record import record
from coordinator.services.staff import add_user
from coordinator.services.world import World, federal_holidays
from coordinator.simulate.live.watching import Watch
from coordinator.simulate.world.agenda import Agenda
from coordinator.simulate.world.cast import NAVIGATOR, STAFF, Offices
from coordinator.simulate.world.directions import read_directions
from coordinator.simulate.world.world import World as Outside
from coordinator.store import reference
from coordinator.store.columns import metadata

TAKEN_AT = (1, 4, 12)
"""Steps of the clock within a stage after which a case is taken down; one that closes is taken down at once."""

LONGEST = timedelta(days=200)
TOKEN = "aaaaaaaa"  # noqa: S105 - a sign in ids
"""Every id of a life begins with it, and nothing else does: a copy writes its own number there."""

BYTES = {"communication": ("bytes", "letter"), "document": ("content",)}
"""Bytes of mails and documents, short in every copy: a hundred thousand cases would hold gigabytes of them."""

SHORT = b"Subject: A message from us\r\n\r\nPlease read it online.\r\n"

LEFT_OUT = ("inbound", "link", "portal_code", "portal_visit", "signature", "own_form", "case_name")
"""Tables that name a case and are not copied."""

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DAY = re.compile(r'(?<=")\d{4}-\d\d-\d\d(?=["T])')


class Life(NamedTuple):
    """A case as it stood at one moment, under its number in the schema ``lived``."""

    number: int
    stage: Stage


def parts() -> Mapping[str, str]:
    """The tables of what belongs to a case, parents first, and how their rows are found from its id."""
    found = {"patient": 'id = (SELECT patient_id FROM "case" WHERE id = :case)', "case": "id = :case"}
    patients = 'patient_id = (SELECT patient_id FROM "case" WHERE id = :case)'
    requests = "request_id IN (SELECT id FROM record_request WHERE case_id = :case)"
    for table in metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        if "case_id" in table.c:
            found[table.name] = "case_id = :case"
        elif table.name in ("contact", "contact_point"):
            found[table.name] = patients
        elif table.name == "record_item":
            found[table.name] = requests
    return {**found, "event": "stream = cast(:case AS text)"}


def live(world: World, intakes: int) -> list[Life]:
    """Let so many examples live, keep what they looked like, and leave the database without them, the clock at NOW."""
    directory = examples_dir() / "directory.json"
    files = sorted((examples_dir() / "intake").glob("*.json"))[:intakes]
    with world.database.transaction() as session:
        codes = [json.loads(file.read_text("utf-8"))["question"]["condition"].get("icd10cm") for file in files]
        reference.fill(session, [(code, "as in the code set", True) for code in codes if code], [])
    load_directory(world, [directory])
    for member in STAFF:
        add_user(world, member.email, member.name, member.roles)
    with world.database.connection() as connection:
        connection.execute(text("CREATE SCHEMA lived"))
        for name in parts():
            connection.execute(text(f'CREATE TABLE lived."{name}" AS TABLE "{name}" WITH NO DATA'))
            connection.execute(text(f'ALTER TABLE lived."{name}" ADD COLUMN life integer'))
    refs = [one.ref for one in load_files(world, files, by=NAVIGATOR)]
    outside = Outside(
        7,
        BusinessCalendar(federal_holidays()),
        offices=Offices.from_directory(json.loads(directory.read_text("utf-8"))),
        directions=read_directions(json.loads((examples_dir() / "directions.json").read_text("utf-8"))),
    )
    lives = _play(world, outside, refs)
    _leave(world)
    return lives


def _play(world: World, outside: Outside, refs: Sequence[str]) -> list[Life]:
    """As ``simulate/live/play.py``, with nobody else at work."""
    agenda, watch = Agenda(), Watch(world, refs)
    lives: list[Life] = []
    steps: Counter[tuple[str, Stage, int]] = Counter()
    _look(world, agenda, watch, outside)
    began = watch.now
    while True:
        while due := agenda.due(watch.now):
            for deed in due:
                try:
                    record(world, deed.ref, deed.fact, deed.values, by=deed.by)
                except Refused:
                    watch.cases[deed.ref].refused.add(deed.key)
            _look(world, agenda, watch, outside)
        for seen in watch.cases.values():
            case = seen.case
            place = (case.ref, case.stage, case.stage_visit)
            steps[place] += 1
            if steps[place] in TAKEN_AT if case.open else steps[place] == 1:
                lives.append(_taken_down(world, len(lives) + 1, case.id, case.stage, watch.now))
        moments = [at for at in (agenda.next_at(), clock.next_moment(world)) if at is not None]
        if watch.all_closed or not moments or min(moments) > began + LONGEST:
            return lives
        with world.database.connection() as connection:
            connection.execute(text("UPDATE clock SET now = :now"), {"now": min(moments)})
        _look(world, agenda, watch, outside)


def _look(world: World, agenda: Agenda, watch: Watch, outside: Outside) -> None:
    while advance_woken(world) + sum(perform_lane(world, lane) for lane in ("mail", "pdf")):
        pass
    for case in watch.look():
        agenda.put(case.ref, outside.reactions(case, watch.now))


def _taken_down(world: World, number: int, case_id: str, stage: Stage, at: datetime) -> Life:
    """Keep its rows with ids of their own, and every day moved so that the moment is about now."""
    days = (NOW.date() - at.date()).days
    with world.database.connection() as connection:
        kept = {name: _rows(connection, name, where, case_id) for name, where in parts().items()}
        own = {row["id"] for rows in kept.values() for row in map(json.loads, rows) if "id" in row}
        names = {one: f"{TOKEN}-{number:04x}-7000-8000-{place:012x}" for place, one in enumerate(sorted(own))}
        for name, rows in kept.items():
            into = text(
                f'INSERT INTO lived."{name}" '
                f'SELECT (jsonb_populate_record(NULL::"{name}", cast(:row AS jsonb))).*, {number}'
            )
            for row in rows:
                moved = DAY.sub(lambda day: (date.fromisoformat(day.group()) + timedelta(days)).isoformat(), row)
                connection.execute(into, {"row": ID.sub(lambda one: names.get(one.group(), one.group()), moved)})
    return Life(number, stage)


def _rows(connection: Connection, name: str, where: str, case_id: str) -> list[str]:
    table = metadata.tables[name]
    columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name not in BYTES.get(name, ()))
    statement = text(f'SELECT to_jsonb(t)::text FROM (SELECT {columns} FROM "{name}" WHERE {where}) t')  # noqa: S608
    return [_whole(table, row) for row in connection.execute(statement, {"case": case_id}).scalars()]


def _whole(table: Table, row: str) -> str:
    told: dict[str, Any] = json.loads(row)
    for column in BYTES.get(table.name, ()):
        told[column] = "\\x" + SHORT.hex() if not table.c[column].nullable else None
    if "summary_id" in told:
        told["summary_id"] = None
    return json.dumps(told)


def _leave(world: World) -> None:
    """Take those who lived here out of the tables again."""
    with world.database.connection() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in (*parts(), *(name for name in LEFT_OUT if name in metadata.tables)):
            connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608 - names of our own tables
        for statement in (
            "UPDATE slot SET taken_by = NULL, held_for = NULL, held_until = NULL",
            "DELETE FROM schedule_run",
            "DELETE FROM outage",
        ):
            connection.execute(text(statement))
        connection.execute(text("UPDATE clock SET now = :now"), {"now": NOW})
