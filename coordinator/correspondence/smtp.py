"""The SMTP conversation, one command at a time, so that every end of it has a name.

Before the final dot nothing was accepted and everything may be tried again; after it only an answer tells.
Errors carry reply codes and never addresses. One relay object belongs to one thread; its connection is reused.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from coordinator.correspondence import headers
from coordinator.correspondence.conversation import Conversation, RelayAddress, parse_relay
from coordinator.correspondence.errors import RelayDown, Uncertain, Withheld
from coordinator.domain.errors import DeliveryFailed

_SENDER_TROUBLE_OF_THE_MESSAGE = frozenset({552})
_BARE_LINE_END = re.compile(rb"\r\n|\n|\r")
_NOT_FOR_EVIDENCE = re.compile(r"\S*@\S*|[^\x20-\x7e]")


class Relay:
    """One relay, by URL: ``smtp://``, ``smtps://`` or ``smtp+starttls://``, with user and password where it wants them.

    ``timeout`` is in seconds and bounds a whole delivery, not each read: a lease outlives it (``reliability.md``).
    """

    def __init__(self, url: str, timeout: float = 20.0, *, greeting_name: str = "localhost", ca_file: str = "") -> None:
        self._address: RelayAddress = parse_relay(url)
        self._timeout = timeout
        self._greeting_name = greeting_name
        self._ca_file = ca_file
        self._open: Conversation | None = None

    def deliver(self, envelope_from: str, envelope_to: str, mail: bytes, before_dot: Callable[[], bool]) -> str:
        """Hand over one mail for one recipient and return the relay's answer, without addresses.

        ``before_dot`` is asked when only the final dot is missing; ``False`` closes the connection without it.
        Raises ``DeliveryFailed`` (this message or recipient), ``RelayDown`` (the relay, whoever it is for),
        ``Withheld``, or ``Uncertain`` when the dot was written and no clear answer came.
        """
        headers.address(envelope_from)
        headers.address(envelope_to)
        talk = self._ready(envelope_from)
        try:
            self._recipient(talk, envelope_to)
            self._content(talk, mail)
            answered = before_dot()
        except DeliveryFailed:
            raise
        except BaseException:
            self.close()
            raise
        if not answered:
            self.close()
            raise Withheld
        return self._dot(talk)

    def close(self) -> None:
        """Drop the connection, if there is one. The next delivery opens another."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def __enter__(self) -> Relay:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ready(self, envelope_from: str) -> Conversation:
        """A conversation past MAIL. A kept connection that the relay has dropped meanwhile is opened again, once."""
        if self._open is not None:
            self._open.allow(self._timeout)
            with suppress(RelayDown):
                return self._sender(self._open, envelope_from)
        talk = Conversation(self._address, self._timeout, self._greeting_name, self._ca_file)
        self._open = talk
        try:
            talk.open()
            return self._sender(talk, envelope_from)
        except RelayDown:
            self.close()
            raise

    def _sender(self, talk: Conversation, envelope_from: str) -> Conversation:
        code = talk.say(f"MAIL FROM:<{envelope_from}>")
        if 200 <= code < 300:
            return talk
        if 400 <= code < 500 or code in _SENDER_TROUBLE_OF_THE_MESSAGE:
            self._start_over(talk)
            raise DeliveryFailed("smtp.sender", str(code), lasting=code >= 500)
        self.close()
        raise RelayDown("relay.sender_refused", str(code))

    def _recipient(self, talk: Conversation, envelope_to: str) -> None:
        code = talk.say(f"RCPT TO:<{envelope_to}>")
        if not 200 <= code < 300:
            self._start_over(talk)
            raise DeliveryFailed("smtp.recipient", str(code), lasting=500 <= code < 600)

    def _content(self, talk: Conversation, mail: bytes) -> None:
        code = talk.say("DATA")
        if code != 354:
            self._start_over(talk)
            raise DeliveryFailed("smtp.content", str(code), lasting=500 <= code < 600)
        talk.write(_stuffed(mail))

    def _dot(self, talk: Conversation) -> str:
        try:
            talk.allow(self._timeout)
            talk.write_raw(b".\r\n")
            code, text = talk.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise Uncertain(type(problem).__name__) from problem
        except BaseException:
            self.close()
            raise
        if 200 <= code < 300:
            return f"{code} {_evidence(text)}".strip()
        if code == 421:
            self.close()
            raise RelayDown("relay.closing", "421")
        if 400 <= code < 600:
            raise DeliveryFailed("smtp.content", str(code), lasting=code >= 500)
        self.close()
        raise Uncertain("answer not understood")

    def _start_over(self, talk: Conversation) -> None:
        """Leave the connection clean for the next mail, or drop it when the relay does not play along."""
        try:
            clean = talk.say("RSET") == 250
        except RelayDown:
            clean = False
        if not clean:
            self.close()


def _stuffed(mail: bytes) -> bytes:
    """The mail with CRLF everywhere, leading dots doubled, and a line end before the final dot."""
    whole = _BARE_LINE_END.sub(b"\r\n", mail)
    if not whole.endswith(b"\r\n"):
        whole += b"\r\n"
    doubled = whole.replace(b"\r\n.", b"\r\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled


def _evidence(text: bytes) -> str:
    """The relay's words for the record: printable, short, and without anything that looks like an address."""
    return _NOT_FOR_EVIDENCE.sub("", text.decode("ascii", "replace")).strip()[:200]
