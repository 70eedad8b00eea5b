"""A small generated clinic: its shape, and how often the desk's pages ask the database there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from servers import PostgresServer, smtp_sink
from sqlalchemy import text
from stage import Stage

from bench.clinic import Wanted, fill, person
from bench.desk_pages import PAGES
from bench.visitors import visitors
from coordinator.services.world import World
from coordinator.store import clock
from coordinator.store.database import Database

WANTED = Wanted(cases=240, open=80, people=20, intakes=1, whole_of_closed=10)
MOST = 12
"""Statements of a page, those of the sign-in among them (issue 5)."""


@pytest.fixture(scope="module")
def clinic(
    postgres_server: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Filled once: a life takes some seconds."""
    name = postgres_server.create_database(migrated_template)
    with smtp_sink() as sink:
        stage = Stage.again(postgres_server.url(name), sink, tmp_path_factory.mktemp("clinic"))
        with stage.world.database.transaction() as session:
            clock.begin(session, datetime(2026, 11, 23, 15, tzinfo=UTC))
        fill(stage.world, WANTED)
        yield stage.world
        stage.close()
    postgres_server.drop_database(name)


def asked(database: Database, question: str) -> list[tuple[object, ...]]:
    with database.connection() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


@pytest.mark.timeout(600)
def test_a_clinic_has_the_cases_people_and_stages_that_were_asked_for(clinic: World) -> None:
    database = clinic.database

    assert asked(database, "SELECT count(*), count(*) FILTER (WHERE stage <> 'closed') FROM \"case\"") == [(240, 80)]
    assert asked(database, 'SELECT count(DISTINCT ref), count(DISTINCT id) FROM "case"') == [(240, 240)]
    assert asked(database, "SELECT count(*) FROM staff_user WHERE email LIKE 'person-%'") == [(20,)]
    assert asked(database, "SELECT to_regnamespace('lived') IS NULL") == [(True,)]
    assert asked(database, 'SELECT count(*) FROM event WHERE stream NOT IN (SELECT id::text FROM "case")') == [(0,)]
    assert asked(
        database, "SELECT count(*) FROM record_item WHERE request_id NOT IN (SELECT id FROM record_request)"
    ) == [(0,)]


@pytest.mark.timeout(600)
def test_no_page_of_the_desk_asks_more_than_twelve_times(clinic: World) -> None:
    draw = random.Random(1)
    with visitors(clinic, [0, 1, 2, 3]) as all_of_them:
        assert [who.email for who in all_of_them] == [person(number) for number in range(4)]
        for name, look in PAGES.items():
            for who in all_of_them:
                if who.cases:
                    assert look(who, draw) in (200, 303, 404), name
                    assert who.asked <= MOST, (name, who.email, who.statements)
