"""Relays that misbehave: a script holds the answers, each is sent after the line it waits for."""

from __future__ import annotations

import io
import select
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

RESET = "reset"
"""The connection is torn down, not closed: what was under way is lost on both sides."""

HANG = "hang"
DRIP = "drip"

Script = dict[str, list[str | None]]


class ScriptedRelay:
    """Says what it is told to, line by line, on one connection after the other, and remembers what it heard.

    ``answers`` hold what is said to a word, or to a line that begins so, one after the other; the last one stays.
    ``None`` closes, ``hang`` says nothing, ``drip`` sends a byte now and then, ``reset`` tears the connection down,
    ``…+reset`` after having answered.
    """

    def __init__(
        self,
        answers: Script,
        after_body: Sequence[str | None] | str | None,
        tls: ssl.SSLContext | None,
        mid_body: str | None,
    ) -> None:
        plain: Script = {"hello": ["220 hi"], "EHLO": ["250 hi"], "DATA": ["354 go"]}
        self.answers = {**plain, **{key: list(value) for key, value in answers.items()}}
        self.answers["."] = [after_body] if after_body is None or isinstance(after_body, str) else list(after_body)
        self.mid_body = mid_body
        self.tls = tls
        self.heard: list[str] = []
        self.bodies: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.ended = threading.Semaphore(0)
        """Released for every connection that is over."""
        self.interrupted = threading.Event()
        """Set once it has spoken in the middle of a mail, or a connection is over."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._stop.set()
        self._listening.close()
        self._thread.join(5)

    def _most_fitting(self, line: bytes, word: str) -> str:
        said = line.decode("ascii", "replace").lower()
        return max((key for key in self.answers if " " in key and said.startswith(key.lower())), key=len, default=word)

    def _next(self, key: str) -> str | None:
        answers = self.answers.get(key, ["250 OK"])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _serve(self) -> None:
        self._listening.settimeout(0.05)
        while not self._stop.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                continue
            with connection, suppress(OSError):
                connection.settimeout(120)
                self._talk(connection)
            self.interrupted.set()
            self.ended.release()

    def _say(self, connection: socket.socket, answer: str | None) -> bool:
        """False when the connection is over."""
        if answer is None:
            return False
        if answer == HANG:
            while not self._stop.wait(0.01) and not _left(connection):
                continue
            return False
        if answer == DRIP:
            while not self._stop.wait(0.02):
                connection.sendall(b"2")
            return False
        said, _, then = answer.rpartition("+") if answer.endswith(f"+{RESET}") else (answer, "", "")
        if said and said != RESET:
            connection.sendall(said.encode() + b"\r\n")
        if RESET in (said, then):
            # A linger of zero seconds makes the kernel send RST where it would say goodbye.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        return True

    def _talk(self, connection: socket.socket) -> None:
        if not self._say(connection, self._next("hello")):
            return
        if self._dialogue(connection) and self.tls is not None:
            with self.tls.wrap_socket(connection, server_side=True) as secured:
                self._dialogue(secured)

    def _dialogue(self, connection: socket.socket) -> bool:
        """True when it is to go on behind a handshake."""
        with connection.makefile("rb") as stream:
            while line := stream.readline():
                word = (line.split() or [b"?"])[0].decode("ascii", "replace").upper()
                self.heard.append(word)
                answer = self._next(self._most_fitting(line, word))
                if not self._say(connection, answer):
                    return False
                if word == "STARTTLS" and self.tls is not None:
                    return True
                if word == "DATA" and (answer or "").startswith("354") and not self._body(connection, stream):
                    return False
        return False

    def _body(self, connection: socket.socket, stream: io.BufferedReader) -> bool:
        body = []
        while (part := stream.readline()) != b".\r\n":
            if not part:
                return False
            body.append(part)
            if self.mid_body is not None:
                if not self._say(connection, self.mid_body):
                    return False
                self.interrupted.set()
        self.bodies.append(b"".join(body))
        return self._say(connection, self._next("."))


def _left(connection: socket.socket) -> bool:
    """True when the other side closed the connection."""
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""


@contextmanager
def scripted(
    answers: Script | None = None,
    after_body: Sequence[str | None] | str | None = "250 OK",
    tls: ssl.SSLContext | None = None,
    mid_body: str | None = None,
) -> Iterator[ScriptedRelay]:
    server = ScriptedRelay(answers or {}, after_body, tls, mid_body)
    try:
        yield server
    finally:
        server.close()
