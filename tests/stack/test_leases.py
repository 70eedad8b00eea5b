"""A lease is written beside its row: among a million others it costs what it costs among ten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session
from stage import Stage

from coordinator.domain.effect import MAIL
from coordinator.services import operate
from coordinator.services.world import new_id
from coordinator.store import cases, claims
from coordinator.store.case_tables import case as case_table

LEASE = timedelta(seconds=30)


def new_index_entries(session: Session, table: str) -> int:
    """For how many updated rows this connection wrote into every index of the table, since it last told the server."""
    statement = text(
        "SELECT pg_stat_get_xact_tuples_updated(CAST(:name AS regclass))"
        " - pg_stat_get_xact_tuples_hot_updated(CAST(:name AS regclass))"
    )
    return int(session.execute(statement, {"name": table}).scalar_one())


def test_a_lease_on_a_case_or_an_order_touches_no_index(stage: Stage) -> None:
    operate.pause(stage.world, "load first")
    stage.intake("0001")
    operate.resume(stage.world, "go")
    with stage.world.database.transaction() as session:
        session.execute(update(case_table).values(wake_at=stage.now))

    with stage.world.database.transaction() as session:
        before = new_index_entries(session, '"case"'), new_index_entries(session, "effect")
        assert cases.claim_woken(session, stage.now, 50, LEASE)
        assert claims.claim_some(session, MAIL, stage.now, LEASE, new_id(), 32)

        assert (new_index_entries(session, '"case"'), new_index_entries(session, "effect")) == before


@pytest.mark.parametrize("table", ['"case"', "effect"])
def test_new_pages_keep_room_for_leases(stage: Stage, table: str) -> None:
    asked = text("SELECT reloptions FROM pg_class WHERE oid = CAST(:name AS regclass)")
    with stage.world.database.reading() as session:
        assert session.execute(asked, {"name": table}).scalar() == ["fillfactor=80"]
