"""What a person makes of a mail: a fact of a case, or nothing. Either way nothing waits for it any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from coordinator.correspondence.inbound import read
from coordinator.domain.case import Case
from coordinator.domain.document import DocumentStatus
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import ENGINE, Act
from coordinator.domain.facts import Recorded
from coordinator.domain.facts import record as record_fact
from coordinator.domain.words import WorkItemKind
from coordinator.domain.words.inbound_words import InboundStatus
from coordinator.playbook.post_room import HOLDS_OVER
from coordinator.services import staff
from coordinator.services.ids import is_id
from coordinator.services.inbox.attaching import attach_into, readied
from coordinator.services.known import StoredKnown
from coordinator.services.moving import taken_out
from coordinator.services.record import record_into
from coordinator.services.world import World, new_id
from coordinator.store import cases, effects, inbound, journal
from coordinator.store.database import notify

log = structlog.get_logger()


def assign(
    world: World, inbound_id: str, ref: str, fact: str, values: Mapping[str, object], *, by: str = staff.OPERATOR
) -> Recorded:
    """Record ``fact`` about the case the ordinary way, put what was attached into it, and end what waited.

    No fact: what was attached goes into the case, and more is not said. What had been put into another case by itself
    leaves that one. Raises ``NotFound`` and ``Refused``, and then nothing has changed.
    """
    files = readied(read(_readable(world, inbound_id).bytes).attachments)
    if not fact and not files:
        raise Refused("inbound.nothing_attached", "say what the mail tells, or that nothing follows", field="fact")
    with world.database.transaction() as session:
        person, target = staff.person(session, by), cases.id_of(session, ref)
        row, found = _lock(session, inbound_id, target)
        case, now = found[target], world.now(session)
        act = Act(by=person.email, now=now, new_id=new_id, roles=person.roles)
        recorded = record_into(session, case, fact, values, act) if fact else Recorded(False, None)
        documents = list(row.documents or [])
        if row.case_id != target:
            leave(session, found.get(row.case_id), documents, act)
            documents = attach_into(session, case, files, act)
        _end(world, session, row, found, InboundStatus.ASSIGNED, person.email, case_id=target, documents=documents,
             fact=fact or None, fact_seq=recorded.seq)  # fmt: skip
    log.info("fact.recorded", case=target, name=fact or "attached", seq=recorded.seq)
    return recorded


def leave(session: Session, case: Case | None, documents: Sequence[str], act: Act) -> None:
    """What lies in this case because of the mail leaves it; refused where a person verified one meanwhile."""
    if case is not None:
        there = [document for document in case.documents if document.id in documents]
        taken_out(session, case, [d for d in there if d.status != DocumentStatus.MOVED], act)


def dismiss(world: World, inbound_id: str, why: str, *, by: str = staff.OPERATOR) -> None:
    """Nothing follows from this mail; it stays where it is kept."""
    _readable(world, inbound_id)
    if not why.strip():
        raise Refused("why.missing", "say why nothing follows from it", field="why")
    with world.database.transaction() as session:
        person = staff.person(session, by)
        row, found = _lock(session, inbound_id)
        _end(world, session, row, found, InboundStatus.DISMISSED, person.email, why=why.strip())


def _lock(session: Session, inbound_id: str, target: str | None = None) -> tuple[Any, dict[str, Case]]:
    """The mail and every case that it concerns, all locked: persons, cases, then the mail."""
    row = inbound.get(session, inbound_id)
    ids = sorted({entry["case"] for entry in row.may_answer or []} | {one for one in (target, row.case_id) if one})
    cases.lock_people(session, ids)
    found = {case.id: case for case in cases.lock_all(session, ids)}
    row = inbound.lock(session, inbound_id)
    _open(row)
    return row, found


def _readable(world: World, inbound_id: str) -> Any:
    with world.database.reading() as session:
        row = inbound.get(session, inbound_id) if is_id(inbound_id) else None
    if row is None:
        raise NotFound("inbound.not_found", inbound_id[:60], field="id")
    _open(row)
    return row


def _open(row: Any) -> None:
    if row.status is InboundStatus.RECEIVED:
        raise Refused("inbound.not_understood_yet", "it is looked at within a minute", field="id")
    if row.status in (InboundStatus.ASSIGNED, InboundStatus.DISMISSED):
        raise Refused("inbound.ended", f"{row.status} by {row.ended_by}", field="id")


def _end(
    world: World, session: Session, row: Any, found: Mapping[str, Case], status: InboundStatus, by: str, **values: Any
) -> None:
    """What waited in any case goes on, and the row says what became of it: all of it or nothing."""
    now = world.now(session)
    for case in found.values():
        _go_on(session, row, case, by, now)
    journal.append(session, list(found.values()), world.secret, now)
    inbound.change(session, row.id, status=status, ended_at=now, ended_by=by, **values)
    for lane in ("advance", "mail", "pdf"):
        notify(session, lane)
    log.info("inbound.ended", status=status.value)


def _go_on(session: Session, row: Any, case: Case, by: str, now: datetime) -> None:
    """What waited for this mail in one case goes on, unless another unread mail may concern it too."""
    others = inbound.still_waiting(session, case.id, but=row.id)
    act, still = Act(by=by, now=now, new_id=new_id), [_named(other) for other in others]
    seen = len(case.noted)
    for named in [_named(entry) for entry in row.may_answer or [] if entry["case"] == case.id]:
        if named and named not in still:
            _record(session, case, "reply_read", named, act)
        elif not named and {} not in still:  # of this case, and of nothing in it that we could tell
            case.finish(WorkItemKind.REPLY_UNREAD, act, "")
    for other in others:
        if other.get("request"):  # the fact just recorded speaks of one answer; another is still unread
            _record(session, case, "reply_arrived", _named(other), Act(by=ENGINE, now=now, new_id=new_id))
    if len(case.noted) > seen:
        effects.ask_again(session, case.id, now, HOLDS_OVER)


def _named(entry: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in entry.items() if key != "case"}


def _record(session: Session, case: Case, name: str, values: Mapping[str, object], act: Act) -> None:
    try:
        record_fact(case, name, values, act, StoredKnown(session))
    except Refused as refusal:
        log.warning("inbound.not_recorded", case=case.id, code=refusal.code, name=name)
