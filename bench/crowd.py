"""A crowd of cases: one prototype, built through the store, multiplied inside the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, text
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

PARTS = {
    "contact_point": {"value": "replace(proto.value, 'p0@', 'p' || copy || '@')"},
    "record_request": {},
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

    Each ``whole_every``-th copy has requests, items, waits, papers and events too; at a million those of all would be
    thirty million rows. Foreign keys are not checked meanwhile: they are right by construction. Journal codes are not.
    """
    build(world, noted=noted)
    with world.database.connection() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        bounds = {"count": count}
        connection.execute(text(_copies(tables.patient, _patient_changes())), bounds)
        connection.execute(text(_copies(tables.case, _case_changes(stages))), bounds)
        for name, changes in PARTS.items():
            connection.execute(text(_copies(metadata.tables[name], changes, whole_every)), bounds)
    settle(world)


def order(world: World, status: str, message: str, *, moments: int = 1) -> None:
    """One effect a case: done, or due at one of so many moments; what waits for ten o'clock is due at ten sharp."""
    done_at = "NULL" if status == "pending" else ":now - interval '1 day'"
    statement = f"""
        INSERT INTO effect (id, key, case_id, kind, name, cause_seq, to_role, subject, due_at, created_at, lane,
            urgency, status, arose_at, details, done_at)
        SELECT md5(id::text || :status)::uuid, id || '/' || :status, id, 'message', :message, 2, 'patient', 'case',
            :now - interval '1 hour' * (row_number() OVER () % :moments), :now, 'mail', 5, :status, :now,
            '{{}}', {done_at}
        FROM "case"
    """  # noqa: S608 - one of two pieces of our own
    with world.database.connection() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement), {"status": status, "message": message, "moments": moments, "now": NOW})
    settle(world, "effect")


def wake(world: World) -> None:
    """Every case wants to be looked at, since some moment of the last three hours."""
    with world.database.connection() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(
            text("UPDATE \"case\" SET wake_at = cast(:now AS timestamptz) - random() * interval '3 hours'"),
            {"now": NOW},
        )
    settle(world, '"case"')


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


def _case_changes(stages: Sequence[str]) -> dict[str, str]:
    words = ", ".join(f"'{stage}'" for stage in stages)
    stage = f"(array[{words}])[1 + copy % {len(stages)}]"
    closed = f"{stage} = 'closed'"
    return {
        "ref": "'SO-C' || lpad(copy::text, 8, '0')",
        "external_id": "'CROWD-' || copy",
        "navigator": "'navigator-' || copy / 10 % 40 || '@beacon.example'",
        "stage": stage,
        "opened_at": "proto.opened_at - copy * interval '37 seconds'",
        "stage_entered_at": "proto.opened_at - copy * interval '37 seconds'",
        "wake_at": "proto.wake_at - copy * interval '1 millisecond'",
        "close_reason": f"CASE WHEN {closed} THEN 'completed_decision_recorded' END",
        "closed_at": f"CASE WHEN {closed} THEN proto.opened_at END",
    }
