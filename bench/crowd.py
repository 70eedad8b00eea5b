"""A crowd of cases: one prototype, built through the store, multiplied inside the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql import UUID

from bench.caseload import build
from bench.ground import NOW
from coordinator.services.world import World
from coordinator.store import case_tables as tables
from coordinator.store.engine_tables import effect

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
STAGES = ("request", "records", "records", "records", "scheduling", "consultation", "closed", "closed", "closed", "closed")

NEVER_COPIED = ("desk_id", "laboratory_desk_id")
"""Ids that mean something outside the case."""

PARTS = ("contact_point", "record_request", "record_item", "authorization", "wait")
"""What belongs to a case and is multiplied with it."""


def fill(world: World, count: int, *, whole_every: int = 1) -> None:
    """Make ``count`` cases, asleep, and as many effects that are done.

    Every case has its patient; each ``whole_every``-th has requests, items, waits and papers too, for at a million
    those would be twenty million rows. Foreign keys are not checked meanwhile: they are right by construction.
    """
    build(world, 1)
    with world.database.connection() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        bounds = {"count": count}
        connection.execute(text(_copies(tables.patient, _patient_changes())), bounds)
        connection.execute(text(_copies(tables.case, _case_changes())), bounds)
        for name in PARTS:
            connection.execute(text(_copies(tables.metadata.tables[name], _part_changes(name), whole_every)), bounds)
        connection.execute(text(_effects("done")), {"now": NOW})
    settle(world)


def make_due(world: World) -> None:
    """Wake every case that is open, and order as many effects that are due, at twenty moments, in one lane."""
    with world.database.connection() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        wake = "UPDATE \"case\" SET wake_at = :now - (random() * interval '3 hours')"
        connection.execute(text(wake), {"now": NOW})
        connection.execute(text(_effects("pending")), {"now": NOW})
    settle(world)


def settle(world: World) -> None:
    """Let the planner know what is there, as autovacuum would in a while."""
    with world.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))


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


def _case_changes() -> dict[str, str]:
    stages = ", ".join(f"'{stage}'" for stage in STAGES)
    stage = f"(array[{stages}])[1 + copy % {len(STAGES)}]"
    closed = f"{stage} = 'closed'"
    return {
        "ref": "'SO-C' || lpad(copy::text, 8, '0')",
        "external_id": "'CROWD-' || copy",
        "navigator": "'navigator-' || copy / 10 % 40 || '@beacon.example'",
        "stage": stage,
        "opened_at": "proto.opened_at - copy * interval '37 seconds'",
        "stage_entered_at": "proto.opened_at - copy * interval '37 seconds'",
        "wake_at": "proto.wake_at + copy * interval '1 second'",
        "close_reason": f"CASE WHEN {closed} THEN 'completed_decision_recorded' END",
        "closed_at": f"CASE WHEN {closed} THEN proto.opened_at END",
    }


def _part_changes(name: str) -> dict[str, str]:
    if name == "wait":
        return {"subject": "CASE WHEN length(proto.subject) = 36 THEN md5(proto.subject || copy)::uuid::text ELSE proto.subject END"}
    return {}


def _effects(status: str) -> str:
    """One effect a case, due at one of twenty moments: what waits for ten o'clock is due at ten sharp."""
    done = "NULL" if status == "pending" else ":now - interval '1 day'"
    return f"""
        INSERT INTO "{effect.name}" (id, key, case_id, kind, name, cause_seq, to_role, subject, due_at, created_at, lane,
            urgency, status, arose_at, details, done_at)
        SELECT md5(id::text || '{status}')::uuid, id || '/{status}', id, 'message', 'm11-records-progress', 2, 'patient',
            'case', :now - interval '1 hour' * (row_number() OVER () % 20), :now, 'mail', 5, '{status}', :now, '{{}}', {done}
        FROM "case"
    """  # noqa: S608 - the status is one of two words of ours
