"""After a call: who was told of what, with a way back for each of them while undoing is possible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coordinator.domain.errors import Refused
from coordinator.domain.viewer import Viewer
from coordinator.services.desk.call_outcomes import OFFICE_OUTCOMES, PERSON_OUTCOMES, Done
from coordinator.services.desk.undoing import undo
from coordinator.services.world import World
from coordinator.store import said_on_calls as rows

_ONE = re.compile(r"(SO-[0-9A-Z]{4}-[0-9A-Z]{2})((?:\.[0-9]{1,9}){1,4})")
MOST = 20
LABELS = {outcome.word: outcome.label for outcome in (*PERSON_OUTCOMES, *OFFICE_OUTCOMES)}


@dataclass(frozen=True)
class Said:
    """What was recorded for one patient. ``word`` names it in an address; ``undone`` when it was taken back."""

    word: str
    ref: str
    patient: str
    label: str
    undone: bool


def written(done: Iterable[Done]) -> str:
    """The word for what was recorded: references and numbers of events, no names."""
    return ",".join(".".join([one.line.ref, *map(str, one.seqs)]) for one in done if one.seqs)


def said(session: Session, viewer: Viewer, word: str) -> list[Said]:
    """What this person recorded, of what the word names. One statement."""
    named = _named(word)
    events = [(ref, seq) for ref, seqs in named for seq in seqs]
    found = {(row.ref, row.seq): row for row in rows.said(session, viewer.navigators, viewer.email, events)}
    listed = []
    for ref, seqs in named:
        mine = [found[ref, seq] for seq in seqs if (ref, seq) in found]
        call = next((row for row in mine if row.name == "call_logged"), None)
        if call is not None:
            one = ".".join([ref, *map(str, seqs)])
            label = LABELS.get(str(call.data.get("outcome", "")), "")
            undone = all(row.corrected_by is not None for row in mine)
            listed.append(Said(one, ref, f"{call.given} {call.family}", label, undone))
    return listed


def undo_all(world: World, viewer: Viewer, word: str) -> bool:
    """Take back what was recorded for one patient, the latest first; false where something of it stands."""
    named = _named(word)
    if len(named) != 1:
        return False
    ref, seqs = named[0]
    try:
        for seq in sorted(seqs, reverse=True):
            undo(world, viewer, ref, seq)
    except Refused:
        return False
    return True


def _named(word: str) -> Sequence[tuple[str, list[int]]]:
    found = [_ONE.fullmatch(one) for one in word.split(",")[:MOST]]
    return [(one[1], [int(seq) for seq in one[2].strip(".").split(".")]) for one in found if one is not None]
