"""A case in the records stage, lived through once and copied for every test, and somebody who reads their mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from portal_reader import MailReader
from servers import AcceptedMail, PostgresServer, SmtpSink, smtp_sink
from stage import Stage

START = "2026-11-23T15:00:00Z"
"""Monday, 9 a.m. in Chicago."""


@dataclass(frozen=True)
class Lived:
    """A database to copy, the mails that had left by then, and the case."""

    database: str
    mails: tuple[AcceptedMail, ...]
    ref: str


def _lived(server: PostgresServer, template: str, folder: Path, number: str) -> Lived:
    """An example case is accepted; three days later the mail about the papers has come."""
    name = server.create_database(template)
    with smtp_sink() as sink:
        stage = Stage.open(server.url(name), sink, folder, START)
        ref = stage.intake(number)
        stage.accept(ref)
        stage.advance(days=3)
        stage.close()
    return Lived(name, tuple(sink.mails), ref)


@pytest.fixture(scope="session")
def adult(postgres_server: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """An adult patient with papers to sign."""
    return _lived(postgres_server, migrated_template, tmp_path_factory.mktemp("adult"), "0001")


@pytest.fixture(scope="session")
def minor(postgres_server: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """A minor, whose parent gets the mail."""
    return _lived(postgres_server, migrated_template, tmp_path_factory.mktemp("minor"), "0005")


def _reader(server: PostgresServer, lived: Lived, sink: SmtpSink, folder: Path) -> Iterator[MailReader]:
    name = server.create_database(lived.database)
    sink.mails.extend(lived.mails)
    stage = Stage.again(server.url(name), sink, folder)
    yield MailReader(stage, lived.ref)
    stage.close()
    server.drop_database(name)


@pytest.fixture
def reader(postgres_server: PostgresServer, adult: Lived, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[MailReader]:
    """An adult patient in the records stage, with papers to sign and the mail about them in the mailbox."""
    yield from _reader(postgres_server, adult, smtp_sink, tmp_path)


@pytest.fixture
def parent(postgres_server: PostgresServer, minor: Lived, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[MailReader]:
    """The parent of a minor, likewise."""
    yield from _reader(postgres_server, minor, smtp_sink, tmp_path)
