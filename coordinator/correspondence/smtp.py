"""The SMTP conversation, one command at a time, so that every end of it has a name.

Before the final dot nothing was accepted and everything may be tried again; after it only an answer tells.
Errors carry reply codes and never addresses. One relay object belongs to one thread; its connection is reused.
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from coordinator.correspondence import headers, refusals
from coordinator.correspondence.conversation import Conversation, RelayAddress, parse_relay
from coordinator.correspondence.errors import RelayDown, Uncertain, Withheld
from coordinator.correspondence.refusals import REFUSED, Answer
from coordinator.domain.errors import DeliveryFailed

_BARE_LINE_END = re.compile(rb"\r\n|\n|\r")
_NOT_FOR_EVIDENCE = re.compile(r"\S*@\S*|[^\x20-\x7e]")


class Relay:
    """One relay, by URL: ``smtp://``, ``smtps://`` or ``smtp+starttls://``, with user and password where it wants them.

    ``timeout`` is in seconds and bounds a whole delivery, not each read: a lease outlives it (``reliability.md``).
    Half of it is for the way up to the dot, half for the answer to the dot.
    """

    def __init__(self, url: str, timeout: float = 20.0, *, greeting_name: str = "localhost", ca_file: str = "") -> None:
        self._address: RelayAddress = parse_relay(url)
        self._half = timeout / 2
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
        try:
            talk = self._up_to_the_dot(envelope_from, envelope_to, mail)
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

    def _up_to_the_dot(self, envelope_from: str, envelope_to: str, mail: bytes) -> Conversation:
        """A conversation in which only the dot is missing.

        A kept connection may have died, or the relay may have had enough mails on it: whatever goes wrong with the
        relay there is tried once more on a fresh one, and only that counts.
        """
        until = time.monotonic() + self._half
        if self._open is not None and self._open.unasked() is None:
            self._open.allow(self._half / 2)
            with suppress(RelayDown):
                if self._offer(self._open, envelope_from, envelope_to, mail) is None:
                    return self._open
        self.close()
        talk = Conversation(self._address, until - time.monotonic(), self._greeting_name, self._ca_file)
        self._open = talk
        talk.open()
        refused = self._offer(talk, envelope_from, envelope_to, mail)
        if refused is not None:
            raise refused
        return talk

    def _offer(
        self, talk: Conversation, envelope_from: str, envelope_to: str, mail: bytes
    ) -> DeliveryFailed | RelayDown | None:
        """Sender, recipient and content, without the dot. What the relay has against the sender is returned."""
        stuffed = _stuffed(mail)
        if talk.largest is not None and len(stuffed) > talk.largest:
            raise DeliveryFailed(REFUSED, "552 5.3.4", lasting=True)
        words = (f"MAIL FROM:<{envelope_from}>", f"RCPT TO:<{envelope_to}>", "DATA")
        together = talk.say_together(words) if talk.takes_several else []
        answers = iter(together) if together else map(talk.say, words)
        waits = bool(together) and together[-1].code == 354
        answer = next(answers)
        if not answer.yes:
            self._start_over(talk, waits=waits)
            return refusals.at_sender(answer)
        answer = next(answers)
        if not answer.yes:
            self._start_over(talk, waits=waits)
            raise refusals.of_message("smtp.recipient", answer)
        answer = next(answers)
        if answer.code != 354:
            self._start_over(talk)
            raise refusals.of_message("smtp.content", answer)
        self._write(talk, stuffed)
        return None

    def _write(self, talk: Conversation, content: bytes) -> None:
        """Everything but the dot."""
        down: RelayDown | None = None
        try:
            talk.write(content)
        except RelayDown as trouble:
            down = trouble
        self._must_be_silent(talk, down)

    def _must_be_silent(self, talk: Conversation, down: RelayDown | None = None) -> None:
        """Without the dot nothing was accepted. A relay that did not wait for it and said no meant this content."""
        early = talk.unasked()
        if early is None and down is None:
            return
        self.close()
        if early is not None and 400 <= early.code < 600 and early.code != 421:
            raise refusals.of_message("smtp.content", early)
        raise down or RelayDown("relay.out_of_step" if early is not None and early.code else "relay.disconnected")

    def _dot(self, talk: Conversation) -> str:
        self._must_be_silent(talk)
        try:
            talk.allow(self._half)
            talk.write_raw(b".\r\n")
            answer = Answer(*talk.getreply())
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise Uncertain(type(problem).__name__) from problem
        except BaseException:
            self.close()
            raise
        if answer.yes:
            return f"{answer.code} {_evidence(answer.text)}".strip()
        if answer.code == 421:
            self.close()
            raise RelayDown("relay.closing", "421")
        if 400 <= answer.code < 600:
            raise refusals.of_message("smtp.content", answer)
        self.close()
        raise Uncertain("answer not understood")

    def _start_over(self, talk: Conversation, *, waits: bool = False) -> None:
        """Leave the connection clean for the next mail, or drop it when the relay does not play along.

        One that ``waits`` for content, though it took no sender or recipient, is dropped: a dot would be a mail.
        """
        try:
            clean = not waits and talk.say("RSET").code == 250
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
