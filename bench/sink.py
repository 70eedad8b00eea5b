"""A mail relay that accepts everything and keeps nothing, in a process of its own.

Like most relays it takes several commands at once; the program uses that, and the bare loop over ``smtplib`` cannot.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection

from aiosmtpd.smtp import SMTP, Envelope, Session

from coordinator.embedded.smtp_listener import SmtpListener


class _Counting:
    """What the SMTP server asks; the names of the methods are its contract."""

    def __init__(self) -> None:
        self.accepted = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        self.accepted += 1
        return "250 OK"


class Sink:
    """The relay as the measuring process sees it."""

    def __init__(self, url: str, line: Connection) -> None:
        self.url = url
        self._line = line

    def accepted(self) -> int:
        """How many mails it took so far."""
        self._line.send("count")
        return int(self._line.recv())


@contextlib.contextmanager
def sink() -> Iterator[Sink]:
    """A relay on a free loopback port; it ends with the block, or with us."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield Sink(f"smtp://127.0.0.1:{ours.recv()}", ours)
    finally:
        ours.send("stop")
        process.join(10)


def _serve(line: Connection) -> None:
    counting = _Counting()
    listener = SmtpListener(lambda: SMTP(counting, hostname="sink.example", enable_SMTPUTF8=True))
    listener.start()
    line.send(listener.port)
    with contextlib.suppress(EOFError):
        while line.recv() == "count":
            line.send(counting.accepted)
    listener.stop()
