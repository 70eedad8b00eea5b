"""An SMTP server on loopback that keeps what it accepts, and what the tests send it."""

# ruff: noqa: N802 - aiosmtpd finds its hooks by these names

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from coordinator.embedded.smtp_listener import SmtpListener

FROM = "care@coordination.example"
TO = "maria@patients.example"
MAIL = b"Subject: x\r\n\r\nHello\r\n.a line with a dot\r\n..two\r\nend\r\n"


def yes() -> bool:
    return True


class Sink:
    """An SMTP server's handler that keeps every accepted envelope and counts its connections."""

    def __init__(self) -> None:
        self.accepted: list[Envelope] = []
        self.greeted = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greeted += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address.startswith("unknown"):
            return f"550 5.1.1 <{address}> no such mailbox"
        if address.startswith("full"):
            return "452 4.2.2 over quota"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if envelope.rcpt_tos[0].startswith("spam"):
            return "554 5.7.1 content refused"
        self.accepted.append(envelope)
        return f"250 2.0.0 queued as {len(self.accepted)} for {envelope.rcpt_tos[0]}"


@contextmanager
def serving(sink: Sink, **options: Any) -> Iterator[int]:
    listener = SmtpListener(lambda: SMTP(sink, hostname="sink.example", enable_SMTPUTF8=True, **options))
    listener.start()
    try:
        yield listener.port
    finally:
        listener.stop()
