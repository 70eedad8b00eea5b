"""What every use case is given: database, policy, letterhead, secrets. Made once a process, by bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import uuid_utils
from sqlalchemy.orm import Session

from coordinator.correspondence.lookup import Lookup
from coordinator.correspondence.smtp import Relay
from coordinator.playbook.book import Book
from coordinator.playbook.loader import parse
from coordinator.playbook.schema import Playbook
from coordinator.services.federal_holidays import federal_holidays as federal_holidays
from coordinator.services.rendering import Letterhead
from coordinator.store import clock, legal_limits, pauses, playbooks
from coordinator.store.database import Database
from coordinator.store.directory import StoredDirectory


@dataclass
class World:
    """The outside of the program, as settings name it. ``lease`` is real time, longer than an SMTP conversation.

    ``playbook`` is what the file says that the settings name. Which one new cases follow, and what those say that
    cases live under, stands in the database (ADR 0022); mostly it is the same.
    """

    database: Database
    playbook: Playbook
    templates: frozenset[tuple[str, str]]
    secret: bytes
    letterhead: Letterhead
    files: Path
    connect: Callable[[], Relay]
    lease: timedelta = timedelta(seconds=30)
    relay_is_secured: bool = True
    safe_recipients: frozenset[str] | None = None
    mail_catcher_url: str = ""
    web_url: str = ""
    broker_url: str = field(default="", repr=False)
    smtp_url: str = field(default="", repr=False)
    inbound_dir: Path | None = None
    imap_url: str = field(default="", repr=False)
    inbound_token: str = field(default="", repr=False)
    lookups: tuple[Lookup, ...] = ()
    per_minute: Mapping[str, int] = field(default_factory=dict)
    _relay: Relay | None = None
    _versions: dict[int, Playbook] = field(default_factory=dict)

    def book(self, session: Session) -> Book:
        """The engine's view of policy, calendars and directory in this transaction; ``Book.of`` is that of a case."""
        return Book(
            playbook=self.active(session),
            versions=lambda version: self.version(session, version),
            holidays=federal_holidays(),
            directory=StoredDirectory(session),
            new_id=new_id,
            templates=self.templates,
            outages=clock.outages(session),
            limits=legal_limits.verified(session),
            relay_is_secured=self.relay_is_secured,
            pauses=pauses.in_force(session),
        )

    def active(self, session: Session) -> Playbook:
        """The playbook that new cases follow."""
        return self.version(session, playbooks.active(session))

    def version(self, session: Session, version: int) -> Playbook:
        """The playbook of this number. What a number stands for never changes: it is read once."""
        if version == self.playbook.version:
            return self.playbook
        if version not in self._versions:
            self._versions[version] = parse(playbooks.source(session, version), f"version {version}")
        return self._versions[version]

    def now(self, session: Session) -> datetime:
        """The stack's clock."""
        return clock.now(session)

    @property
    def relay(self) -> Relay:
        """This process's one connection to the mail relay, opened when it is first wanted."""
        if self._relay is None:
            self._relay = self.connect()
        return self._relay


def new_id() -> str:
    """A UUIDv7: ids sort by the time they were made."""
    return str(uuid_utils.uuid7())
