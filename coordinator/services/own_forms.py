"""Offices' own forms: kept for a desk, or signed for one request, and put behind the letter that asks (§1.4)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.correspondence.own_form import as_pages, page_count
from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import Act
from coordinator.services import staff
from coordinator.services.file_format import read_file
from coordinator.services.world import World, new_id
from coordinator.store import cases, directory, journal, own_forms
from coordinator.store import directory_tables as tables

CARRIES_A_FORM = "l01-request"


@dataclass(frozen=True)
class FormFile:
    """A form as it was read: plain pages, and the hash of the file, since pages never have the same bytes twice."""

    content: bytes
    sha256: str


def file_for_desk(world: World, organization: str, department: str, path: Path, by: str = staff.OPERATOR) -> Desk:
    """Keep a desk's empty form: it goes behind each request to it, and the desk counts as one that wants its own."""
    form = read_form(path)
    with world.database.transaction() as session:
        person = staff.person(session, by)
        desk = desk_named(session, organization, department)
        keep_for_desk(session, world, desk, form, person.email)
        return desk


def keep_for_desk(session: Session, world: World, desk: Desk, form: FormFile, by: str) -> bool:
    """The same within a transaction; false when this very form is on file."""
    desk.own_form_required = True
    return own_forms.keep(
        session, id_=new_id(), desk_id=desk.id, request_id=None, content=form.content, sha256=form.sha256,
        pages=page_count(form.content), at=world.now(session), by=by,
    )  # fmt: skip


def file_for_request(world: World, ref: str, request_id: str, path: Path, by: str = staff.OPERATOR) -> bool:
    """Keep the form as it was filled in and signed for one request; it goes behind its letter from now on.

    Nothing leaves by this: ``request_sent_again`` sends the letter once more. False when it is on file already.
    """
    form = read_form(path)
    with world.database.transaction() as session:
        person = staff.person(session, by)
        case = cases.lock(session, cases.id_of(session, ref))
        request = case.request(request_id)
        if request is None:
            raise NotFound("request.not_found", request_id, field="request")
        now = world.now(session)
        kept = own_forms.keep(
            session, id_=new_id(), desk_id=None, request_id=request.id, content=form.content, sha256=form.sha256,
            pages=page_count(form.content), at=now, by=person.email,
        )  # fmt: skip
        if kept:
            act = Act(by=person.email, now=now, new_id=new_id, roles=person.roles)
            case.note("own_form_filed", act, request=request.id, sha256=form.sha256)
            journal.append(session, [case], world.secret, now)
        return kept


def form_behind(session: Session, effect: Effect, case: Case) -> tuple[bytes, bool] | None:
    """The form that belongs behind this letter, and whether it is signed; most letters have none."""
    request = case.request(effect.subject) if effect.name == CARRIES_A_FORM else None
    if request is None:
        return None
    return own_forms.for_request(session, request.id, request.desk.id if request.desk else None)


def desk_named(session: Session, organization: str, department: str) -> Desk:
    """The desk of an organization by its names. Raises ``NotFound``."""
    found = directory.organization_named(session, organization)
    if found is None:
        raise NotFound("organization.not_found", organization, field="organization")
    statement = select(Desk).where(tables.desk.c.organization_id == found.id, tables.desk.c.department == department)
    desk = session.execute(statement).unique().scalar_one_or_none()
    if desk is None:
        raise NotFound("desk.not_found", f"{organization}, {department}", field="department")
    return desk


def read_form(path: Path) -> FormFile:
    """A form from a file. Raises ``Refused`` for what is no form."""
    kind, content = read_file(path)
    if kind != "pdf":
        raise Refused("form.unreadable", "a form is a PDF", field="file")
    return FormFile(as_pages(content), hashlib.sha256(content).hexdigest())
