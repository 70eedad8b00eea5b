"""What a person makes of a mail: a fact of a case, or nothing. Either way nothing waits for it any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from coordinator.correspondence.inbound import read
from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import ENGINE, Act
from coordinator.domain.facts import Recorded
from coordinator.domain.facts import record as record_fact
from coordinator.domain.words import WorkItemKind
from coordinator.domain.words.inbound_words import InboundStatus
from coordinator.playbook.post_room import HOLDS_OVER
from coordinator.services import staff
from coordinator.services.inbox.attaching import attach
from coordinator.services.inbox.following import check_documents
from coordinator.services.known import StoredKnown
from coordinator.services.record import record
from coordinator.services.world import World, new_id
from coordinator.store import cases, effects, inbound, journal
from coordinator.store.database import notify

log = structlog.get_logger()


def assign(
    world: World, inbound_id: str, ref: str, fact: str, values: Mapping[str, object], *, by: str = staff.OPERATOR
) -> Recorded:
    """Record ``fact`` about the case the ordinary way, put what was attached into it, and end what waited.

    Raises ``NotFound`` and ``Refused``, and then nothing has changed.
    """
    row = _readable(world, inbound_id)
    recorded = record(world, ref, fact, values, by=by)
    with world.database.reading() as session:
        case_id = cases.id_of(session, ref)
    documents = list(row.documents or [])
    if row.case_id != case_id:
        found = attach(world, case_id, read(row.bytes).attachments)
        if found:
            check_documents(world, case_id, found)
        documents += found
    _end(world, row, InboundStatus.ASSIGNED, by, case_id=case_id, documents=documents, fact=fact, fact_seq=recorded.seq)
    return recorded


def dismiss(world: World, inbound_id: str, why: str, *, by: str = staff.OPERATOR) -> None:
    """Nothing follows from this mail; it stays where it is kept."""
    row = _readable(world, inbound_id)
    if not why.strip():
        raise Refused("why.missing", "say why nothing follows from it", field="why")
    _end(world, row, InboundStatus.DISMISSED, by, why=why.strip())


def _readable(world: World, inbound_id: str) -> Any:
    with world.database.reading() as session:
        row = inbound.get(session, inbound_id) if is_id(inbound_id) else None
    if row is None:
        raise NotFound("inbound.not_found", inbound_id[:60], field="id")
    if row.status is InboundStatus.RECEIVED:
        raise Refused("inbound.not_understood_yet", "it is looked at within a minute", field="id")
    if row.status in (InboundStatus.ASSIGNED, InboundStatus.DISMISSED):
        raise Refused("inbound.ended", f"{row.status} by {row.ended_by}", field="id")
    return row


def is_id(text: str) -> bool:
    """True when it could be the id of a mail; the database refuses to compare anything else."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _end(world: World, row: Any, status: InboundStatus, by: str, **values: Any) -> None:
    """Each case that waited goes on in a transaction of its own; the row says so last."""
    with world.database.reading() as session:
        person = staff.person(session, by).email
    for case_id in dict.fromkeys(entry["case"] for entry in row.may_answer or []):
        _go_on(world, row, case_id, person)
    if values.get("case_id") and values["case_id"] not in {entry["case"] for entry in row.may_answer or []}:
        _go_on(world, row, values["case_id"], person)
    with world.database.transaction() as session:
        inbound.change(session, row.id, status=status, ended_at=world.now(session), ended_by=person, **values)
    log.info("inbound.ended", status=status.value)


def _go_on(world: World, row: Any, case_id: str, by: str) -> None:
    """What waited for this mail in one case goes on, unless another unread mail may concern it too."""
    with world.database.transaction() as session:
        cases.lock_person(session, case_id)
        case = cases.lock(session, case_id)
        now = world.now(session)
        others = inbound.still_waiting(session, case_id, but=row.id)
        act, still = Act(by=by, now=now, new_id=new_id), [_named(other) for other in others]
        for named in [_named(entry) for entry in row.may_answer or [] if entry["case"] == case_id]:
            if named and named not in still:
                _record(session, case, "reply_read", named, act)
            elif not named and {} not in still:  # of this case, and of nothing in it that we could tell
                case.finish(WorkItemKind.REPLY_UNREAD, act, "")
        for other in others:
            if other.get("request"):  # the fact just recorded speaks of one answer; another is still unread
                _record(session, case, "reply_arrived", _named(other), Act(by=ENGINE, now=now, new_id=new_id))
        if not case.noted:
            session.rollback()
            return
        effects.ask_again(session, case.id, now, HOLDS_OVER)
        journal.append(session, [case], world.secret, now)
        for lane in ("advance", "mail", "pdf"):
            notify(session, lane)


def _named(entry: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in entry.items() if key != "case"}


def _record(session: Session, case: Case, name: str, values: Mapping[str, object], act: Act) -> None:
    try:
        record_fact(case, name, values, act, StoredKnown(session))
    except Refused as refusal:
        log.warning("inbound.not_recorded", case=case.id, code=refusal.code, name=name)
