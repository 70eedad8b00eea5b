"""A virtual clock refuses a database that ever lived on the real one (``design.md``, "Clocks")."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.store import clock
from coordinator.store.database import Database
from coordinator.store.engine_tables import clock as clock_table

START = datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_a_database_that_lived_on_the_real_clock_stays_there(stage: Stage) -> None:
    stage.intake("0001")
    with stage.world.database.transaction() as session:
        session.execute(delete(clock_table))
        clock.begin(session, None)

        with pytest.raises(Refused, match=r"clock\.was_real"):
            clock.begin(session, START)


def test_a_database_in_which_nothing_happened_may_still_get_a_virtual_one(database_url: str) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        clock.begin(session, None)
        clock.begin(session, START)
        assert clock.now(session) == START
    database.dispose()


def test_a_virtual_clock_goes_on_where_it_stood_and_never_back(stage: Stage) -> None:
    stage.advance(hours=5)
    with stage.world.database.transaction() as session:
        clock.begin(session, START)
        assert clock.now(session) == START + timedelta(hours=5)
        with pytest.raises(Refused, match=r"clock\.not_virtual"):
            clock.set_to(session, START)
