"""A relay of our own that kills its client at a chosen place of the conversation.

It answers 250 only for what a power cut would not take, and keeps a log the way Postfix does. To about half
of all connections it says that it takes several commands at once.
"""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)\r$", re.MULTILINE)


class Place(StrEnum):
    """Where in the conversation the client dies."""

    CONNECTED = "connected, before the greeting"
    BEFORE_MAIL = "before MAIL"
    AFTER_MAIL = "after MAIL"
    AFTER_RCPT = "after RCPT"
    MID_DATA = "mid-DATA"
    DOT_LOST = "after the dot, and the relay keeps nothing"
    DOT_KEPT = "after the dot, kept, before 250"
    AFTER_250 = "after 250, before the commit"


class HeldCommit(Protocol):
    """Something that keeps the client from committing what 250 told it."""

    def wait(self) -> None:
        """Return when the client waits for it."""

    def release(self) -> None:
        """The client is dead: let go, and see to it that nothing of its transaction is committed."""


@dataclass
class Trap:
    """``victim`` is told the client's port and answers with a pid; ``address`` is whose mail it is.

    Before MAIL no address is known: whoever comes first falls in. ``hold`` is called after the dot and before 250.
    """

    place: Place
    address: str
    victim: Callable[[int], int]
    hold: Callable[[], HeldCommit]
    sprung: threading.Event = field(default_factory=threading.Event)


class KillingSink:
    """One for a whole run. ``accepted`` counts every mail that was kept, by Message-ID and by recipient."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "mail.log"
        self.accepted: Counter[str] = Counter()
        self.recipients: Counter[str] = Counter()
        self.bodies: dict[str, set[bytes]] = {}
        self._kept = folder / "kept.mbox"
        self._trap: Trap | None = None
        self._lock = threading.Lock()
        self._numbers = 0
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"smtp://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, name="killing-sink", daemon=True)
        self._thread.start()
        self.write_log("smtpd", "daemon started")

    def close(self) -> None:
        """Take no more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def set(self, trap: Trap) -> None:
        """Kill once, at this place."""
        self._trap = trap

    def rotate_log(self) -> None:
        """Yesterday's log is kept, the one before is gone."""
        with self._lock:
            self.log.replace(self.log.with_name("mail.log.1"))
        self.write_log("smtpd", "connect from localhost[127.0.0.1]")

    def write_log(self, daemon: str, said: str) -> None:
        """A line as Postfix writes it."""
        with self._lock:
            self._write(daemon, said)

    def _write(self, daemon: str, said: str) -> None:
        stamp = datetime.now(UTC).isoformat(timespec="microseconds")
        with self.log.open("a", encoding="ascii") as log:
            log.write(f"{stamp} sink postfix/{daemon}[1]: {said}\n")

    def _serve(self) -> None:
        while True:
            try:
                connection, peer = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection, int(peer[1])), daemon=True).start()

    def _talk(self, connection: socket.socket, port: int) -> None:
        with connection, connection.makefile("rb") as stream:
            try:
                _Conversation(self, connection, stream, port).hold()
            except (OSError, _Killed):
                return

    def falls_in(self, place: Place, address: str) -> Trap | None:
        """The trap when it is set here. It is set off by the first who comes, once."""
        with self._lock:
            trap = self._trap
            if trap is None or trap.place is not place or (address and address != trap.address):
                return None
            self._trap = None
            return trap

    def keep(self, address: str, content: bytes) -> None:
        """On disk before anything is answered, and in the log before it tells of anything later."""
        found = MESSAGE_ID.search(content)
        message_id = found[1].decode() if found else "none"
        with self._lock:
            self._numbers += 1
            number = f"4S{self._numbers:08d}"
            with self._kept.open("ab") as kept:
                kept.write(content + b"\r\n\r\n")
                kept.flush()
                os.fsync(kept.fileno())
            self.accepted[message_id] += 1
            self.recipients[address] += 1
            self._write("cleanup", f"{number}: message-id={message_id}")
            self._write("qmgr", f"{number}: from=<desk@beacon.example>, size={len(content)}, nrcpt=1 (queue active)")

    def seen(self, content: bytes) -> None:
        """Whole bytes that came, kept or not: a second try must bring the same."""
        found = MESSAGE_ID.search(content)
        if found:
            with self._lock:
                self.bodies.setdefault(found[1].decode(), set()).add(content)


class _Killed(Exception):
    """The client is dead; nothing more is said."""


class _Conversation:
    def __init__(self, sink: KillingSink, connection: socket.socket, stream: io.BufferedReader, port: int) -> None:
        self._sink = sink
        self._connection = connection
        self._stream = stream
        self._port = port
        self._address = ""

    def hold(self) -> None:
        self._sink.write_log("smtpd", "connect from localhost[127.0.0.1]")
        self._dies_at(Place.CONNECTED)
        self._say("220 sink.example")
        while line := self._stream.readline():
            word, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            match word.upper():
                case "EHLO":
                    self._dies_at(Place.BEFORE_MAIL)
                    self._say("250-sink.example\r\n250 PIPELINING" if self._port % 4 else "250 sink.example")
                case "RCPT":
                    self._address = rest.partition("<")[2].partition(">")[0]
                    self._dies_at(Place.AFTER_MAIL)
                    self._say("250 2.1.5 OK")
                case "DATA":
                    self._dies_at(Place.AFTER_RCPT)
                    self._say("354 go")
                    self._take_in()
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 OK")

    def _take_in(self) -> None:
        lines = []
        while (line := self._stream.readline()) != b".\r\n":
            if not line:
                return
            if not lines:
                self._dies_at(Place.MID_DATA)
            lines.append(line[1:] if line.startswith(b".") else line)
        content = b"".join(lines)
        self._sink.seen(content)
        self._dies_at(Place.DOT_LOST)
        trap = self._sink.falls_in(Place.AFTER_250, self._address)
        held = trap.hold() if trap is not None else None
        self._sink.keep(self._address, content)
        self._dies_at(Place.DOT_KEPT)
        self._say("250 2.0.0 kept")
        if trap is not None and held is not None:
            threading.Thread(target=self._kill_at_commit, args=(trap, held), daemon=True).start()

    def _kill_at_commit(self, trap: Trap, held: HeldCommit) -> None:
        """Beside the conversation, which may go on: the client may want to say more before it commits."""
        pid = trap.victim(self._port)
        held.wait()
        os.kill(pid, signal.SIGKILL)
        held.release()
        trap.sprung.set()

    def _dies_at(self, place: Place) -> None:
        trap = self._sink.falls_in(place, self._address)
        if trap is not None:
            os.kill(trap.victim(self._port), signal.SIGKILL)
            trap.sprung.set()
            raise _Killed

    def _say(self, words: str) -> None:
        self._connection.sendall(words.encode("ascii") + b"\r\n")
