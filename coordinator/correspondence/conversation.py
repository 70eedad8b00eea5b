"""A connection to a relay with one clock for the whole conversation. Everything that goes wrong here is the relay's.

``smtplib`` gives each read its own time-out, so a relay that drips a byte now and then could hold us for hours;
replies are therefore read here, against one deadline.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from coordinator.correspondence.errors import RelayDown
from coordinator.correspondence.refusals import Answer
from coordinator.domain.errors import Refused

_LONGEST_REPLY = 65_536
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Only Linux can be asked not to wait 40 ms before it tells the other side that something came."""
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


@dataclass(frozen=True)
class RelayAddress:
    """Where the relay is and how it is spoken to."""

    scheme: str
    host: str
    port: int
    user: str
    password: str


def parse_relay(url: str) -> RelayAddress:
    """Read a relay URL; raises ``Refused`` when it is not one, without repeating it: it may hold a password."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        raise Refused("relay.url", field="smtp_url") from None
    if split.scheme not in _PORTS or not split.hostname or split.path not in ("", "/"):
        raise Refused("relay.url", field="smtp_url")
    return RelayAddress(
        scheme=split.scheme,
        host=split.hostname,
        port=port or _PORTS[split.scheme],
        user=unquote(split.username or ""),
        password=unquote(split.password or ""),
    )


class Conversation(smtplib.SMTP):
    """``smtplib``'s commands over a connection whose reads and writes share one deadline."""

    def __init__(self, relay: RelayAddress, timeout: float, greeting_name: str, ca_file: str = "") -> None:
        self._relay = relay
        self._deadline = time.monotonic() + timeout
        self._unread = b""
        self._ca_file = ca_file or None
        super().__init__(local_hostname=greeting_name, timeout=timeout)
        self._host = relay.host  # the name that STARTTLS checks the certificate against

    def allow(self, seconds: float) -> None:
        """Start the clock again: so long until the conversation must be over."""
        self._deadline = time.monotonic() + seconds

    def open(self) -> None:
        """Connect, greet, secure and sign in. Never falls back to clear text. Raises ``RelayDown``."""
        try:
            self._greet()
        except ssl.SSLError as problem:
            raise RelayDown("relay.tls", type(problem).__name__) from problem
        except (OSError, smtplib.SMTPException, UnicodeError) as problem:
            raise _down(problem) from problem

    def say(self, command: str) -> Answer:
        """Send one command and return its answer. Raises ``RelayDown`` for 421, silence and garbage."""
        return self._answers(1, lambda: self.putcmd(command))[0]

    def say_together(self, commands: Sequence[str]) -> list[Answer]:
        """Send commands in one write and return the answer to each (RFC 2920). Raises as ``say``.

        Only where ``takes_several``; none of them holds a line break.
        """
        return self._answers(len(commands), lambda: self.send("".join(f"{command}\r\n" for command in commands)))

    @property
    def takes_several(self) -> bool:
        """Whether the relay said that it takes several commands at once."""
        return bool(self.has_extn("pipelining"))

    def unasked(self) -> Answer | None:
        """What the relay said or did without being asked; code 0 for a closed connection, ``None`` for nothing.

        After it, its next words would answer nothing of ours: an early 250 is not taken for the one after the dot.
        """
        if self.sock is None:
            return Answer(0)
        try:
            self.sock.settimeout(0)
            self._unread += self.sock.recv(4096) or b"000 closed\n"
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        except OSError:
            return Answer(0)
        if not self._unread:
            return None
        first, _, _ = self._unread.partition(b"\n")
        code = int(first[:3]) if first[:3].isdigit() else 0
        return Answer(code, first[4:].strip())

    @property
    def largest(self) -> int | None:
        """The size in bytes that the relay takes, where it says one (RFC 1870)."""
        said = self.esmtp_features.get("size", "").strip()
        return int(said) if said.isascii() and said.isdigit() and int(said) > 0 else None

    def write(self, content: bytes) -> None:
        """Write part of a mail. Raises ``RelayDown``: without the final dot nothing has been accepted."""
        try:
            self.write_raw(content)
        except (OSError, smtplib.SMTPException) as problem:
            raise _down(problem) from problem

    def write_raw(self, content: bytes) -> None:
        """Write bytes and let the errors of the socket through, for the one place that must tell them apart."""
        self.send(content)

    def send(self, s: Any) -> None:
        """As in ``smtplib``, within the deadline."""
        if self.sock is not None:
            self.sock.settimeout(self._left())
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer, of one or more lines, within the deadline. A code that is no number is -1."""
        lines: list[bytes] = []
        size = 0
        while True:
            line = self._line()
            size += len(line)
            if size > _LONGEST_REPLY:
                self.close()
                raise smtplib.SMTPServerDisconnected("reply too long")
            lines.append(line[4:].strip())
            try:
                code = int(line[:3])
            except ValueError:
                code = -1
            if line[3:4] != b"-" or code == -1:
                return code, b"\n".join(lines)

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]
        """As in ``smtplib``; an answer that arrived before the handshake is thrown away, it was not protected."""
        answer = super().starttls(context=context)
        self._unread = b""
        return answer

    def _answers(self, count: int, send: Callable[[], None]) -> list[Answer]:
        answers: list[Answer] = []
        try:
            send()
            while len(answers) < count:
                if answers:
                    self._acknowledge()
                code, text = self.getreply()
                if code == 421:
                    raise RelayDown("relay.closing", "421")
                if not 200 <= code < 600:
                    raise RelayDown("relay.garbage", str(code))
                answers.append(Answer(code, text))
        except (OSError, smtplib.SMTPException, UnicodeError) as problem:
            raise _down(problem) from problem
        return answers

    def _acknowledge(self) -> None:
        """A relay that does not gather its answers may hold the next one back until it knows that this one came."""
        if self.sock is not None and not self._unread and _QUICK_ACK is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)

    def _greet(self) -> None:
        code, _ = self.connect(self._relay.host, self._relay.port)
        if code != 220:
            raise RelayDown("relay.greeting", str(code))
        self.ehlo_or_helo_if_needed()
        if self._relay.scheme == "smtp+starttls":
            self._secure()
        if self._relay.user:
            self._sign_in()

    def _secure(self) -> None:
        if not self.has_extn("starttls"):
            raise RelayDown("relay.tls", "not offered")
        try:
            self.starttls(context=self._trust())
        except smtplib.SMTPResponseException as refusal:
            raise RelayDown("relay.tls", str(refusal.smtp_code)) from None
        code, _ = self.ehlo()
        if not 200 <= code < 300:
            raise RelayDown("relay.greeting", str(code))

    def _sign_in(self) -> None:
        """One try with one mechanism: ``smtplib.login`` would try the same password once for each the relay offers."""
        self.user, self.password = self._relay.user, self._relay.password
        offered = self.esmtp_features.get("auth", "").upper().split()
        try:
            if "PLAIN" in offered:
                self.auth("PLAIN", self.auth_plain)
            elif "LOGIN" in offered:
                self.auth("LOGIN", self.auth_login)
            else:
                raise RelayDown("relay.auth", "not offered")
        except smtplib.SMTPAuthenticationError as problem:
            raise RelayDown("relay.auth", str(problem.smtp_code)) from None

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_file)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Called by ``smtplib`` when it connects; ``smtps`` is wrapped here, certificate and name checked."""
        plain = socket.create_connection((host, port), self._left())
        # The final dot is a small write of its own after the body: held back by the kernel it would cost 40 ms a mail.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._relay.scheme != "smtps":
            return plain
        try:
            return self._trust().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("conversation took too long")
        return left

    def _line(self) -> bytes:
        while b"\n" not in self._unread:
            if self.sock is None:
                raise smtplib.SMTPServerDisconnected("not connected")
            self.sock.settimeout(self._left())
            more = self.sock.recv(4096)
            if not more:
                self.close()
                raise smtplib.SMTPServerDisconnected("closed by the relay")
            self._unread += more
            if len(self._unread) > _LONGEST_REPLY:
                self.close()
                raise smtplib.SMTPServerDisconnected("reply too long")
        line, self._unread = self._unread.split(b"\n", 1)
        return line


def _down(problem: Exception) -> RelayDown:
    """The breaker's word for what the connection did."""
    match problem:
        case TimeoutError():
            return RelayDown("relay.timeout")
        case socket.gaierror():
            return RelayDown("relay.dns")
        case ConnectionRefusedError():
            return RelayDown("relay.refused")
        case smtplib.SMTPServerDisconnected() | ConnectionError():
            return RelayDown("relay.disconnected")
        case smtplib.SMTPResponseException():
            return RelayDown("relay.answer", str(problem.smtp_code))
        case _:
            return RelayDown("relay.unreachable", type(problem).__name__)
