"""Playbooks: taken up from a file, made the one new cases follow, compared, given to open cases (ADR 0022)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from coordinator.correspondence.variables import LETTERS, MESSAGES
from coordinator.domain.event import Act
from coordinator.playbook.difference import Difference, differences
from coordinator.playbook.loader import PlaybookProblems, document, parse
from coordinator.playbook.schema import Playbook
from coordinator.services import staff
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal, playbooks
from coordinator.store.database import notify

AT_ONCE = 50
"""Open cases that are given another playbook in one transaction."""


@dataclass(frozen=True)
class Standing:
    """The active playbook, and how many open cases live under each version."""

    name: str
    version: int
    in_use: dict[int, int]

    @property
    def under_others(self) -> int:
        """Open cases that live under another version than the active one."""
        return sum(count for version, count in self.in_use.items() if version != self.version)


def read(text: str, file: str) -> Playbook:
    """The playbook in ``text``, of which everything can be written. Raises ``PlaybookProblems``."""
    playbook = parse(text, file)
    unknown = [name for name in playbook.messages if name not in MESSAGES and name not in LETTERS]
    if unknown:
        raise PlaybookProblems([f"{file}: {name} is not written: there is no such template" for name in unknown])
    return playbook


def begin(session: Session, file: Path, now: datetime) -> None:
    """At every start of a new program: the file that the settings name is active once it was taken up first."""
    playbook = _take_up(session, file, now)
    kept = playbooks.kept(session, playbook.version)
    if kept is not None and kept.turn is None:
        playbooks.activate(session, playbook.version, now, staff.OPERATOR)


def activate(world: World, file: Path, *, by: str = staff.OPERATOR) -> Standing:
    """From now on new cases follow what ``file`` says; open cases keep what they have. Processes need no restart.

    Raises ``PlaybookProblems``: the file makes no sense, or its number stands for something else already.
    """
    with world.database.transaction() as session:
        decider, now = staff.decider(session, by), world.now(session)
        playbook = _take_up(session, file, now)
        if playbooks.active(session) != playbook.version:
            playbooks.activate(session, playbook.version, now, decider.email)
        return Standing(playbook.name, playbook.version, playbooks.in_use(session))


def adopt(world: World, *, by: str = staff.OPERATOR, on_some: Callable[[int], None] = lambda _count: None) -> int:
    """Every open case lives under the active playbook from now on; how many did not before.

    Rungs that were reached stay reached; ladders and orders that the active one does not know end.
    """
    moved = 0
    while True:
        with world.database.transaction() as session:
            decider, now = staff.decider(session, by), world.now(session)
            version = playbooks.active(session)
            ids = playbooks.under_others(session, version, AT_ONCE)
            if not ids:
                return moved
            loaded = [case for case in cases.lock_all(session, ids) if case.open]
            act = Act(by=decider.email, now=now, new_id=new_id)
            for case in loaded:
                case.note("playbook_adopted", act, version=version, before=case.playbook_version)
                case.playbook_version = version
            journal.append(session, loaded, world.secret, now)
            notify(session, "advance")
        moved += len(loaded)
        on_some(len(loaded))


def standing(world: World) -> Standing:
    """What is active, and what open cases live under."""
    with world.database.reading() as session:
        playbook = world.active(session)
        return Standing(playbook.name, playbook.version, playbooks.in_use(session))


def active_text(world: World) -> str:
    """The active playbook as its file says it."""
    with world.database.reading() as session:
        return playbooks.source(session, playbooks.active(session))


def changes(world: World, file: Path) -> list[Difference]:
    """What would be otherwise with ``file``. Raises ``PlaybookProblems`` where it makes no sense."""
    text = file.read_text(encoding="utf-8")
    read(text, file.name)
    return list(differences(document(active_text(world)), document(text)))


def check_kept(world: World, file: Path) -> None:
    """At the start of a process: everything that open cases live under can still be followed.

    Raises ``PlaybookProblems`` where a guard, a condition or a template is gone, and where ``file``, which the settings
    name, is not what its number stands for: nobody ran ``migrate`` since it was changed.
    """
    with world.database.reading() as session:
        problems = not_followable(session)
        kept = playbooks.kept(session, world.playbook.version)
        if not problems and kept is not None and _differ(kept.source, file.read_text(encoding="utf-8")):
            problems = [f"{file.name} was changed: run `coordinator migrate` first"]
    if problems:
        raise PlaybookProblems(problems)


def not_followable(session: Session) -> list[str]:
    """What this program does not know of the versions in use: guards, conditions, messages; a line each."""
    problems: list[str] = []
    used = playbooks.in_use(session)
    for version in sorted({playbooks.active(session), *used}):
        try:
            read(playbooks.source(session, version), f"playbook version {version}")
        except PlaybookProblems as found:
            under_it = f"(open cases under it: {used.get(version, 0)})"
            problems += [f"{problem} {under_it}" for problem in found.problems]
    return problems


def _take_up(session: Session, file: Path, now: datetime) -> Playbook:
    text = file.read_text(encoding="utf-8")
    playbook = read(text, file.name)
    known = playbooks.kept(session, playbook.version)
    if known is not None and _differ(known.source, text):
        raise PlaybookProblems([f"{file.name}: version {playbook.version} stands for something else; raise `version`"])
    if known is None or known.source != text:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        playbooks.keep(session, playbook.version, playbook.name, text, sha256, now)
    return playbook


def _differ(one: str, other: str) -> bool:
    """Whether they mean something else; comments and line ends aside."""
    return any(differences(document(one), document(other)))
