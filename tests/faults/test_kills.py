"""Kill -9 at every place of an SMTP conversation: nothing is lost and nothing is accepted twice (``reliability.md``).

The long run is ``python -m tests.faults --cycles 10000 --seed N``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from kill_cycles import AFTER_THE_DOT, START, TOLD_BY, Round, Tally, Unperformed, environment
from kill_run import ROUND, Run
from killing_sink import KillingSink, Place
from servers import PostgresServer, SmtpSink, reachable_folder
from stage import Stage
from victims import Workers

from coordinator.bootstrap import world as make_world
from coordinator.correspondence.postfix_log import PostfixLog

CYCLES = 100
SEED = 4


@pytest.fixture
def run(postgres_server: PostgresServer, migrated_template: str) -> Iterator[Run]:
    with reachable_folder() as folder:
        made = Run(postgres_server, migrated_template, folder, SEED)
        yield made
        made.close()


@pytest.mark.timeout(600)
def test_whoever_dies_where_every_mail_is_accepted_exactly_once(run: Run) -> None:
    tally = run.play(CYCLES)

    assert tally.cycles == CYCLES
    assert all(tally.places[place] >= CYCLES // ROUND for place in Place), "a place was never or hardly reached"
    assert tally.in_doubt >= sum(tally.places[place] for place in AFTER_THE_DOT)


def test_a_third_death_is_put_before_a_person_and_one_after_the_dot_is_looked_up(run: Run) -> None:
    with run.playing() as played:
        before, after = played.three_deaths(Place.MID_DATA), played.three_deaths(Place.DOT_KEPT)

        assert played.standing(after) == "uncertain", "the relay has it: to give it up would let it be sent again"
        assert played.standing(before) in ("failed", "uncertain")


@pytest.mark.timeout(600)
def test_a_celery_worker_that_dies_in_a_conversation_is_no_different(
    database_url: str, valkey_url: str, tmp_path: Path
) -> None:
    sink = KillingSink(tmp_path)
    settings = environment(database_url, sink.url, tmp_path) | {
        "COORDINATOR_BROKER_URL": valkey_url,
        "COORDINATOR_TICK_SECONDS": "0.3",
    }
    Stage.open(database_url, SmtpSink(sink.url), tmp_path, START).close()
    stage = Unperformed(make_world(settings), SmtpSink(sink.url), tmp_path)
    stage.world.lookups = (PostfixLog(sink.log, timedelta(seconds=TOLD_BY)),)
    workers, tally = Workers(settings), Tally()
    try:
        played = Round(stage, database_url, sink, workers)
        for place in Place:
            played.among_workers(place)
        played.settle(tally)
    finally:
        workers.close()
        stage.close()
        sink.close()

    assert tally.mails == len(Place)
    assert tally.in_doubt >= len(AFTER_THE_DOT)
