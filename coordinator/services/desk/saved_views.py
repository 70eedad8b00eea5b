"""Views of the caseload that people keep: a name, and what it is narrowed to. Supervisors share some with the team."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import case_filter
from coordinator.services.desk.case_filter import CaseFilter
from coordinator.services.intake.addresses import clean_text
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.world import World, new_id
from coordinator.store import saved_views as rows

LONGEST_NAME = 60
MOST = 30
"""Views of one person."""


@dataclass(frozen=True)
class SavedView:
    """``mine``: it can be renamed and deleted here. ``shared``: the whole team has it."""

    id: str
    name: str
    filter: CaseFilter
    mine: bool
    shared: bool


def views(session: Session, found: SignedIn) -> list[SavedView]:
    """One's own and those shared with the team, by name. One statement."""
    return [
        SavedView(row.id, row.name, _read(row.query), row.staff_id == found.staff_id, row.shared_with is not None)
        for row in rows.seen_by(session, found.staff_id, _team(found))
    ]


def keep(world: World, found: SignedIn, name: str, wanted: CaseFilter, *, shared: bool) -> str:
    """Keep a view under a name of one's own and return its id. Raises ``Refused`` (``view.*``, field ``name``)."""
    said = _name(name)
    if shared and not found.viewer.may(May.ASSIGN_CASES):
        raise Refused("role.missing", "a supervisor shares views", field="shared")
    with world.database.transaction() as session:
        rows.lock(session, found.staff_id)
        if rows.count(session, found.staff_id) >= MOST:
            raise Refused("view.too_many", f"there are {MOST} already; delete one first", field="name")
        if rows.taken(session, found.staff_id, said):
            raise Refused("view.taken", "you have a view of this name already", field="name")
        made = new_id()
        rows.add(
            session, id=made, staff_id=found.staff_id, name=said, query=wanted.address,
            shared_with=_team(found) if shared else None, made_at=world.now(session),
        )  # fmt: skip
        return made


def rename(world: World, found: SignedIn, view_id: str, name: str) -> None:
    """Call one's own view something else."""
    said = _name(name)
    with world.database.transaction() as session:
        rows.lock(session, found.staff_id)
        if rows.taken(session, found.staff_id, said, but=view_id):
            raise Refused("view.taken", "you have a view of this name already", field="name")
        if not rows.rename(session, found.staff_id, view_id, said):
            raise NotFound("view.unknown")


def delete(world: World, found: SignedIn, view_id: str) -> None:
    """Delete one's own view; for whom it was shared with it is gone too."""
    with world.database.transaction() as session:
        if not rows.delete_one(session, found.staff_id, view_id):
            raise NotFound("view.unknown")


def _name(typed: str) -> str:
    said = clean_text(typed).strip()
    if not said:
        raise Refused("view.unnamed", "give it a name", field="name")
    if len(said) > LONGEST_NAME:
        raise Refused("view.too_long", f"at most {LONGEST_NAME} characters", field="name")
    return said


def _read(query: str) -> CaseFilter:
    return case_filter.read(dict(parse_qsl(query)))


def _team(found: SignedIn) -> str:
    return found.viewer.team or ""
