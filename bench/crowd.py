"""A crowd of cases: one prototype, built through the store, multiplied inside the database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects.postgresql import UUID

from bench.caseload import build
from bench.ground import NOW
from coordinator.services.world import World
from coordinator.store import case_tables as tables
from coordinator.store.columns import metadata

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
NEVER_COPIED = ("desk_id", "laboratory_desk_id")
"""Ids that mean something outside the case."""

OWN_ID = "md5(proto.{0} || copy)::uuid::text"
"""The copy of an id that stands in a text column."""
NAVIGATOR = "'navigator-' || copy / 10 % 40 || '@beacon.example'"
"""Ten cases in a row are one person's; triggers, which would hand it on to the case's own things, are off meanwhile."""

PARTS = {
    "contact_point": {"value": "replace(proto.value, 'p0@', 'p' || copy || '@')"},
    "record_request": {"navigator": NAVIGATOR},
    "record_item": {},
    "authorization": {},
    "wait": {"subject": f"CASE WHEN length(proto.subject) = 36 THEN {OWN_ID.format('subject')} ELSE proto.subject END"},
    "event": {"stream": OWN_ID.format("stream")},
}
"""The tables of what belongs to a case and is multiplied with it, and what differs from copy to copy."""


def multiply(
    world: World, count: int, *, noted: bool = False, stages: Sequence[str] = ("records",), whole_every: int = 1
) -> None:
    """Make one case and ``count`` copies of it, each about another person.

    Each ``whole_every``-th copy has its intake, requests, items, waits, papers and events too; at a million those of
    all would be thirty million rows. Foreign keys are not checked meanwhile: they are right by construction. Journal
    codes are not.
    """
    build(world, noted=noted)
    with in_bulk(world, "patient", "case", *PARTS) as connection:
        bounds = {"count": count}
        connection.execute(text(_copies(tables.patient, _patient_changes())), bounds)
        connection.execute(text(_copies(tables.case, _case_changes(stages, whole_every))), bounds)
        for name, changes in PARTS.items():
            connection.execute(text(_copies(metadata.tables[name], changes, whole_every)), bounds)
    settle(world)


def order(world: World, status: str, message: str, *, moments: int = 1, most: int | None = None) -> None:
    """One effect a case, or for so many: done, or due at one of so many moments.

    What waits for ten o'clock is due at ten sharp. A case that has such an effect already gets no other.
    """
    done_at = "NULL" if status == "pending" else ":now - interval '1 day'"
    statement = f"""
        INSERT INTO effect (id, key, case_id, kind, name, cause_seq, to_role, subject, due_at, created_at, lane,
            urgency, status, arose_at, details, done_at)
        SELECT md5(id::text || :status)::uuid, id || '/' || :status, id, 'message', :message, 2, 'patient', 'case',
            :now - interval '1 hour' * (row_number() OVER () % :moments), :now, 'mail', 5, :status, :now,
            '{{}}', {done_at}
        FROM "case" LIMIT :most
        ON CONFLICT DO NOTHING
    """  # noqa: S608 - one of two pieces of our own
    values = {"status": status, "message": message, "moments": moments, "now": NOW, "most": most}
    with in_bulk(world, "effect") as connection:
        connection.execute(text(statement), values)
    settle(world, "effect")


def wake(world: World, *, most: int | None = None) -> None:
    """Every case, or so many from all over the table, want to be looked at since a moment of the last three hours."""
    statement = """
        UPDATE "case" SET wake_at = cast(:now AS timestamptz) - random() * interval '3 hours'
        WHERE id IN (SELECT id FROM "case" ORDER BY id LIMIT :most)
    """
    with in_bulk(world, *([] if most else ["case"])) as connection:
        connection.execute(text(statement), {"now": NOW, "most": most})
    settle(world, '"case"')


@contextlib.contextmanager
def in_bulk(world: World, *names: str) -> Iterator[Connection]:
    """A transaction for very many rows: without triggers, and each index is built once, at the end."""
    wanted = text("""
        SELECT format('DROP INDEX %I', indexname) AS without, indexdef FROM pg_indexes
        WHERE tablename = ANY(:names) AND schemaname = 'public'
            AND indexname NOT IN (SELECT conname FROM pg_constraint)
    """)
    with world.database.connection() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
        indexes = connection.execute(wanted, {"names": list(names)}).all()
        for index in indexes:
            connection.execute(text(index.without))
        yield connection
        for index in indexes:
            connection.execute(text(index.indexdef.replace(":", "\\:")))


def settle(world: World, table: str = "") -> None:
    """Let the planner know what is there, as autovacuum would in a while."""
    with world.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text(f"VACUUM ANALYZE {table}"))


def _copies(table: Table, changes: dict[str, str], every: int = 1) -> str:
    """INSERT … SELECT: each row of the prototype ``count`` times; ids of the case's own things go with the copy."""
    wanted = {column.name: changes.get(column.name) or _kept(column) for column in table.columns}
    names = ", ".join(f'"{name}"' for name in wanted)
    values = ", ".join(wanted.values())
    return (
        f'INSERT INTO "{table.name}" ({names}) SELECT {values} '  # noqa: S608 - names come from our own tables
        f'FROM (SELECT * FROM "{table.name}") proto CROSS JOIN generate_series(1, :count, {every}) AS copy'
    )


def _kept(column: Any) -> str:
    """The prototype's value; ids are hashed with the number of the copy, the same way in every table."""
    if isinstance(column.type, UUID) and column.name not in NEVER_COPIED:
        return f'md5(proto."{column.name}"::text || copy)::uuid'
    return f'proto."{column.name}"'


def _patient_changes() -> dict[str, str]:
    zones = ", ".join(f"'{zone}'" for zone in ZONES)
    return {
        "person_key": "'crowd-' || copy",
        "family": "'Crowd-' || copy",
        "time_zone": f"(array[{zones}])[1 + copy % {len(ZONES)}]",
    }


def _case_changes(stages: Sequence[str], whole_every: int) -> dict[str, str]:
    words = ", ".join(f"'{stage}'" for stage in stages)
    stage = f"(array[{words}])[1 + copy % {len(stages)}]"
    closed = f"{stage} = 'closed'"
    return {
        "intake": f"CASE WHEN copy % {whole_every} = {1 % whole_every} THEN proto.intake ELSE '{{}}' END",
        "ref": "'SO-C' || lpad(copy::text, 8, '0')",
        "external_id": "'CROWD-' || copy",
        "navigator": NAVIGATOR,
        "stage": stage,
        "opened_at": "proto.opened_at - copy * interval '37 seconds'",
        "stage_entered_at": "proto.opened_at - copy * interval '37 seconds'",
        "wake_at": "proto.wake_at - copy * interval '1 millisecond'",
        "close_reason": f"CASE WHEN {closed} THEN 'completed_decision_recorded' END",
        "closed_at": f"CASE WHEN {closed} THEN proto.opened_at END",
    }
