"""Claimed effects whose bytes were fixed: each stands for its communication now, with the parts of its mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.store.claims import Claim
from coordinator.store.effects import JOINED
from coordinator.store.engine_tables import effect as table


@dataclass(frozen=True)
class Fixed:
    """A claimed effect whose bytes were fixed, with the ids of the parts of its mail, itself included."""

    claim: Claim
    parts: tuple[str, ...]
    communication_id: str
    released_seq: int
    in_hand: bool


def release(session: Session, claim: Claim, parts: Sequence[str], communication_id: str, released_seq: int) -> None:
    """The bytes are fixed: the effect and its parts now stand for this communication."""
    release_all(session, [Fixed(claim, tuple(parts), communication_id, released_seq, in_hand=True)])


def release_all(session: Session, fixed: Sequence[Fixed]) -> None:
    """Their bytes are fixed: each effect and its parts now stand for their communication."""
    rows = [
        {
            "of": part,
            "communication_id": one.communication_id,
            "released_seq": one.released_seq,
            "in_hand": one.in_hand and part == one.claim.effect.id,
        }
        for one in fixed
        for part in one.parts
    ]
    leads = [one.claim.effect.id for one in fixed]
    statement = update(table).where(table.c.id == bindparam("of"))
    common = {"status": EffectStatus.RELEASED, "reason": None}
    itself = [row for row in rows if row["of"] in leads]
    if itself:
        session.connection().execute(statement.values(**common), itself)
    joined = [row for row in rows if row["of"] not in leads]
    if joined:
        session.connection().execute(statement.values(**common, lane=JOINED, token=None, lease_until=None), joined)


def wait_their_turn(session: Session, claims: Sequence[Claim]) -> None:
    """Released with another that is carried out first: a death of the process now is not theirs."""
    if claims:
        ids = [one.effect.id for one in claims]
        session.execute(update(table).where(table.c.id.in_(ids)).values(in_hand=False))
