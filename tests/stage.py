"""What tests of the whole service share: a world, a clock, and sentences to tell a story in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lived import Home
from servers import PostgresServer, SmtpSink

from coordinator.bootstrap import world as make_world
from coordinator.domain.case import Case
from coordinator.domain.facts import Recorded
from coordinator.paths import default_playbook, examples_dir
from coordinator.services import advance, clock, perform, playbooks
from coordinator.services.advance import advance_woken
from coordinator.services.directory_loading import load_directory
from coordinator.services.intake_loading import load_files
from coordinator.services.perform import perform_lane
from coordinator.services.record import record
from coordinator.services.views.plan import case_plan
from coordinator.services.world import World
from coordinator.store import cases, reference
from coordinator.store import clock as clock_rows
from coordinator.store import communications as communication_rows
from coordinator.store.effects import due_lanes
from coordinator.store.effects import table as effect_table

ICD = [
    (code, "as in the code set", leaf)
    for code, leaf in (
        ("C50.912", True),
        ("I35.0", True),
        ("G35", False),
        ("M48.062", True),
        ("C91.00", True),
        ("M17.11", True),
    )
]
"""The codes of the example files; the whole set takes seconds to read."""

SECRET = "a long enough key for the tests of the house 7f3"

NO_HURRY = 600.0
"""Seconds: longer than any test."""


@dataclass
class Stage:
    """One world. ``advance`` lives through time the way ``coordinator clock advance`` does."""

    world: World
    sink: SmtpSink
    folder: Path
    refs: dict[str, str] = field(default_factory=dict)
    home: Home | None = None

    @classmethod
    def open(cls, database_url: str, sink: SmtpSink, folder: Path, start: str, directory: Path | None = None) -> Stage:
        """A world with the example directory or another one, on a virtual clock."""
        made = cls.again(database_url, sink, folder)
        with made.world.database.transaction() as session:
            clock_rows.begin(session, datetime.fromisoformat(start).astimezone(UTC))
            reference.fill(session, ICD, [])
            playbooks.begin(session, default_playbook(), clock_rows.now(session))
        load_directory(made.world, [directory or examples_dir() / "directory.json"])
        return made

    @classmethod
    @contextmanager
    def copied(cls, server: PostgresServer, template: str, sink: SmtpSink, folder: Path) -> Iterator[Stage]:
        """A world in a copy of a database, which is dropped afterwards."""
        home = Home.of(server, template)
        made = cls.again(server.url(home.name), sink, folder)
        made.home = home
        yield made
        made.close()
        home.drop()

    @classmethod
    def again(cls, database_url: str, sink: SmtpSink, folder: Path) -> Stage:
        """The world of a database in which something happened already."""
        environ = {
            "COORDINATOR_DATABASE_URL": database_url,
            "COORDINATOR_BROKER_URL": "redis://127.0.0.1:9/0",
            "COORDINATOR_SMTP_URL": sink.url,
            "COORDINATOR_MAIL_FROM": "desk@beacon.example",
            "COORDINATOR_FAX_ADDRESS": "{number}@fax.example",
            "COORDINATOR_BASE_URL": "http://127.0.0.1:9",
            "COORDINATOR_FILES_DIR": str(folder),
            "COORDINATOR_SECRET_KEY": SECRET,
            "COORDINATOR_LEASE_SECONDS": "30",
        }
        return cls(make_world(environ), sink, folder)

    def close(self) -> None:
        """Give the database back."""
        self.world.database.dispose()

    # -- cases ---------------------------------------------------------------

    def intake(self, number: str, **changes: Any) -> str:
        """Load an example intake, changed at the top level where a test says so; returns the reference."""
        told = json.loads((examples_dir() / "intake" / f"intake-{number}.json").read_text(encoding="utf-8"))
        told.update(changes)
        file = self.folder / f"{told['external_id']}.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        ref = load_files(self.world, [file])[0].ref
        self.refs[number] = ref
        self.rest()
        return ref

    def fact(self, ref: str, name: str, by: str = "operator", **values: object) -> Recorded:
        """Record a fact, and let the stack come to rest."""
        recorded = record(self.world, ref, name, values, by=by)
        self.rest()
        return recorded

    def accept(self, ref: str) -> None:
        """Walk a case out of the request stage: identity, terms, contact, acceptance."""
        case = self.case(ref)
        self.fact(ref, "identity_verified")
        self.fact(ref, "terms_accepted")
        reader = case.patient.reader(self.now.date())
        self.fact(ref, "contact_verified", contact=case.patient.points_of(reader)[0].id)
        self.fact(ref, "case_accepted")

    def sign_all(self, ref: str) -> None:
        """Every paper is signed: by the patient, or by a minor's representative."""
        case = self.case(ref)
        reader = case.patient.reader(self.now.date())
        signer: Mapping[str, str] = {"signer": reader.id} if reader else {}
        for paper in case.authorizations:
            self.fact(ref, "authorization_signed", authorization=paper.id, **signer)

    def case(self, ref: str) -> Case:
        """The case as it stands, for looking at."""
        with self.world.database.reading() as session:
            return cases.by_ref(session, ref)

    def request(self, ref: str, department: str, basis: str = "access_self") -> Any:
        """The request to one desk."""
        return next(
            r for r in self.case(ref).requests if r.department == department and (r.legal_basis or "") in (basis, "")
        )

    # -- time ----------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The stack's clock."""
        return clock.show(self.world).now

    def rest(self) -> None:
        """Do everything that is due now, each lane to its end before the next one begins.

        In a process a look ends after ten seconds and the next one goes on. Here lanes take turns: a look that a loaded
        machine cuts short would let the letters of a moment overtake its mails, which nothing else does.
        """
        advance.LONGEST_LOOK = perform.LONGEST_LOOK = NO_HURRY
        while self._look():
            pass

    def _look(self) -> int:
        """One turn of each lane in which something is due (most often nothing is); how much was done."""
        woken, lanes = self._due()
        done = 0
        if woken:
            done = advance_woken(self.world)
            _, lanes = self._due()
        return done + sum(perform_lane(self.world, lane) for lane in ("mail", "pdf") if lane in lanes)

    def _due(self) -> tuple[bool, set[str]]:
        with self.world.database.reading() as session:
            now = self.world.now(session)
            return cases.any_woken(session, now), due_lanes(session, now)

    def advance(self, **span: float) -> None:
        """Live through a span, from due moment to due moment."""
        self.advance_to(self.now + timedelta(**span))

    def advance_to(self, target: datetime) -> None:
        """Live until a moment."""
        self.rest()
        while (moment := clock.next_moment(self.world)) is not None and moment < target:
            self._set(moment)
        self._set(target)

    def jump(self, **span: float) -> None:
        """Skip a span: an outage."""
        began = self.now
        target = began + timedelta(**span)
        with self.world.database.transaction() as session:
            clock_rows.add_outage(session, began, target)
        self._set(target)

    def _set(self, moment: datetime) -> None:
        with self.world.database.transaction() as session:
            clock_rows.set_to(session, moment)
        self.rest()

    # -- what happened -----------------------------------------------------------

    def sent(self, ref: str, **where: object) -> list[Any]:
        """Communications of a case, oldest first; ``where`` compares columns."""
        with self.world.database.reading() as session:
            rows = communication_rows.of_case(session, self.case(ref).id)
        kept = [r for r in rows if r.status not in ("withheld", "failed")]
        return [r for r in kept if all(getattr(r, key) == value for key, value in where.items())]

    def names(self, ref: str, **where: object) -> list[str]:
        """Their names."""
        return [row.name for row in self.sent(ref, **where)]

    def effects(self, ref: str) -> list[Any]:
        """Every order of a case."""
        case_id = self.case(ref).id
        with self.world.database.reading() as session:
            statement = effect_table.select().where(effect_table.c.case_id == case_id).order_by(effect_table.c.id)
            return list(session.execute(statement))

    def plan(self, ref: str, days: int = 60) -> list[dict[str, Any]]:
        """The send plan's entries."""
        with self.world.database.reading() as session:
            entries: list[dict[str, Any]] = case_plan(
                session, ref, self.world.book(session), self.world.now(session), days
            )["entries"]
            return entries

    def not_sent(self, ref: str) -> list[tuple[str, str]]:
        """What did not leave, and why."""
        return [(e.name, e.reason) for e in self.effects(ref) if e.status == "never"]
