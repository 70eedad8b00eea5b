"""Claims on effects: who works on an order until when, and how far it came. Leases are real time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, cast, func, or_, select, update
from sqlalchemy.orm import Session

from coordinator.domain.effect import Effect
from coordinator.domain.words import EffectStatus
from coordinator.store.effects import OPEN, from_row, together
from coordinator.store.engine_tables import effect as table


@dataclass(frozen=True)
class Claim:
    """One effect that is ours until the lease ends. ``token`` proves it: nothing is settled without it.

    ``dot_sent`` and ``answered``: what was committed by a process that did not live to settle it.
    """

    effect: Effect
    token: str
    attempts: int
    deaths: int
    communication_id: str | None
    dot_sent: bool
    answered: bool = False

    def fixed_as(self, communication_id: str) -> Claim:
        """The same claim, now that the bytes are fixed."""
        return replace(self, communication_id=communication_id, dot_sent=False, answered=False)


def claim(session: Session, lane: str, now: datetime, lease: timedelta, token: str) -> Claim | None:
    """The next due effect of a lane, leased to us with the attempt counted; ``None`` when there is none."""
    return next(iter(claim_some(session, lane, now, lease, token, 1)), None)


def claim_some(session: Session, lane: str, now: datetime, lease: timedelta, token: str, most: int) -> list[Claim]:
    """The next due effects of a lane, leased to us under one token, with the attempt of each counted.

    A claim whose owner never came back counts as a death where that effect was in hand. What may have killed a process
    is claimed alone from then on, so that it takes nothing with it.
    """
    free = or_(table.c.lease_until.is_(None), table.c.lease_until < func.clock_timestamp())
    due = (
        select(table)
        .where(table.c.lane == lane, table.c.status.in_(OPEN), table.c.due_at <= now, free)
        .order_by(table.c.urgency, table.c.due_at, table.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(due).all()
    taken = rows[:1] if rows and _suspect(rows[0]) else [row for row in rows if not _suspect(row)]
    if not taken:
        return []
    orphaned = and_(table.c.token.is_not(None), table.c.lease_until.is_not(None))
    session.execute(
        update(table)
        .where(table.c.id.in_([row.id for row in taken]))
        .values(
            lease_until=func.clock_timestamp() + lease,
            token=token,
            attempts=table.c.attempts + 1 - cast(orphaned, Integer),
            deaths=table.c.deaths + cast(and_(orphaned, table.c.in_hand), Integer),
            in_hand=True,
        )
    )
    return [_claim(row, token) for row in taken]


def _orphaned(row: Any) -> bool:
    return row.token is not None and row.lease_until is not None


def _suspect(row: Any) -> bool:
    """A process died over this one, or may have."""
    return row.deaths > 0 or (_orphaned(row) and row.in_hand)


def _claim(row: Any, token: str) -> Claim:
    return Claim(
        effect=from_row(row),
        token=token,
        attempts=row.attempts + (0 if _orphaned(row) else 1),
        deaths=row.deaths + (1 if _orphaned(row) and row.in_hand else 0),
        communication_id=row.communication_id,
        dot_sent=row.dot_sent_at is not None,
        answered=row.dot_sent_at is not None and row.answered_at is not None,
    )


def keep(session: Session, claims: Sequence[Claim], lease: timedelta) -> set[str]:
    """Lengthen the lease; the ids of the effects that are still ours."""
    statement = (
        update(table)
        .where(table.c.id.in_([one.effect.id for one in claims]), table.c.token.in_({one.token for one in claims}))
        .values(lease_until=func.clock_timestamp() + lease)
        .returning(table.c.id)
    )
    return set(session.execute(statement).scalars())


def put_back(session: Session, claims: Sequence[Claim]) -> None:
    """Its turn did not come: this was no attempt, and whoever looks next may have it."""
    if claims:
        session.execute(
            update(table)
            .where(table.c.id.in_([one.effect.id for one in claims]), table.c.token.in_({one.token for one in claims}))
            .values(lease_until=None, token=None, attempts=table.c.attempts - 1, in_hand=False)
        )


def take_in_hand(session: Session, claim: Claim) -> None:
    """From now on this one dies with its process."""
    session.execute(
        update(table).where(table.c.id == claim.effect.id, table.c.token == claim.token).values(in_hand=True)
    )


def still_mine(session: Session, claim: Claim) -> bool:
    """Lock the row and say whether the lease is still ours."""
    found = session.execute(select(table.c.token).where(table.c.id == claim.effect.id).with_for_update()).scalar()
    return found == claim.token


def dot_stands(session: Session, claim: Claim) -> bool:
    """Whether the word before the dot was given for this claim, and nothing since said that the mail was not taken."""
    found = select(table.c.dot_sent_at).where(table.c.id == claim.effect.id, table.c.token == claim.token)
    return session.execute(found).scalar() is not None


def postpone(session: Session, claim: Claim, at: datetime, why: str) -> None:
    """The gate said later; this was no attempt."""
    _set(session, claim, due_at=at, reason=why, attempts=table.c.attempts - 1)


def hold(session: Session, claim: Claim, why: str) -> None:
    """A person must let it go first; this was no attempt."""
    _set(session, claim, status=EffectStatus.HELD, reason=why, attempts=table.c.attempts - 1)


def fail(session: Session, claim: Claim, again_at: datetime, error: str) -> None:
    """The message was not taken this time; an answer after the dot said so, hence no dot stands any more."""
    _set(
        session,
        claim,
        due_at=again_at,
        dot_sent_at=None,
        last_error=error,
        first_failed_at=func.coalesce(table.c.first_failed_at, again_at),
    )


def wait_for_relay(session: Session, claim: Claim, until: datetime, error: str, reason: str = "breaker") -> None:
    """The relay is not there, or has had enough: nothing is counted, nobody asks before ``until`` (real time)."""
    session.execute(
        update(table)
        .where(table.c.id == claim.effect.id, table.c.token == claim.token)
        .values(
            lease_until=until,
            token=None,
            attempts=table.c.attempts - 1,
            last_error=error,
            reason=reason,
            dot_sent_at=None,
        )
    )


def end(
    session: Session, claim: Claim, status: EffectStatus, reason: str | None, now: datetime, error: str | None = None
) -> bool:
    """The effect and every part that travels with it came to an end; false when the lease is no longer ours."""
    values: dict[str, Any] = {"status": status, "reason": reason, "lease_until": None, "token": None, "done_at": now}
    if error is not None:
        values["last_error"] = error
    if not still_mine(session, claim):
        return False
    session.execute(update(table).where(together(claim.effect.id, claim.communication_id)).values(**values))
    return True


def end_all(session: Session, claims: Sequence[Claim], now: datetime) -> dict[str, list[Effect]]:
    """These are done, each with every part that travels with it; by communication, without those no longer ours.

    None of them is a summary: no order of another case travels with one of these.
    """
    tokens = {one.effect.id: one.token for one in claims}
    ids = [one.communication_id for one in claims if one.communication_id is not None]
    statement = select(table).where(table.c.communication_id.in_(ids)).order_by(table.c.id).with_for_update()
    rows = session.execute(statement).all()
    mine = {row.communication_id for row in rows if row.id in tokens and row.token == tokens[row.id]}
    aboard: dict[str, list[Effect]] = {}
    for row in rows:
        if row.communication_id in mine:
            aboard.setdefault(row.communication_id, []).append(from_row(row))
    parts = [part.id for found in aboard.values() for part in found]
    values = {"status": EffectStatus.DONE, "reason": None, "lease_until": None, "token": None, "done_at": now}
    session.execute(update(table).where(table.c.id.in_(parts)).values(**values))
    return aboard


def back_to_gate(session: Session, claim: Claim, now: datetime) -> None:
    """Closed without the dot: the gate is asked once more, and the bytes are made anew if it lets them go."""
    session.execute(
        update(table)
        .where(together(claim.effect.id, claim.communication_id))
        .values(
            status=EffectStatus.PENDING,
            communication_id=None,
            released_seq=None,
            dot_sent_at=None,
            due_at=now,
            lease_until=None,
            token=None,
            lane=claim.effect.lane,
        )
    )


def _set(session: Session, claim: Claim, **values: Any) -> None:
    session.execute(
        update(table)
        .where(table.c.id == claim.effect.id, table.c.token == claim.token)
        .values(lease_until=None, token=None, **values)
    )
