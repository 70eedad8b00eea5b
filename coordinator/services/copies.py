"""Exact copies as files beside the database (ADR 0006), for people to open and print; writing again changes nothing.

Letters are there when they leave. A mail is laid out when somebody asks where it is: nearly none is ever looked at, and
the database has the bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from coordinator.services.world import new_id
from coordinator.store import communications

Copies = Iterable[tuple[str, bytes]]


def lay_out(files: Path, copies: Copies, draft: str) -> None:
    """Write these below ``files``, each whole or not at all. ``draft`` is a name that nobody else writes under now."""
    for path, content in copies:
        folder, name = os.path.split(files / path)
        unfinished = f"{folder}/.{name}.{draft[-12:]}"
        try:
            _write(unfinished, content)
        except FileNotFoundError:
            _make_folder(folder)
            _write(unfinished, content)
        os.replace(unfinished, f"{folder}/{name}")


def lay_out_missing(session: Session, files: Path, rows: Sequence[Any]) -> None:
    """Write what is missing of these communications, whose paths somebody is about to be told.

    Where this account may not write there, the paths stay true for one that may.
    """
    missing = [row.id for row in rows if any(not (files / path).exists() for path in communications.paths_of(row))]
    for row in communications.get_all(session, missing).values():
        copies = [one for one in communications.files_of(row._asdict()) if not (files / one[0]).exists()]
        with suppress(PermissionError):
            lay_out(files, copies, new_id())


def _make_folder(folder: str) -> None:
    """The folder of a case is new more often than the one that all of them lie in."""
    try:
        os.mkdir(folder)
    except (FileNotFoundError, FileExistsError):
        os.makedirs(folder, exist_ok=True)


def _write(file: str, content: bytes) -> None:
    with open(file, "wb") as opened:
        opened.write(content)
