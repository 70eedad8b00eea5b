"""A run of rounds: ten cycles each, in a database of its own, from the seed and the round's number only."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from kill_cycles import START, TOLD_BY, Round, Tally, Unperformed, environment
from killing_sink import KillingSink, Place
from servers import PostgresServer, SmtpSink
from stage import Stage
from victims import Forker

from coordinator.bootstrap import world as make_world
from coordinator.correspondence.postfix_log import PostfixLog

ROUND = 10
PLAYED = "played"


class Run:
    """The servers of a run: a database to copy, a killing relay, a forker."""

    def __init__(self, postgres: PostgresServer, migrated: str, folder: Path, seed: int) -> None:
        self._postgres = postgres
        self._seed = seed
        self._sink = KillingSink(folder)
        self._template = postgres.create_database(migrated)
        settings = environment(postgres.url(PLAYED), self._sink.url, folder)
        Stage.open(postgres.url(self._template), SmtpSink(self._sink.url), folder, START).close()
        self._stage = Unperformed(make_world(settings), SmtpSink(self._sink.url), folder)
        self._stage.world.lookups = (PostfixLog(self._sink.log, timedelta(seconds=TOLD_BY)),)
        self._forker = Forker(settings)
        self.tally = Tally()

    def play(self, cycles: int, only: int | None = None, say: Callable[[str], None] = print) -> Tally:
        """Play so many cycles, or one round of ten; raises ``Broken`` and says how to see it again."""
        with self.playing() as played:
            played.warm_up()
        for number in [only] if only is not None else range((cycles + ROUND - 1) // ROUND):
            try:
                self._round(number, ROUND if only is not None else min(ROUND, cycles - number * ROUND))
            except BaseException:
                say(f"again: python -m tests.faults --seed {self._seed} --round {number}")
                raise
            if number % 100 == 99:
                say(str(self.tally))
        return self.tally

    def close(self) -> None:
        """End what was started."""
        self._forker.close()
        self._sink.close()
        self._postgres.drop_database(self._template)

    def _round(self, number: int, size: int) -> None:
        dice = random.Random(f"{self._seed}/{number}")
        places = [*dice.sample(list(Place), len(Place)), *dice.choices(list(Place), k=ROUND)][:size]
        self._sink.rotate_log()
        with self.playing() as played:
            for place in places:
                played.cycle(place, dice)
                self.tally.cycles += 1
                self.tally.places[place] += 1
            played.settle(self.tally)

    @contextmanager
    def playing(self) -> Iterator[Round]:
        """A fresh database under the one name that all processes know."""
        self._postgres.create_database(self._template, PLAYED)
        try:
            yield Round(self._stage, self._postgres.url(PLAYED), self._sink, self._forker)
        finally:
            self._stage.world.relay.close()
            self._stage.close()
            self._postgres.drop_database(PLAYED)
