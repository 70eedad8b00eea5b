"""Settling sends of which nobody knows whether they left: by a person's word, or by what the relay kept of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import case as sql_case
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from coordinator.correspondence.lookup import Found, Verdict
from coordinator.domain.effect import MAIL, PDF, Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import ENGINE, Act
from coordinator.domain.left import left
from coordinator.domain.words import EffectStatus, WorkItemKind
from coordinator.services.world import World, new_id
from coordinator.store import cases, communications, effects, journal
from coordinator.store.database import notify, only_one
from coordinator.store.effects import Unsettled
from coordinator.store.engine_tables import effect as effect_table

OWN_LANE = sql_case((effect_table.c.kind == "letter", PDF), else_=MAIL)
"""Where an order is claimed again that had travelled with another."""

log = structlog.get_logger()


class Outcome(StrEnum):
    """What an uncertain send turned out to be, and what follows."""

    SENT = "sent"
    AGAIN = "again"  # the relay never took it: the same bytes go again, unless a stop came in since
    ANEW = "anew"  # a person says it did not leave: the gate is asked, and the bytes are made from today's facts


_FOLLOWS: dict[Outcome, dict[str, Any]] = {
    Outcome.SENT: {"status": EffectStatus.DONE, "reason": None},
    Outcome.AGAIN: {
        "status": EffectStatus.RELEASED,
        "reason": None,
        "dot_sent_at": None,
        "done_at": None,
        "attempts": 0,
        "deaths": 0,
    },
    Outcome.ANEW: {
        "status": EffectStatus.PENDING,
        "reason": None,
        "communication_id": None,
        "released_seq": None,
        "dot_sent_at": None,
        "done_at": None,
        "attempts": 0,
        "deaths": 0,
        "lane": OWN_LANE,
    },
}
_COMMUNICATION = {Outcome.SENT: "sent", Outcome.AGAIN: "made", Outcome.ANEW: "withheld"}


def settle(session: Session, world: World, order: Effect, outcome: Outcome, evidence: str, by: str) -> None:
    """Settle one in this transaction, everything that travelled with it too. Raises ``Refused`` when it is settled."""
    aboard = effects.travelling(session, order.id, effects.communication_of(session, order.id))
    ids = sorted({order.case_id, *(part.case_id for part in aboard)})
    cases.lock_people(session, ids)
    found = {case.id: case for case in cases.lock_all(session, ids)}
    row = session.execute(select(effect_table).where(effect_table.c.id == order.id).with_for_update()).first()
    if row is None:
        raise NotFound("effect.not_found", order.id, field="id")
    if row.status is not EffectStatus.UNCERTAIN:
        raise Refused("effect.not_uncertain", str(row.status), field="id")
    now = world.now(session)
    act = Act(by=by, now=now, new_id=new_id)
    sent = outcome is Outcome.SENT
    # One fax about several cases: what its log says of it holds for all of them.
    for each in (order, *(part for part in aboard if part.case_id != order.case_id)):
        event = found[each.case_id].note("effect_settled", act, effect=each.id, sent="yes" if sent else "no")
        found[each.case_id].write_down(event, "evidence", evidence)
    kept = communications.get(session, row.communication_id)
    communications.set_status(session, row.communication_id, _COMMUNICATION[outcome], now if sent else None)
    parts = [part.id for part in aboard]
    values = _FOLLOWS[outcome] if sent else {**_FOLLOWS[outcome], "due_at": now}
    session.execute(update(effect_table).where(effect_table.c.id.in_(parts)).values(**values))
    if sent:
        for part in aboard:
            left(found[part.case_id], part, kept.channel, act)
    for case in found.values():
        for item in case.open_items(WorkItemKind.UNCERTAIN_SEND):
            if item.effect_id in parts:
                item.end(now, by)
    journal.append(session, list(found.values()), world.secret, now)
    for lane in ("advance", "mail", "pdf"):
        notify(session, lane)


def reconcile(world: World) -> int:
    """Ask what the relay kept about every uncertain send, and settle those it can tell of; returns how many.

    One process at a time. What stays unknown keeps its work item, and what was found out so far.
    """
    if not world.lookups:
        return 0
    with only_one(world.database, "reconcile") as mine:
        if not mine:
            return 0
        with world.database.reading() as session:
            waiting = effects.unsettled(session)
            now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return sum(_reconciled(world, each, now) for each in waiting)


def _reconciled(world: World, each: Unsettled, now: datetime) -> bool:
    found = _looked_up(world, each, now)
    log.info("effect.looked_up", effect=each.order.id, code=found.verdict.value)
    if found.verdict is Verdict.UNKNOWN:
        if found.evidence != each.known:
            with world.database.transaction() as session:
                effects.remember_evidence(session, each.order.id, found.evidence)
        return False
    outcome = Outcome.SENT if found.verdict is Verdict.ACCEPTED else Outcome.AGAIN
    try:
        with world.database.transaction() as session:
            settle(session, world, each.order, outcome, found.evidence, ENGINE)
    except Refused:
        return False  # a person was quicker
    return True


def _looked_up(world: World, each: Unsettled, now: datetime) -> Found:
    """The first clear answer. That it was never accepted must be said by every place that knows."""
    answers = [place.look_up(each.message_id, each.dot_at, now) for place in world.lookups]
    for verdict in (Verdict.ACCEPTED, Verdict.UNKNOWN):
        for answer in answers:
            if answer.verdict is verdict:
                return answer
    return answers[0]
