"""What operators do: retry, cancel and settle effects, pause everything that leaves. Each act keeps who and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import case as sql_case
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coordinator.domain.effect import MAIL, PDF, Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import Act
from coordinator.domain.left import left
from coordinator.domain.words import EffectStatus, WorkItemKind
from coordinator.playbook.pauses import EVERYTHING
from coordinator.services import staff, volume
from coordinator.services.pausing import pause_name
from coordinator.services.world import World, new_id
from coordinator.store import cases, communications, effects, journal, pauses
from coordinator.store.database import notify
from coordinator.store.engine_tables import effect as effect_table

RETRYABLE = (EffectStatus.DEAD, EffectStatus.NEVER)
CANCELLABLE = (EffectStatus.PENDING, EffectStatus.HELD, EffectStatus.DEAD)
OWN_LANE = sql_case((effect_table.c.kind == "letter", PDF), else_=MAIL)
"""Where an order is claimed again that had travelled with another."""


def retry(world: World, effect_id: str, why: str, *, by: str = staff.OPERATOR) -> None:
    """Ask the gate again for a dead effect or one that was not sent. An uncertain one must be settled instead."""
    _act_on(
        world,
        effect_id,
        why,
        by,
        "effect_retried",
        RETRYABLE,
        {
            "status": EffectStatus.PENDING,
            "attempts": 0,
            "deaths": 0,
            "reason": None,
            "communication_id": None,
            "released_seq": None,
            "dot_sent_at": None,
            "stale_at": None,
            "lease_until": None,
            "token": None,
            "lane": OWN_LANE,
        },
    )


def cancel(world: World, effect_id: str, why: str, *, by: str = staff.OPERATOR) -> None:
    """Take an order back that has not left."""
    _act_on(
        world,
        effect_id,
        why,
        by,
        "effect_cancelled",
        CANCELLABLE,
        {"status": EffectStatus.NEVER, "reason": "cancelled"},
    )


def settle(world: World, effect_id: str, sent: bool, evidence: str, *, by: str = staff.OPERATOR) -> None:
    """Say what became of an uncertain send: it left (with evidence), or it did not and may be ordered again."""
    _needs_text(evidence, "evidence")
    with world.database.transaction() as session:
        person = staff.person(session, by)
        order = _order(session, effect_id)
        aboard = effects.travelling(session, effect_id, effects.communication_of(session, effect_id))
        ids = sorted({order.case_id, *(part.case_id for part in aboard)})
        cases.lock_people(session, ids)
        found = {case.id: case for case in cases.lock_all(session, ids)}
        row = _row(session, effect_id)
        if row.status is not EffectStatus.UNCERTAIN:
            raise Refused("effect.not_uncertain", str(row.status), field="id")
        now = world.now(session)
        act = Act(by=person.email, now=now, new_id=new_id)
        # One fax about several cases: what its log says of it holds for all of them.
        for each in (order, *(part for part in aboard if part.case_id != order.case_id)):
            event = found[each.case_id].note("effect_settled", act, effect=each.id, sent="yes" if sent else "no")
            found[each.case_id].write_down(event, "evidence", evidence)
        kept = communications.get(session, row.communication_id)
        communications.set_status(session, row.communication_id, "sent" if sent else "withheld", now if sent else None)
        values = (
            {"status": EffectStatus.DONE, "reason": None}
            if sent
            else {
                "status": EffectStatus.PENDING,
                "reason": None,
                "communication_id": None,
                "released_seq": None,
                "dot_sent_at": None,
                "due_at": now,
                "attempts": 0,
                "deaths": 0,
                "lane": OWN_LANE,
            }
        )
        parts = [part.id for part in aboard]
        session.execute(update(effect_table).where(effect_table.c.id.in_(parts)).values(**values))
        if sent:
            for part in aboard:
                left(found[part.case_id], part, kept.channel, act)
        for case in found.values():
            for item in case.open_items(WorkItemKind.UNCERTAIN_SEND):
                if item.effect_id in parts:
                    item.end(now, person.email)
        journal.append(session, list(found.values()), world.secret, now)
        for lane in ("advance", "mail", "pdf"):
            notify(session, lane)


def pause(world: World, why: str, *, only: str = EVERYTHING, by: str = staff.OPERATOR) -> bool:
    """Nothing leaves from now on, or nothing of one kind (``pause_name``); nothing is lost. True when it is new."""
    _needs_text(why, "why")
    with world.database.transaction() as session:
        person = staff.person(session, by)
        name = pause_name(session, only, world.playbook)
        was = pauses.of(session, name)
        pauses.set_to(session, name, paused=True, now=world.now(session), by=person.email, why=why)
        return was is None or not was.paused


def resume(world: World, why: str, *, only: str = EVERYTHING, by: str = staff.OPERATOR) -> bool:
    """What waited is asked again at once; windows, budgets and distances hold, and so do other pauses.

    True when this pause was in force.
    """
    _needs_text(why, "why")
    with world.database.transaction() as session:
        person = staff.person(session, by)
        name, now = pause_name(session, only, world.playbook), world.now(session)
        was = pauses.of(session, name)
        if was is None or not was.paused:
            return False
        pauses.set_to(session, name, paused=False, now=now, by=person.email, why=why)
        volume.let_go(world, session, name, person.email, now)
        pauses.ask_again(session, now)
        for lane in ("mail", "pdf"):
            notify(session, lane)
        return True


def _act_on(
    world: World,
    effect_id: str,
    why: str,
    by: str,
    event_name: str,
    allowed: tuple[EffectStatus, ...],
    values: dict[str, object],
) -> None:
    _needs_text(why, "why")
    with world.database.transaction() as session:
        person = staff.person(session, by)
        case = cases.lock(session, _order(session, effect_id).case_id)
        row = _row(session, effect_id)
        if row.status not in allowed:
            raise Refused("effect.wrong_status", f"it is {row.status}; this needs {' or '.join(allowed)}", field="id")
        now = world.now(session)
        event = case.note(event_name, Act(by=person.email, now=now, new_id=new_id), effect=effect_id, name=row.name)
        case.write_down(event, "why", why)
        session.execute(update(effect_table).where(effect_table.c.id == effect_id).values(due_at=now, **values))
        for item in case.work_items:
            if item.open and item.effect_id == effect_id:
                item.end(now, person.email)
        journal.append(session, [case], world.secret, now)
        for lane in ("advance", row.lane):
            notify(session, lane)


def _order(session: Session, effect_id: str) -> Effect:
    """An order, and by it its case, before anything is locked: locks go patient, case, effect."""
    effect = effects.get(session, effect_id) if _is_id(effect_id) else None
    if effect is None:
        raise NotFound("effect.not_found", effect_id, field="id")
    return effect


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _row(session: Session, effect_id: str) -> Any:
    row = session.execute(select(effect_table).where(effect_table.c.id == effect_id).with_for_update()).first()
    if row is None:
        raise NotFound("effect.not_found", effect_id, field="id")
    return row


def _needs_text(text: str, field: str) -> None:
    if not text.strip():
        raise Refused("text.empty", "say why", field=field)
