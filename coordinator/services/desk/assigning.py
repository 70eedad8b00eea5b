"""Many cases given to one member of staff in one go: which changed hands, which are offered, which not and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import Stage
from coordinator.services.desk.undoing import UNDO_WITHIN, undo
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.world import World, new_id
from coordinator.store import assignments as rows
from coordinator.store import caseload
from coordinator.store.proposals import cases_in_sight

MOST = 60
"""Cases of one go: a page of the table, and a little."""

ASSIGNED, OFFERED, NOT, UNDONE = "assigned", "offered", "not", "undone"


@dataclass(frozen=True)
class Result:
    """What became of one case. ``seq`` is the fact that says so, 0 where there is none; ``why`` a code."""

    ref: str
    outcome: str
    why: str = ""
    seq: int = 0


@dataclass(frozen=True)
class Assignment:
    """One go, as the person who did it looks back at it."""

    id: str
    to: str
    at: datetime
    results: list[Result]
    undone_at: datetime | None
    can_be_undone: bool

    def of(self, outcome: str) -> list[Result]:
        """The cases that this became of."""
        return [one for one in self.results if one.outcome == outcome]


def assign(world: World, found: SignedIn, refs: Sequence[str], to: str) -> str:
    """Give these cases to the person with the id ``to``; returns the id under which the outcome is kept.

    A case that nobody has is theirs at once; one that somebody has is offered, and changes hands when they accept.
    Raises ``Refused`` (fields ``ref`` and ``to``).
    """
    wanted = list(dict.fromkeys(ref.strip().upper() for ref in refs))
    if not wanted:
        raise Refused("assign.nothing", "tick the cases that are meant", field="ref")
    if len(wanted) > MOST:
        raise Refused("assign.too_many", f"at most {MOST} at once", field="ref")
    with world.database.reading() as session:
        known = {one.id: one.email for one in caseload.people(session, sorted(found.viewer.navigators))}
        standing = rows.standing(session, wanted)
    receiver = known.get(to)
    if receiver is None:
        raise Refused("assign.to_whom", "choose who is to have them", field="to")
    results = []
    for ref in wanted:
        case = standing.get(ref)
        if case is None or not found.viewer.sees(case.navigator):
            results.append(Result(ref, NOT, "unknown"))
        elif case.stage is Stage.CLOSED:
            results.append(Result(ref, NOT, "closed"))
        else:
            results.append(_give(world, found, ref, case.navigator, receiver))
    with world.database.transaction() as session:
        made = new_id()
        rows.keep(
            session, id=made, staff_id=found.staff_id, to=receiver, at=world.now(session),
            results=[asdict(one) for one in results],
        )  # fmt: skip
    return made


def _give(world: World, found: SignedIn, ref: str, before: str | None, receiver: str) -> Result:
    try:
        recorded = record(world, ref, "navigator_changed", {"to": receiver}, by=found.viewer.email)
    except (Refused, NotFound) as refusal:
        return Result(ref, NOT, refusal.code)
    if not recorded.recorded:
        return Result(ref, NOT, "theirs_already" if before == receiver else "offered_already")
    at_once = before in (None, receiver) or found.viewer.email == receiver
    return Result(ref, ASSIGNED if at_once else OFFERED, seq=recorded.seq or 0)


def looked_back(world: World, found: SignedIn, assignment_id: str) -> Assignment:
    """One's own go; ``NotFound`` for anybody else's."""
    with world.database.reading() as session:
        row, now = rows.kept(session, found.staff_id, assignment_id), world.now(session)
    if row is None:
        raise NotFound("assignment.unknown")
    results = [Result(**one) for one in row.results]
    fresh = row.undone_at is None and row.at + UNDO_WITHIN >= now and any(one.seq for one in results)
    return Assignment(row.id, row.to, row.at, results, row.undone_at, fresh)


def patients_of(session: Session, viewer: Viewer, kept: Assignment) -> dict[str, str]:
    """Whose cases these are, by reference: of those that the viewer sees."""
    seen = cases_in_sight(session, viewer.navigators, refs=[one.ref for one in kept.results])
    return {row.ref: f"{row.given} {row.family}" for row in seen}


def take_back(world: World, found: SignedIn, assignment_id: str) -> None:
    """Take the whole go back, case by case; what went on meanwhile stays, and says why."""
    kept = looked_back(world, found, assignment_id)
    if not kept.can_be_undone:
        raise Refused("undo.too_late", "an assignment can be taken back within ten minutes")
    results = [_back(world, found, one) if one.seq else one for one in kept.results]
    with world.database.transaction() as session:
        rows.undone(session, kept.id, [asdict(one) for one in results], world.now(session))


def _back(world: World, found: SignedIn, one: Result) -> Result:
    try:
        undo(world, found.viewer, one.ref, one.seq)
    except (Refused, NotFound) as refusal:
        return replace(one, why=refusal.code)
    return replace(one, outcome=UNDONE, seq=0)
