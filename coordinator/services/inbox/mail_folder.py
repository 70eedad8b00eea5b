"""A folder into which a mail server, a fax gateway or a person puts mails, one a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from coordinator.domain.errors import Refused

TAKEN, REFUSED = "taken", "refused"
UNFINISHED = (".tmp", ".part", ".partial", ".lock")

log = structlog.get_logger()


def take_from(folder: Path, keep: Callable[[bytes], str], most: int) -> int:
    """Keep each mail, then move its file away, at most ``most`` of them; returns how many were taken.

    A Maildir is known by its ``new``, and what was taken goes to ``cur``. Whoever writes into a plain folder renames
    the file when it is whole. Dying between keeping and moving keeps the same mail again, which changes nothing.
    """
    maildir = (folder / "new").is_dir()
    found = sorted(_mails(folder / "new" if maildir else folder))[:most]
    for path in found:
        place = folder / ("cur" if maildir else TAKEN)
        try:
            keep(path.read_bytes())
        except Refused as refusal:
            log.warning("inbound.refused", code=refusal.code)
            place = folder / REFUSED
        _move(path, place)
    return len(found)


def _mails(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        whole = path.suffix not in UNFINISHED and not path.name.startswith(".")
        if whole and path.is_file() and not path.is_symlink():
            yield path


def _move(path: Path, place: Path) -> None:
    """Never over another file of the same name."""
    place.mkdir(exist_ok=True)
    target, number = place / path.name, 1
    while target.exists():
        target, number = place / f"{path.stem}-{number}{path.suffix}", number + 1
    path.rename(target)
