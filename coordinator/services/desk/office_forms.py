"""An office's own form, taken in at the desk: empty for every request to it, or signed for one (``domain.md`` §1.4)."""

from __future__ import annotations

from pathlib import Path

from coordinator.domain.directory import Desk
from coordinator.domain.errors import NotFound, Refused
from coordinator.services import staff
from coordinator.services.file_format import read_file
from coordinator.services.ids import is_id
from coordinator.services.own_forms import file_for_request, keep_for_desk, read_form
from coordinator.services.portal import inspecting
from coordinator.services.world import World
from coordinator.store import cases

LARGEST = 10 * 1024 * 1024
"""Bytes: a form is a few pages."""


def keep_empty(world: World, desk_id: str, path: Path, by: str) -> None:
    """It goes behind each request to this desk from now on. Raises ``NotFound``, or ``Refused`` for what is no form."""
    _opens(path)
    form = read_form(path)
    with world.database.transaction() as session:
        person = staff.person(session, by)
        desk = session.get(Desk, desk_id) if is_id(desk_id) else None
        if desk is None:
            raise NotFound("desk.not_found")
        keep_for_desk(session, world, desk, form, person.email)


def keep_signed(world: World, ref: str, request_id: str, path: Path, by: str) -> None:
    """It goes behind the letter of this request; nothing leaves by this. ``Refused`` where nothing is asked for."""
    with world.database.reading() as session:
        case = cases.with_parts(session, cases.id_of(session, ref), ("requests",))
        request = case.request(request_id)
        if request is None:
            raise NotFound("request.not_found")
        if not case.open or not request.open:
            raise Refused("request.closed", field="file")
    _opens(path)
    file_for_request(world, ref, request_id, path, by)


def _opens(path: Path) -> None:
    """What makes a reader crash does so in a process of its own."""
    kind, _ = read_file(path)
    if kind == "pdf" and not inspecting.opens(path, kind):
        raise Refused("form.unreadable", field="file")
