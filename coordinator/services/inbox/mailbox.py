"""A mailbox on an IMAP server. What was kept is marked as seen; nothing is ever deleted there."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

import structlog

from coordinator.domain.errors import Refused
from coordinator.services.inbox.keeping import LARGEST

PATIENCE = 10.0
"""Seconds (real) that one answer of the server may take."""

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")

log = structlog.get_logger()


class MailboxDown(Exception):
    """The server cannot be reached, or does not let us in; the next look tries again."""


def fetch_from(url: str, keep: Callable[[bytes], str], most: int) -> int:
    """Keep each unseen mail, then mark it as seen, at most ``most`` of them; returns how many were kept.

    Dying between keeping and marking fetches the same mail again, which changes nothing.
    """
    try:
        with _open(url) as server:
            unseen = _answer(server.uid("SEARCH", "UNSEEN"))
            numbers = unseen[0].split() if unseen and isinstance(unseen[0], bytes) else []
            kept = 0
            for number in numbers[:most]:
                kept += _take(server, number.decode("ascii"), keep)
            return kept
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxDown(type(error).__name__) from error


def _take(server: imaplib.IMAP4, number: str, keep: Callable[[bytes], str]) -> int:
    sizes = _answer(server.uid("FETCH", number, "(RFC822.SIZE)"))
    size = _SIZE.search(b" ".join(piece for piece in sizes if isinstance(piece, bytes)))
    mark = r"(\Seen)"
    kept = 0
    if size is not None and int(size[1]) > LARGEST:
        log.error("inbound.too_large", count=int(size[1]))
        mark = r"(\Seen \Flagged)"  # a person finds it there
    else:
        pieces = [p[1] for p in _answer(server.uid("FETCH", number, "(BODY.PEEK[])")) if isinstance(p, tuple)]
        if not pieces:
            return 0
        try:
            keep(pieces[0])
            kept = 1
        except Refused as refusal:
            log.warning("inbound.refused", code=refusal.code)
            mark = r"(\Seen \Flagged)"
    server.uid("STORE", number, "+FLAGS.SILENT", mark)
    return kept


@contextmanager
def _open(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    port = parts.port or (993 if parts.scheme == "imaps" else 143)
    server = kind(parts.hostname or "", port, timeout=PATIENCE)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        _answer(server.select('"' + folder.replace("\\", "").replace('"', "") + '"'))
        yield server
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()


def _answer(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    """What the server said, when it said yes."""
    status, said = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return said
