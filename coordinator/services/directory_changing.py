"""What people change of the directory by hand: how a desk is reached, what a register said, openings.

Changing how a desk is reached sends nothing again: that is another act, on the request (lessons, 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.channel_health import checked
from coordinator.domain.errors import NotFound, Reason, Refused
from coordinator.domain.words import Channel, CredentialStatus, VisitMode
from coordinator.services import staff
from coordinator.services.directory_file import Board, DeskPart, SlotPart
from coordinator.services.ids import is_id
from coordinator.services.intake.findings import read_model
from coordinator.services.world import World, new_id
from coordinator.store import directory_tables as tables
from coordinator.store import offices
from coordinator.store.database import notify

CONTACT = ("phone", "fax", "email", "secure_email_agreed", "portal_url", "hours", "phone_tree")
"""What of a desk is changed by hand; the rest comes with the directory file."""

log = structlog.get_logger()


@dataclass(frozen=True)
class ChangedSince:
    """A change that somebody else made meanwhile: who, when, and of each field what it was and is."""

    who: str
    at: datetime
    changes: Mapping[str, Any]


class ChangedMeanwhile(Exception):
    """Somebody changed the same thing since the page was read. Nothing was written."""

    def __init__(self, since: list[ChangedSince]) -> None:
        self.since = since
        super().__init__("directory.changed")


def change_contact(world: World, desk_id: str, told: Mapping[str, str], seen: str, *, by: str) -> bool:
    """Change how a desk is reached; false where nothing differs. Another fax number is trusted anew.

    Raises ``Refused`` with a reason for each field, ``ChangedMeanwhile`` where ``seen`` (the newest change on the page
    that was read) is not the newest any more. Cases that ask this desk look again at what they have to send.
    """
    wanted = _contact(told)
    with world.database.transaction() as session:
        person = staff.person(session, by)
        if offices.desk(session, desk_id) is None:
            raise NotFound("desk.not_found")
        held = offices.hold_cases(session, desk_id=desk_id)
        row = session.execute(select(tables.desk).where(tables.desk.c.id == desk_id).with_for_update()).one()
        _as_seen(session, desk_id, seen)
        changes = {name: [getattr(row, name), value] for name, value in wanted.items() if getattr(row, name) != value}
        if not changes:
            return False
        values = dict(wanted)
        if "fax" in changes:  # what failed was the old number
            values["channel_health"] = checked(row.channel_health, Channel.FAX)
        session.execute(update(tables.desk).where(tables.desk.c.id == desk_id).values(**values))
        _done(world, session, desk_id, person.email, changes, held)
    log.info("directory.changed", name="desk", count=len(changes))
    return True


def check_credentials(world: World, provider_id: str, told: Mapping[str, str], seen: str, *, by: str) -> None:
    """Record what a public register said of a provider, where that can be read, and on which day somebody looked."""
    board, wrong = read_model(Board, {key: told[key] for key in ("name", "source", "checked_on") if told.get(key)})
    reasons = [Reason(one.code, f"{one.path.removeprefix('$.')}: {one.message}") for one in wrong]
    wanted = {"source": "say where it can be read", "checked_on": "name the day"}
    reasons += [Reason("field.missing", f"{name}: {asks}") for name, asks in wanted.items() if not told.get(name)]
    status = told.get("status", "")
    if status not in set(CredentialStatus):
        reasons.append(Reason("status.unknown", "status: choose what it said"))
    if reasons or board is None:
        raise Refused("credentials.wrong", reasons=reasons)
    with world.database.transaction() as session:
        person, now = staff.person(session, by), world.now(session)
        row = _provider(session, provider_id)
        if board.checked_on is not None and board.checked_on > _today(row, now):
            raise Refused("credentials.wrong", reasons=[Reason("moment.in_future", "checked_on: it lies ahead")])
        held = offices.hold_cases(session)
        kept = session.execute(select(tables.provider).where(tables.provider.c.id == provider_id).with_for_update())
        profile = dict(kept.one().profile)
        _as_seen(session, provider_id, seen)
        found = board.model_dump(mode="json", exclude_none=True)
        changes = {"credentials": [profile.get("board"), {**found, "said": status.replace("_", " ")}]}
        _keep(profile, found, CredentialStatus(status))
        session.execute(update(tables.provider).where(tables.provider.c.id == provider_id).values(profile=profile))
        _done(world, session, provider_id, person.email, changes, held)
    log.info("directory.changed", name="provider", count=1)


def _keep(profile: dict[str, Any], board: dict[str, Any], status: CredentialStatus) -> None:
    """A sanction is never lifted by another register's good word; a certificate that ended is shown no longer."""
    if status is CredentialStatus.SANCTIONED:
        profile["sanctioned"] = True
    elif status in (CredentialStatus.CERTIFIED, CredentialStatus.ACTIVE):
        profile["board"] = board
    elif (profile.get("board") or {}).get("name") == board["name"]:
        profile.pop("board")


def add_slot(world: World, provider_id: str, told: Mapping[str, str], *, by: str) -> None:
    """An opening that the provider's office offers; its start is a moment with an offset."""
    part, wrong = read_model(SlotPart, dict(told) | {"minutes": _whole(told.get("minutes", ""))})
    if part is None:
        reasons = [Reason(one.code, f"{one.path.removeprefix('$.')}: {one.message}") for one in wrong]
        raise Refused("slot.wrong", reasons=reasons)
    starts = part.starts_at.astimezone(UTC)
    with world.database.transaction() as session:
        person = staff.person(session, by)
        _provider(session, provider_id)
        if starts <= world.now(session):
            raise Refused("slot.wrong", reasons=[Reason("slot.past", "starts_at: it lies behind")])
        held = offices.hold_cases(session)
        values = {"id": new_id(), "provider_id": provider_id, "starts_at": starts, "minutes": part.minutes}
        try:
            with session.begin_nested():
                session.execute(insert(tables.slot).values(**values, mode=VisitMode(part.mode)))
        except IntegrityError:
            known = Reason("slot.known", "starts_at: this opening is there already")
            raise Refused("slot.wrong", reasons=[known]) from None
        changes = {"slot": [None, f"{starts.isoformat()} {part.mode}"]}
        _done(world, session, provider_id, person.email, changes, held)


def withdraw_slot(world: World, provider_id: str, slot_id: str, *, by: str) -> None:
    """The office takes an opening back; one that is booked, or held for somebody, is refused (``slot.taken``)."""
    with world.database.transaction() as session:
        person, now = staff.person(session, by), world.now(session)
        _provider(session, provider_id)
        held = offices.hold_cases(session)
        slot = tables.slot
        wanted = (slot.c.id == slot_id, slot.c.provider_id == provider_id)
        row = session.execute(select(slot).where(*wanted).with_for_update()).first() if is_id(slot_id) else None
        if row is None:
            raise NotFound("slot.not_found")
        if row.taken_by is not None or (row.held_for is not None and row.held_until and row.held_until > now):
            raise Refused("slot.taken", "somebody booked it, or it is held for somebody")
        session.execute(delete(slot).where(*wanted))
        _done(
            world, session, provider_id, person.email, {"slot": [f"{row.starts_at.isoformat()} {row.mode}", None]}, held
        )


def _contact(told: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {name: told[name].strip() for name in CONTACT if told.get(name, "").strip()}
    agreed = given.pop("secure_email_agreed", "") == "yes"
    part, wrong = read_model(DeskPart, {**given, "department": "records_office", "secure_email_agreed": agreed})
    reasons = [Reason(one.code, f"{one.path.removeprefix('$.')}: {one.message}") for one in wrong]
    if agreed and "email" not in given:
        reasons.append(Reason("email.missing", "email: secure mail needs an address"))
    if reasons or part is None:
        raise Refused("desk.wrong", reasons=reasons)
    return {name: getattr(part, name) for name in CONTACT}


def _as_seen(session: Session, about: str, seen: str) -> None:
    rows = offices.changes_of(session, about)
    later = [row for row in rows if row.id > seen]
    if later:
        raise ChangedMeanwhile([ChangedSince(row.who or row.by, row.at, row.changes) for row in later])


def _done(world: World, session: Session, about: str, by: str, changes: Mapping[str, Any], case_ids: Any) -> None:
    now = world.now(session)
    offices.keep_change(session, id=new_id(), about=about, at=now, by=by, changes=dict(changes))
    offices.wake(session, case_ids, now)
    notify(session, "advance")


def _provider(session: Session, provider_id: str) -> Any:
    row = offices.provider(session, provider_id) if is_id(provider_id) else None
    if row is None:
        raise NotFound("provider.not_found")
    return row


def _today(row: Any, now: datetime) -> date:
    return local(now, row.office_time_zone or row.zone).date()


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else text
