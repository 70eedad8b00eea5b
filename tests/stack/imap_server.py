"""A mailbox on loopback that speaks as much IMAP as fetching needs."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """Mails by their number, and which have been seen. ``die_before_marking`` drops the line instead of marking."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    die_before_marking: bool = False
    port: int = 0

    @property
    def url(self) -> str:
        return f"imap://desk%40beacon.example:pass%2Fword@127.0.0.1:{self.port}/INBOX"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, rest = line.partition(" ")
            words = rest.split()
            if words[0] == "CAPABILITY":
                self._say("* CAPABILITY IMAP4rev1")
            elif words[0] == "LOGIN":
                if words[1].strip('"') != "desk@beacon.example" or words[2].strip('"') != "pass/word":
                    self._say(f"{tag} NO wrong")
                    continue
            elif words[0] == "SELECT":
                self._say(f"* {len(box.mails)} EXISTS")
            elif words[:2] == ["UID", "SEARCH"]:
                self._say("* SEARCH " + " ".join(str(n) for n in sorted(set(box.mails) - box.seen)))
            elif words[:2] == ["UID", "FETCH"]:
                self._fetch(box, int(words[2]), rest)
            elif words[:2] == ["UID", "STORE"]:
                if box.die_before_marking:
                    return
                box.seen.add(int(words[2]))
            self._say(f"{tag} OK done")
            if words[0] == "LOGOUT":
                return

    def _fetch(self, box: Mailbox, number: int, rest: str) -> None:
        mail = box.mails[number]
        if "RFC822.SIZE" in rest:
            self._say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(mail)})")
            return
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def serving() -> Iterator[Mailbox]:
    """The mailbox behind a port of its own."""
    box = Mailbox()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
