"""Kill -9 at every place of an SMTP conversation: nothing is lost and nothing is accepted twice (``reliability.md``).

The long run is ``python -m tests.faults --cycles 10000 --seed N``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kill_cycles import AFTER_THE_DOT, ROUND, Run
from killing_sink import Place
from servers import PostgresServer, reachable_folder

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
