"""What many tests begin with, lived once and copied.

Most stories of a case begin alike: an intake, an acceptance, papers signed, letters gone. The way there takes seconds,
a copy of the database a tenth of one. ``@lived`` marks such a way. It is walked the first time; afterwards a stage on
which nothing else has happened gets the database, the mails and the files as they were left then. Arguments have to say
everything that the way depends on. Who is signed in at the desk stays signed in.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from servers import AcceptedMail, PostgresServer
from sqlalchemy import text

from coordinator.store.columns import metadata

if TYPE_CHECKING:
    from stage import Stage

P = ParamSpec("P")
R = TypeVar("R")

BESIDE = ("sign_in", "sign_in_try")
"""Tables of the real clock: signing in is nothing that happens to a case."""


@dataclass(frozen=True)
class Kept:
    """Where a way led: a database to copy, the mails that left, the files, and what the way returned."""

    database: str
    mails: tuple[AcceptedMail, ...]
    files: Path
    refs: dict[str, str]
    returned: Any


@dataclass
class Home:
    """The database of one stage: a copy of a template, and whether more than known ways was lived in it."""

    server: PostgresServer
    template: str
    name: str
    ways: tuple[str, ...] | None = ()
    mark: int = 0

    @classmethod
    def of(cls, server: PostgresServer, template: str) -> Home:
        name = server.create_database(template)
        return cls(server, template, name, mark=server.next_transaction())

    def drop(self) -> None:
        self.server.drop_database(self.name)

    @property
    def known(self) -> dict[tuple[str, ...], Kept]:
        """What was lived from this template on; as long as the server."""
        return self.server.kept.setdefault(self.template, {})


def lived(walk: Callable[Concatenate[Stage, P], R]) -> Callable[Concatenate[Stage, P], R]:
    """A way that is walked once a session (see above)."""

    @wraps(walk)
    def walked(stage: Stage, *args: P.args, **kwargs: P.kwargs) -> R:
        home = stage.home
        if home is None or not _nothing_else_happened(stage, home):
            return walk(stage, *args, **kwargs)
        assert home.ways is not None
        ways = (*home.ways, f"{walk.__module__}.{walk.__qualname__}{args}{sorted(kwargs.items())}")
        if (kept := home.known.get(ways)) is None:
            returned = walk(stage, *args, **kwargs)
            home.known[ways] = kept = _keep(stage, home, returned)
        else:
            _bring(stage, home, kept)
        home.ways, home.mark = ways, home.server.next_transaction()
        return deepcopy(kept.returned)  # type: ignore[no-any-return]

    return walked


def _nothing_else_happened(stage: Stage, home: Home) -> bool:
    if home.ways is not None and _written_since(stage, home.mark):
        home.ways = None
    return home.ways is not None


def _written_since(stage: Stage, mark: int) -> bool:
    """Whether a row is there that a later transaction wrote; the copied ones keep the numbers of their writers."""
    tables = [name for name in metadata.tables if name not in BESIDE]
    asked = " UNION ALL ".join(f'SELECT 1 FROM "{n}" WHERE xmin::text::bigint >= :mark' for n in tables)
    with stage.world.database.reading() as session:
        return session.execute(text(f"SELECT EXISTS ({asked})"), {"mark": mark}).scalar_one() is True


def _keep(stage: Stage, home: Home, returned: Any) -> Kept:
    stage.world.database.dispose()
    files = home.server.folder / f"kept-{home.name}-{len(home.known)}"
    shutil.copytree(stage.folder, files)
    mails = tuple(stage.sink.mails)
    return Kept(home.server.create_database(home.name), mails, files, dict(stage.refs), deepcopy(returned))


def _bring(stage: Stage, home: Home, kept: Kept) -> None:
    """The stage, as it would be had it gone this way itself."""
    with stage.world.database.reading() as session:
        there = session.execute(text("SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]')::text FROM sign_in s")).scalar_one()
    stage.world.database.dispose()
    home.server.drop_database(home.name)
    home.server.create_database(kept.database, home.name)
    stage.sink.mails[:] = kept.mails
    shutil.copytree(kept.files, stage.folder, dirs_exist_ok=True)
    stage.refs.update(kept.refs)
    with stage.world.database.transaction() as session:
        rows = "jsonb_populate_recordset(NULL::sign_in, cast(:there AS jsonb))"
        session.execute(text(f"INSERT INTO sign_in SELECT * FROM {rows} ON CONFLICT DO NOTHING"), {"there": there})
