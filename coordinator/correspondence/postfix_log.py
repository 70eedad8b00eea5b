"""Looking a mail up in the log of Postfix: message id → queue id → what became of it. Rotated files are read too.

``cleanup`` logs a message id when it reads the header, which is before the mail is accepted; only ``qmgr`` or a
delivery speaks of a mail whose sender heard 250. A mail that has a queue id and nothing more is therefore unknown.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from os import SEEK_END
from pathlib import Path

from coordinator.correspondence.lookup import Found, Verdict

LARGEST = 256 * 1024 * 1024
"""Bytes that are read of one file, from its end."""

MOST_FILES = 30

_LINE = re.compile(
    rb"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) "
    rb"\S+ postfix[^\s/]*/(?:[\w-]+/)*(?P<daemon>[\w-]+)\[\d+\]: (?:(?P<queue_id>[0-9A-Za-z]{5,30}): )?(?P<said>.*)"
)
_STATUS = re.compile(rb"\bstatus=(sent|deferred|bounced|expired)\b")
_REFUSED = re.compile(rb"(?:milter-)?(?:reject|discard): ")


@dataclass
class _Trace:
    """What one queue id tells of the mail."""

    began_at: datetime
    accepted_at: datetime | None = None
    status: str = "queued"
    refused: bool = False


@dataclass(frozen=True)
class _Read:
    """What was read: from when, until when (``None``: nothing of Postfix), and the traces by queue id."""

    earliest: datetime | None
    latest: datetime | None
    traces: dict[str, _Trace]


class PostfixLog:
    """The log at ``path``, and what it was rotated to: ``path.1``, ``path.2.gz``, ``path-20261122`` and so on.

    Times without a zone are in that of this machine. ``patience``: how long the log must reach around the dot before
    a mail that it does not name counts as never accepted.
    """

    def __init__(self, path: Path, patience: timedelta) -> None:
        self._path = path
        self._patience = patience

    def look_up(self, message_id: str, dot_at: datetime, now: datetime) -> Found:
        """As in ``Lookup``."""
        try:
            read = _read(self._covering(dot_at, now), message_id.encode("ascii"), now)
        except (OSError, EOFError) as trouble:
            return Found(Verdict.UNKNOWN, f"the mail log cannot be read ({type(trouble).__name__})")
        for queue_id, trace in read.traces.items():
            if trace.accepted_at is not None:
                words = f"mail log: queue id {queue_id}, accepted {_told(trace.accepted_at)}, {trace.status}"
                return Found(Verdict.ACCEPTED, words)
        if read.earliest is None or read.latest is None or read.earliest > dot_at - self._patience:
            return Found(Verdict.UNKNOWN, f"the mail log does not reach back to {_told(dot_at)}")
        for queue_id, trace in read.traces.items():
            if not trace.refused and trace.began_at >= dot_at - self._patience:
                return Found(Verdict.UNKNOWN, f"mail log: queue id {queue_id} was begun, its end is not told")
        if read.latest < dot_at + self._patience:
            return Found(Verdict.UNKNOWN, f"the mail log ends at {_told(read.latest)}, too early to tell")
        return Found(Verdict.NOT_ACCEPTED, f"mail log: no trace from {_told(read.earliest)} to {_told(read.latest)}")

    def _covering(self, dot_at: datetime, now: datetime) -> list[Path]:
        """The files back to one that began well before the dot, oldest first: the header came ahead of it."""
        found: list[Path] = []
        for file in self._newest_first():
            found.insert(0, file)
            began = _began(file, now)
            if began is not None and began <= dot_at - self._patience:
                break
        return found

    def _newest_first(self) -> Iterator[Path]:
        """The log and its older parts. Where a number is missing nothing older counts: there is a gap."""
        yield self._path
        for number in range(1, MOST_FILES):
            numbered = [self._path.with_name(f"{self._path.name}.{number}{end}") for end in ("", ".gz")]
            there = next((path for path in numbered if path.is_file()), None)
            if there is None:
                break
            yield there
        dated = re.compile(re.escape(self._path.name) + r"-\d{8,14}(\.gz)?")
        yield from sorted((p for p in self._path.parent.iterdir() if dated.fullmatch(p.name)), reverse=True)


def _began(file: Path, now: datetime) -> datetime | None:
    with _opened(file) as lines:
        return next((_moment(match["at"], now, fold=1) for match in map(_LINE.match, lines) if match), None)


def _read(files: list[Path], message_id: bytes, now: datetime) -> _Read:
    """Everything in these files, oldest first, about one message id.

    An hour that comes twice, in the night the clocks go back, is taken as late for the beginning and as early for the
    end: the log never covers more than it does.
    """
    first = last = b""
    traces: dict[str, _Trace] = {}
    for file in files:
        with _opened(file) as lines:
            for match in map(_LINE.match, lines):
                if match is None:
                    continue
                first, last = first or match["at"], match["at"]
                if match["queue_id"] is not None:
                    _follow(traces, match, message_id, now)
    return _Read(_moment(first, now, fold=1), _moment(last, now, fold=0), traces)


def _follow(traces: dict[str, _Trace], match: re.Match[bytes], message_id: bytes, now: datetime) -> None:
    queue_id, said = match["queue_id"].decode(), match["said"]
    if said.startswith(b"message-id="):
        if said.removeprefix(b"message-id=").strip() == message_id:
            traces[queue_id] = _Trace(_moment(match["at"], now) or now)
        elif queue_id in traces and traces[queue_id].accepted_at is None:
            del traces[queue_id]  # short queue ids are used again
        return
    trace = traces.get(queue_id)
    if trace is None:
        return
    if match["daemon"] == b"cleanup":
        trace.refused = trace.refused or _REFUSED.match(said) is not None
        return
    status = _STATUS.search(said)
    if status is not None:
        trace.status = status[1].decode()
    if status is not None or match["daemon"] == b"qmgr":
        trace.accepted_at = trace.accepted_at or _moment(match["at"], now)


@contextmanager
def _opened(file: Path) -> Iterator[Iterable[bytes]]:
    """The lines of a file, unpacked; of a very large one the last ones."""
    if file.suffix == ".gz":
        with gzip.open(file, "rb") as unpacked:
            yield unpacked
        return
    with file.open("rb") as plain:
        if plain.seek(0, SEEK_END) > LARGEST:
            plain.seek(-LARGEST, SEEK_END)
            plain.readline()
        else:
            plain.seek(0)
        yield plain


def _moment(text: bytes, now: datetime, fold: int = 0) -> datetime | None:
    """A time stamp as aware UTC. One without a year lies in the last twelve months."""
    said = text.decode("ascii")
    if not said:
        return None
    if said[:4].isdigit():
        return datetime.fromisoformat(said).astimezone(UTC)
    latest = now + timedelta(days=1)
    for year in (latest.year, latest.year - 1, latest.year - 2, latest.year - 3, latest.year - 4):
        try:
            local = datetime.strptime(f"{year} {said}", "%Y %b %d %H:%M:%S").replace(fold=fold)  # noqa: DTZ007 - below
        except ValueError:
            continue  # 29 February
        if local.astimezone(UTC) <= latest:
            return local.astimezone(UTC)
    return None


def _told(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
