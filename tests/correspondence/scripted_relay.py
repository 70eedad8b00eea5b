"""Relays that misbehave: a script holds the answers, each is sent after the line it waits for."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ScriptedRelay:
    """Says what it is told to, line by line, on one connection after the other, and remembers what it heard."""

    def __init__(
        self, answers: dict[str, list[str | None]], after_body: str | None, tls: ssl.SSLContext | None
    ) -> None:
        plain: dict[str, list[str | None]] = {"hello": ["220 hi"], "EHLO": ["250 hi"], "DATA": ["354 go"]}
        self.answers = {**plain, **{key: list(value) for key, value in answers.items()}}
        self.after_body = after_body
        self.tls = tls
        self.heard: list[str] = []
        self.bodies: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._listening.close()
        self._thread.join(5)

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
            with connection:
                connection.settimeout(5)
                try:
                    self._talk(connection)
                except OSError:
                    continue

    def _say(self, connection: socket.socket, answer: str | None) -> bool:
        """False when the connection is over. ``drip`` sends a byte now and then; ``hang`` says nothing."""
        if answer is None:
            return False
        if answer == "hang":
            self._stop.wait(3)
            return False
        if answer == "drip":
            while not self._stop.wait(0.02):
                connection.sendall(b"2")
            return False
        connection.sendall(answer.encode() + b"\r\n")
        return True

    def _talk(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        if not self._say(connection, self._next("hello")):
            return
        while line := stream.readline():
            word = line.split()[0].decode("ascii", "replace").upper()
            self.heard.append(word)
            answer = self._next(word)
            if not self._say(connection, answer):
                return
            if word == "STARTTLS" and self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
                stream = connection.makefile("rb")
            if word == "DATA" and answer is not None and answer.startswith("354"):
                body = b""
                while (part := stream.readline()) != b".\r\n":
                    if not part:
                        return
                    body += part
                self.bodies.append(body)
                if not self._say(connection, self.after_body):
                    return


@contextmanager
def scripted(
    answers: dict[str, list[str | None]] | None = None,
    after_body: str | None = "250 OK",
    tls: ssl.SSLContext | None = None,
) -> Iterator[ScriptedRelay]:
    server = ScriptedRelay(answers or {}, after_body, tls)
    try:
        yield server
    finally:
        server.close()
