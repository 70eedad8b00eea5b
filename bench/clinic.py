"""A clinic of any size in a database: ``python -m bench.clinic --cases 100000 --open 20000 --people 50``.

Some whole cases live here first (``bench/lives.py``); then they are copied inside the database, each copy about another
person, at another time, with another navigator. The same numbers give the same clinic. Foreign keys hold by
construction; journal codes do not.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Annotated

import typer
from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import Date, Text

from bench.crowd import in_bulk, settle
from bench.ground import NOW
from bench.lives import TOKEN, Life, live, parts
from bench.names import FAMILY, GIVEN, SECOND
from coordinator import bootstrap
from coordinator.domain.words import Stage
from coordinator.paths import default_playbook
from coordinator.services import playbooks
from coordinator.services.references import ALPHABET
from coordinator.services.world import World
from coordinator.store.case_tables import case as case_table
from coordinator.store.columns import Moment, metadata
from coordinator.store.migrations import migrate

TEAM = 10
"""People of a team: a supervisor, a records coordinator, eight navigators."""

PASSWORD = "twelve quiet herons"  # noqa: S105 - of people who do not exist
STAGES = {Stage.REQUEST: 8, Stage.RECORDS: 50, Stage.SCHEDULING: 17, Stage.CONSULTATION: 15, Stage.COMPARISON: 10}
"""Of a hundred open cases."""

KEPT = ("patient", "contact_point", "case", "record_request", "appointment", "comparison", "event")
"""What every case has; the rest belongs to the whole ones."""

MILESTONES = ("case_opened", "case_accepted", "stage_entered", "visit_attended", "decision_recorded", "case_closed")
"""Events that every case has; those that are not whole have no others."""

OFTEN = """
    CREATE FUNCTION pg_temp.draw(bigint, bigint, integer) RETURNS integer IMMUTABLE LANGUAGE sql
    AS 'SELECT ((hashint8extended($1, $2) & 9223372036854775807) % $3)::integer'
"""
"""A number below the third, drawn for a copy and a purpose: the same one every time."""


@dataclass(frozen=True)
class Wanted:
    """How large a clinic is. Each so many-th case has all its parts, the others a few: about 30 events a case."""

    cases: int
    open: int
    people: int
    intakes: int = 10
    whole_of_open: int = 1
    whole_of_closed: int = 10


def person(number: int) -> str:
    """The address of a member of staff. The first of a team supervises it, the second coordinates its records."""
    return f"person-{number:03d}@clinic.example"


def fill(world: World, wanted: Wanted) -> None:
    """Fill an empty database. Its clock is virtual and stands at ``bench.ground.NOW`` afterwards."""
    lives = live(world, wanted.intakes)
    _hire(world, wanted.people)
    with in_bulk(world, *parts(), "case_name") as connection:
        connection.execute(text(OFTEN))
        connection.execute(text(_copies(lives, wanted)))
        connection.execute(text("ANALYZE lived.copy"))
        for name in parts():
            connection.execute(text(_of_all(connection, metadata.tables[name], wanted)))
        connection.execute(text('ANALYZE "case", patient, record_request'))  # or the planner takes them for empty
        for statement in _AFTERWARDS:
            connection.execute(text(statement), {"now": NOW})
        connection.execute(text("DROP SCHEMA lived CASCADE"))
    settle(world)


def _hire(world: World, people: int) -> None:
    """One password for all of them: hashing is slow on purpose."""
    from argon2 import PasswordHasher

    rows = [
        {
            "email": person(n),
            "name": f"{GIVEN[n % len(GIVEN)]} {FAMILY[-n % len(FAMILY)]}",
            "role": "supervisor" if n % TEAM == 0 else "records_coordinator" if n % TEAM == 1 else "navigator",
            "team": f"team-{n // TEAM}",
            "hash": PasswordHasher().hash(PASSWORD) if n == 0 else None,
        }
        for n in range(people)
    ]
    for row in rows:
        row["hash"] = rows[0]["hash"]
    statement = """
        INSERT INTO staff_user (id, email, name, roles, team, password_hash)
        VALUES (md5(cast(:email AS text))::uuid, :email, :name, ARRAY[cast(:role AS text)], :team, :hash)
    """
    with world.database.connection() as connection:
        connection.execute(text(statement), rows)


def _array(words: Sequence[object]) -> str:
    return "ARRAY[" + ", ".join("'" + str(word).replace("'", "''") + "'" for word in words) + "]"


def _copies(lives: Sequence[Life], wanted: Wanted) -> str:
    """One row a copy: of which life it is, and what is its own. Closed ones come first, as they did."""
    closed = wanted.cases - wanted.open
    ended = [life.number for life in lives if life.stage is Stage.CLOSED]
    unfinished = [life.number for life in lives if life.stage is not Stage.CLOSED]
    choices, before = [], 0
    for stage, share in STAGES.items():
        ours = [life.number for life in lives if life.stage is stage] or unfinished  # of few lives none may rest here
        before += share
        choices.append(f"WHEN pg_temp.draw(n, 1, 100) < {before} THEN {_one_of(ours)}")
    navigators = [person(n) for n in range(wanted.people) if n % TEAM > 1 or wanted.people <= 2]
    signs = " || ".join(
        f"substr('{ALPHABET}', 1 + (n * 433494437 % 729000000 / {30**place} % 30)::integer, 1)"
        + (" || '-'" * (place == 3))
        for place in range(6)
    )
    common = f"(power(pg_temp.draw(n, 4, 10000) / 10000.0, 2) * {len(FAMILY)})::integer"
    return f"""
        CREATE UNLOGGED TABLE lived.copy AS SELECT n, lpad(to_hex(n), 8, '0') AS sign,
            CASE WHEN n <= {closed} THEN {_one_of(ended)} {" ".join(choices)} END AS life,
            n % CASE WHEN n > {closed} THEN {wanted.whole_of_open} ELSE {wanted.whole_of_closed} END = 0 AS whole,
            CASE WHEN n <= {closed} THEN 1 + pg_temp.draw(n, 2, 1095) ELSE pg_temp.draw(n, 2, 15) END AS days,
            ({_array(GIVEN)})[1 + pg_temp.draw(n, 3, {len(GIVEN)})] AS given,
            ({_array(FAMILY)})[1 + least({common}, {len(FAMILY) - 1})] || CASE WHEN pg_temp.draw(n, 5, 3) = 0
                THEN '-' || ({_array(SECOND)})[1 + pg_temp.draw(n, 6, {len(SECOND)})] ELSE '' END AS family,
            date '1934-01-01' + pg_temp.draw(n, 7, 29000) AS birth_date,
            '+1' || 201 + pg_temp.draw(n, 8, 780) || '555' || lpad(pg_temp.draw(n, 9, 10000)::text, 4, '0') AS phone,
            'SO-' || {signs} AS ref,
            CASE WHEN n > {closed} AND pg_temp.draw(n, 10, 200) = 0 THEN NULL
                ELSE ({_array(navigators)})[1 + pg_temp.draw(n, 11, {len(navigators)})] END AS navigator
        FROM generate_series(1::bigint, {wanted.cases}) AS n
    """  # noqa: S608 - words of our own


def _one_of(numbers: Sequence[int]) -> str:
    assert numbers, "no example was in this stage"
    return f"(ARRAY{list(numbers)})[1 + pg_temp.draw(n, 0, {len(numbers)})]"


def _of_all(connection: Connection, table: Table, wanted: Wanted) -> str:
    """INSERT … SELECT: the rows of a table, of all copies at once."""
    values = {
        column.name: _OWN.get((table.name, column.name)) or _copied(connection, table, column) for column in table.c
    }
    names = ", ".join(f'"{name}"' for name in values)
    some = "" if table.name in KEPT else "WHERE c.whole"
    if table.name == "event":
        some = f"WHERE c.whole OR p.name = ANY({_array(MILESTONES)})"
    return (
        f'INSERT INTO "{table.name}" ({names}) SELECT {", ".join(values.values())} '  # noqa: S608 - our own tables
        f'FROM lived.copy c JOIN lived."{table.name}" p ON p.life = c.life {some}'
    )


def _copied(connection: Connection, table: Table, column: object) -> str:
    """The value of the life: its own ids with the sign of the copy, its days as far back as the copy is older."""
    name, kind = f'p."{column.name}"', column.type  # type: ignore[attr-defined]
    if isinstance(kind, Moment):
        return f"{name} - interval '1 day' * c.days"
    if isinstance(kind, Date):
        return f"{name} - c.days"
    if isinstance(kind, UUID | JSONB | Text):
        signed = f"SELECT EXISTS (SELECT FROM lived.\"{table.name}\" p WHERE {name}::text LIKE '%{TOKEN}%')"  # noqa: S608
        if connection.execute(text(signed)).scalar_one():
            return f"replace({name}::text, '{TOKEN}', c.sign)::{kind.compile(dialect=connection.dialect)}"
    return name


_STAFF = "CASE WHEN {0} LIKE 'nadia%' THEN coalesce(c.navigator, {0}) ELSE {0} END"
_OWN = {
    ("patient", "person_key"): "'clinic-' || c.n",
    ("patient", "given"): "c.given",
    ("patient", "family"): "c.family",
    ("patient", "birth_date"): "c.birth_date",
    ("contact_point", "value"): """CASE p.kind WHEN 'email' THEN CASE WHEN p.contact_id IS NULL THEN 'p' ELSE 'c' END
        || c.n || '@patients.example' WHEN 'phone' THEN CASE WHEN p.contact_id IS NULL THEN c.phone
        ELSE p.value END ELSE p.value END""",
    ("case", "ref"): "c.ref",
    ("case", "external_id"): "'CLINIC-' || c.n",
    ("case", "navigator"): "c.navigator",
    ("case", "intake"): "CASE WHEN c.whole THEN p.intake ELSE '{}' END",
    ("communication", "person_key"): "'clinic-' || c.n",
    ("communication", "status"): "CASE WHEN p.status = 'queued' AND c.n % 25 > 0 THEN 'mailed' ELSE p.status END",
    **dict.fromkeys(
        ((name, "navigator") for name in ("work_item", "appointment", "record_request", "next_step")),
        "coalesce(c.navigator, '')",
    ),
    ("communication", "navigator"): "CASE WHEN p.channel = 'print' THEN coalesce(c.navigator, '') ELSE '' END",
    ("event", "by"): _STAFF.format("p.by"),
    ("intake", "sha256"): "md5(p.sha256 || c.n)",
}
"""What is not as it was in the life, beside ids and days."""

_AFTERWARDS = (
    """INSERT INTO inbound (id, sha256, bytes, came_by, received_at, status, kind, sender, subject, text, matched_by,
        case_id, navigator, may_answer, understood_at)
    SELECT md5('inbound' || c.id)::uuid, md5(c.id::text), convert_to('From: records@office.example', 'UTF8'),
        'folder', :now - interval '1 hour' * pg_temp.draw(l.n, 20, 200),
        CASE WHEN l.n % 3 = 0 THEN 'unmatched' ELSE 'matched' END, 'reply', 'records@office.example', 'Your request',
        'We have sent the reports today.', 'address', CASE WHEN l.n % 3 > 0 THEN c.id END,
        CASE WHEN l.n % 3 > 0 THEN coalesce(c.navigator, '') ELSE '' END,
        jsonb_build_array(jsonb_build_object('case', c.id, 'request', r.id)), :now
    FROM lived.copy l JOIN "case" c ON c.ref = l.ref
    JOIN (SELECT DISTINCT ON (case_id) case_id, id FROM record_request ORDER BY case_id, id) r ON r.case_id = c.id
    WHERE c.stage = 'records' AND l.n % 20 = 0""",
    """UPDATE "case" SET answers = answers || jsonb_build_object('handover', jsonb_build_object(
        'to', replace(navigator, '2@', '3@'), 'at', :now, 'by', navigator))
    WHERE navigator LIKE '%2@%' AND stage <> 'closed' AND right(ref, 1) = 'A'""",
    """INSERT INTO case_name (case_id, word, navigator, closed)
    SELECT DISTINCT c.id, word, coalesce(c.navigator, ''), c.stage = 'closed'
    FROM "case" c JOIN patient p ON p.id = c.patient_id,
        regexp_split_to_table(folded(p.given || ' ' || p.family), '[\\s.,–-]+') AS word""",
)
"""What nobody played: mails that wait to be understood, cases offered to a colleague; and what triggers would do."""


def main(
    cases: Annotated[int, typer.Option(help="in all")] = 100_000,
    open_: Annotated[int, typer.Option("--open", help="of them, open")] = 20_000,
    people: Annotated[int, typer.Option(help="staff, in teams of ten")] = 50,
) -> None:
    """Fill the empty database that COORDINATOR_DATABASE_URL names."""
    began = perf_counter()
    migrate(os.environ["COORDINATOR_DATABASE_URL"])
    world = bootstrap.world(os.environ)
    with world.database.transaction() as session:
        from coordinator.store import clock

        clock.begin(session, NOW)
        playbooks.begin(session, default_playbook(), NOW)
        if session.query(case_table).first() is not None:
            raise typer.BadParameter("there are cases in this database already")
    fill(world, Wanted(cases, open_, people))
    print(f"{cases:,} cases in {perf_counter() - began:.0f} s; {person(2)} signs in with {PASSWORD!r}")


if __name__ == "__main__":
    typer.run(main)
