"""Which kind of thing a pause holds, as people say it on the command line (``playbook/pauses.py``)."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_, select
from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.words import Channel, Department
from coordinator.playbook.pauses import EVERYTHING, short
from coordinator.playbook.schema import Playbook
from coordinator.services.views.plain import Json, plain
from coordinator.store import pauses
from coordinator.store.directory_tables import desk as desk_table
from coordinator.store.directory_tables import organization as organization_table


def pause_name(session: Session, only: str, playbook: Playbook) -> str:
    """The pause's name for ``l02``, ``l02-reminder-1``, ``channel:fax``, ``desk:ID`` or ``organization:NAME``.

    A desk is named by its id or as ``ORGANIZATION/DEPARTMENT``, an organization by id or name. Raises for what is none.
    """
    text = only.strip()
    if text == EVERYTHING or pauses.of(session, text) is not None:
        return text
    kind, colon, value = text.partition(":")
    if not colon:
        return _message(text.lower(), playbook)
    if kind == "channel":
        if value not in set(Channel):
            raise Refused("pause.unknown", f"channels: {', '.join(Channel)}", field="only")
        return text
    finders = {"desk": _desk, "organization": _organization}
    if kind not in finders:
        raise Refused("pause.unknown", "say NAME, channel:fax, desk:ID or organization:NAME", field="only")
    found = session.execute(finders[kind](value)).scalars().all()
    if len(found) != 1:
        raise NotFound("pause.unknown", f"no {kind} is called this; see `coordinator directory desks`", field="only")
    return f"{kind}:{found[0]}"


def in_force(session: Session) -> list[Json]:
    """Every pause that holds: ``only`` is empty for the one that holds everything."""
    return [
        {"only": row.only, "since": plain(row.since), "by": row.by, "why": row.why} for row in pauses.listed(session)
    ]


def _message(name: str, playbook: Playbook) -> str:
    names = sorted(playbook.messages)
    if name in names or any(short(each) == name for each in names):
        return name
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "see `coordinator playbook show`"
    raise Refused("pause.unknown", f"no message or letter is called this; {hint}", field="only")


def _desk(value: str) -> Any:
    organization, _, department = value.rpartition("/")
    named = and_(func.lower(organization_table.c.name) == organization.strip().lower(), _department(department))
    return (
        select(cast(desk_table.c.id, String))
        .join(organization_table, organization_table.c.id == desk_table.c.organization_id)
        .where(or_(cast(desk_table.c.id, String) == value.lower(), named))
    )


def _organization(value: str) -> Any:
    named = func.lower(organization_table.c.name) == value.strip().lower()
    return select(cast(organization_table.c.id, String)).where(
        or_(cast(organization_table.c.id, String) == value.lower(), named)
    )


def _department(name: str) -> ColumnElement[bool]:
    return desk_table.c.department == name if name in set(Department) else false()
