"""Cycles of kill, rest and count: whoever dies where in an SMTP conversation, each mail is accepted exactly once.

What a killed process held is taken up by another when its lease is over.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from killing_sink import KillingSink, Place, Trap
from sqlalchemy import func, select, update
from stage import SECRET, Stage
from victims import Broken, Forker, HeldRows, Workers, until

from coordinator.domain.words import Channel
from coordinator.paths import examples_dir
from coordinator.services.advance import advance_woken
from coordinator.services.intake_loading import load_files
from coordinator.services.perform import perform_lane
from coordinator.services.uncertain import reconcile
from coordinator.store import cases
from coordinator.store.effects import JOINED, OPEN
from coordinator.store.effects import table as effect_table
from coordinator.store.engine_tables import communication as communication_table

START = "2026-11-23T18:45:00Z"
"""Monday; every office between the oceans is open, and what opens in the morning has been spread."""

LEASE = 12.0
"""Seconds. A third of it is how long a relay may take up to the dot, and again after it: on a loaded machine, with a
busy disk, a victim has to get to its place before it gives up."""
TOLD_BY = 2.0
"""Seconds after which the log of the relay tells of a mail, if it ever will."""
AFTER_THE_DOT = frozenset({Place.DOT_LOST, Place.DOT_KEPT, Place.AFTER_250})
IN_DOUBT = AFTER_THE_DOT | {Place.MID_DATA}
"""Where a mail may end in doubt; mid-DATA only when the kill loses the race against the commit of the dot."""

CANCEL_WINDOW = 16
"""Minutes in which a letter can still be taken back, and one more."""

NAMELESS = frozenset({Place.CONNECTED, Place.BEFORE_MAIL})
KILLED_TWICE = 0.1
LETTERS = 0.1
WAITED_FOR = 0.02
"""After so many of the deaths leases are waited for; after the others they are ended at once."""

FINISHED = frozenset({"done", "never"})


def environment(database_url: str, sink_url: str, folder: Path) -> dict[str, str]:
    """The settings of every process of a run."""
    return {
        "COORDINATOR_DATABASE_URL": database_url,
        "COORDINATOR_BROKER_URL": "redis://127.0.0.1:9/0",
        "COORDINATOR_SMTP_URL": sink_url,
        "COORDINATOR_MAIL_FROM": "desk@beacon.example",
        "COORDINATOR_FAX_ADDRESS": "{number}@fax.example",
        "COORDINATOR_BASE_URL": "http://127.0.0.1:9",
        "COORDINATOR_FILES_DIR": str(folder),
        "COORDINATOR_SECRET_KEY": SECRET,
        "COORDINATOR_LEASE_SECONDS": str(LEASE),
        "COORDINATOR_LOG_LEVEL": "error",
    }


class Unperformed(Stage):
    """A stage on which nothing leaves by itself: what is due waits for a victim."""

    def rest(self) -> None:
        """Let cases come as far as they get without anything leaving."""
        while advance_woken(self.world):
            pass


@dataclass
class Tally:
    """What a run did."""

    cycles: int = 0
    mails: int = 0
    places: Counter[Place] = field(default_factory=Counter)
    in_doubt: int = 0

    def __str__(self) -> str:
        reached = ", ".join(f"{place.value}: {self.places[place]}" for place in Place)
        return (
            f"{self.cycles} cycles, {self.mails} mails, each accepted exactly once; "
            f"{self.in_doubt} were uncertain and reconciled\nreached {reached}"
        )


class Round:
    """Some cycles in one database."""

    def __init__(self, stage: Unperformed, database_url: str, sink: KillingSink, victims: Forker | Workers) -> None:
        self._stage = stage
        self._url = database_url
        self._sink = sink
        self._victims = victims
        self._before = sum(sink.accepted.values())
        self._must_doubt: set[str] = set()
        self._opened = 0

    def cycle(self, place: Place, dice: random.Random) -> None:
        """Some mails are due; whoever delivers them dies at this place of one's conversation, sometimes twice."""
        letters = dice.random() < LETTERS
        if letters or place in NAMELESS:
            self._rest()  # several mails could fall in, and nobody is to die over one of them a third time
        address = dice.choice(self._letters() if letters else self._mails(dice.randint(1, 4)))
        self._kill(place, address)
        self._leases_end(dice)
        if place not in IN_DOUBT and dice.random() < KILLED_TWICE:
            place = dice.choice([p for p in Place if p not in NAMELESS])
            self._kill(place, address)
            self._leases_end(dice)
        if place in AFTER_THE_DOT:
            self._must_doubt.add(address)

    def warm_up(self) -> None:
        """A patient's mails and letters leave, from the process that will be forked."""
        self._letters()
        self._run("warm")

    def among_workers(self, place: Place) -> None:
        """A new case is welcomed by workers that look by themselves, and the one that does it dies at this place."""
        file, address = self._somebody()
        trap = self._trap(place, address)
        load_files(self._stage.world, [file])
        until(trap.sprung.is_set, f"a worker died {place.value}")
        if place in AFTER_THE_DOT:
            self._must_doubt.add(address)

    def three_deaths(self, last: Place) -> str:
        """Processes die twice over one mail before its dot and a third time at ``last``; the address."""
        (address,) = self._mails(1)
        for place in (Place.AFTER_MAIL, Place.AFTER_RCPT, last):
            self._kill(place, address)
            self._end_leases()
        self._rest()
        return address

    def standing(self, address: str) -> str:
        """The status of what was sent there."""
        (row,) = [row for row in self._communications() if row.address == address]
        return str(row.status)

    def settle(self, tally: Tally) -> None:
        """Let everything come to rest, look up what is in doubt, and count."""
        self._rest()
        in_doubt = {row.address for row in self._communications() if row.status == "uncertain"}
        if not self._must_doubt <= in_doubt:
            raise Broken(f"sent again or called sent without an answer: {sorted(self._must_doubt - in_doubt)}")
        until(self._settled, "every uncertain mail was reconciled, and sent where it had not been accepted")
        self._count(tally)
        tally.in_doubt += len(in_doubt)

    def _kill(self, place: Place, address: str) -> None:
        trap = self._trap(place, address)
        statuses: list[int] = []

        def died() -> bool:
            # One that finds nothing to do ends by itself: the lease of the one before may not be over.
            statuses.append(self._run())
            return statuses[-1] != 0

        until(died, f"somebody died {place.value}")
        if statuses[-1] != -9 or not trap.sprung.wait(60):
            raise Broken(f"ended with {statuses[-1]}, not by the trap {place.value}")

    def _leases_end(self, dice: random.Random) -> None:
        """Who held one is dead. What it still had under way in the database may commit before or after."""
        if dice.random() >= WAITED_FOR:
            self._end_leases()

    def _end_leases(self) -> None:
        held = effect_table.c.token.is_not(None) & (effect_table.c.lease_until > func.clock_timestamp())
        with self._stage.world.database.transaction() as session:
            session.execute(update(effect_table).where(held).values(lease_until=func.clock_timestamp()))

    def _trap(self, place: Place, address: str) -> Trap:
        trap = Trap(place, address, self._victims.victim, partial(HeldRows, self._url))
        self._sink.set(trap)
        return trap

    def _run(self, what: str = "fork") -> int:
        assert isinstance(self._victims, Forker)
        return self._victims.run(what)

    def _mails(self, count: int) -> list[str]:
        """So many people's first mails are due; their addresses."""
        people = [self._somebody() for _ in range(count)]
        load_files(self._stage.world, [file for file, _ in people])
        self._stage.rest()
        return [address for _, address in people]

    def _letters(self) -> list[str]:
        """A patient's requests are signed and due; the fax addresses of their offices."""
        file, _ = self._somebody()
        ref = load_files(self._stage.world, [file])[0].ref
        self._stage.rest()
        self._stage.accept(ref)
        self._stage.sign_all(ref)
        self._stage.advance(minutes=CANCEL_WINDOW)
        desks = [request.desk for request in self._stage.case(ref).requests if request.desk is not None]
        numbers = {desk.fax for desk in desks if desk.channels()[:1] == [Channel.FAX] and desk.fax}
        if not numbers:
            raise Broken("no letter by fax is due")
        return [f"{number.lstrip('+')}@fax.example" for number in sorted(numbers)]

    def _somebody(self) -> tuple[Path, str]:
        """An intake file, and the address in it."""
        self._opened += 1
        told = json.loads((examples_dir() / "intake" / "intake-0001.json").read_text(encoding="utf-8"))
        given = f"Ana{self._opened}"
        patient = {
            "legal_name": {"given": given, "family": "Okafor"},
            "birth_date": "1968-04-17",
            "address": {
                "line": ["412 Birch Ave"], "city": "Rochester", "state": "MN", "postal_code": "55901", "country": "US",
            },
            "email": f"{given.lower()}@patients.example",
            "language": "en",
            "time_zone": "America/Chicago",
        }  # fmt: skip
        told |= {"external_id": f"KILL-{self._opened}", "patient": patient, "contacts": []}
        file = self._stage.folder / f"{told['external_id']}.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        return file, str(patient["email"])

    def _rest(self) -> None:
        until(self._rests, "everything due had left")

    def _rests(self) -> bool:
        world = self._stage.world
        done = 0
        if isinstance(self._victims, Forker):  # workers do it by themselves
            done = advance_woken(world) + sum(perform_lane(world, lane) for lane in ("mail", "pdf"))
        with world.database.reading() as session:
            due = (
                effect_table.c.status.in_(OPEN),
                effect_table.c.lane != JOINED,
                effect_table.c.due_at <= world.now(session),
            )
            waiting = session.execute(select(func.count()).select_from(effect_table).where(*due)).scalar_one()
            woken = cases.any_woken(session, world.now(session))
        return not done and not waiting and not woken

    def _settled(self) -> bool:
        """What goes again may end in doubt again where the machine is slow."""
        self._sink.write_log("smtpd", "connect from localhost[127.0.0.1]")
        reconcile(self._stage.world)
        return self._rests() and all(row.status != "uncertain" for row in self._communications())

    def _communications(self) -> list[Any]:
        columns = communication_table.c
        statement = select(columns.key, columns.address, columns.status, columns.message_id, columns.channel)
        with self._stage.world.database.reading() as session:
            return list(session.execute(statement.where(columns.message_id.is_not(None))))

    def _count(self, tally: Tally) -> None:
        """Every order left, every mail was accepted once, and a second try brought the same bytes."""
        mails = self._communications()
        for mail in mails:
            copies = self._sink.accepted[mail.message_id]
            if copies != 1 or mail.status != "sent":
                raise Broken(f"accepted {copies} times and {mail.status}: {mail.key}")
            if len(self._sink.bodies[mail.message_id]) != 1:
                raise Broken(f"other bytes at the second try: {mail.key}")
        accepted = sum(self._sink.accepted.values()) - self._before
        if accepted != len(mails):
            raise Broken(f"{accepted} mails accepted, {len(mails)} known")
        world = self._stage.world
        with world.database.reading() as session:
            now = world.now(session)
            for effect in session.execute(select(effect_table)):
                if effect.status not in FINISHED and not (effect.status == "pending" and effect.due_at > now):
                    raise Broken(f"{effect.name} is {effect.status} ({effect.reason}): {effect.key}")
        tally.mails += len(mails)
