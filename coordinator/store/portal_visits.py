"""Codes and visits of the portal as rows. All of it is real time: ``clock_timestamp()``, never the stack's clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from coordinator.store.portal_tables import portal_code as code
from coordinator.store.portal_tables import portal_visit as visit

NOW = func.clock_timestamp()


def add_code(session: Session, id_: str, link_id: str, case_id: str, seq: int, how: str) -> None:
    """A code was asked for; ``seq`` is the event it is made from; ``how``: email, spoken, or link for a new link."""
    session.execute(insert(code).values(id=id_, link_id=link_id, case_id=case_id, seq=seq, how=how))


def codes_since(session: Session, link_id: str, how: str, span: timedelta) -> int:
    """How many codes, or new links, were asked for in this way within the span."""
    statement = select(func.count()).select_from(code)
    return int(
        session.execute(
            statement.where(code.c.link_id == link_id, code.c.how == how, code.c.made_at > NOW - span)
        ).scalar_one()
    )


def live_codes(session: Session, link_id: str, span: timedelta, most_wrong: int) -> Sequence[Any]:
    """The codes of this link that may still be typed in, the newest first."""
    statement = (
        select(code)
        .where(
            code.c.link_id == link_id,
            code.c.how != "link",
            code.c.used_at.is_(None),
            code.c.wrong < most_wrong,
            code.c.made_at > NOW - span,
        )
        .order_by(code.c.made_at.desc(), code.c.id.desc())
    )
    return session.execute(statement).all()


def wrong_code(session: Session, ids: Collection[str], visit_id: str) -> None:
    """Something else was typed: counted for each code it might have been, and for the browser."""
    session.execute(update(code).where(code.c.id.in_(list(ids))).values(wrong=code.c.wrong + 1))
    session.execute(update(visit).where(visit.c.id == visit_id).values(wrong=visit.c.wrong + 1))


def use_code(session: Session, code_id: str) -> None:
    """A code opens once."""
    session.execute(update(code).where(code.c.id == code_id).values(used_at=NOW))


def begin(session: Session, id_: str, cookie_mac: str, link_id: str, forget_after: timedelta) -> None:
    """A browser asked for a code. Browsers that asked long ago and never typed one are forgotten."""
    session.execute(
        delete(visit).where(
            visit.c.link_id == link_id, visit.c.opened_at.is_(None), visit.c.begun_at < NOW - forget_after
        )
    )
    session.execute(insert(visit).values(id=id_, cookie_mac=cookie_mac, link_id=link_id))


def waiting(session: Session, cookie_mac: str, link_id: str) -> Any:
    """The visit of a browser that was asked for its code; ``None`` for any other."""
    return session.execute(
        select(visit).where(visit.c.cookie_mac == cookie_mac, visit.c.link_id == link_id, visit.c.opened_at.is_(None))
    ).first()


def fresh_tries(session: Session, link_id: str) -> None:
    """A new code was made: every browser may try it as often as the first."""
    session.execute(update(visit).where(visit.c.link_id == link_id, visit.c.opened_at.is_(None)).values(wrong=0))


def open_(session: Session, visit_id: str, cookie_mac: str) -> None:
    """The code was right: the visit goes on under another cookie."""
    session.execute(
        update(visit).where(visit.c.id == visit_id).values(cookie_mac=cookie_mac, opened_at=NOW, seen_at=NOW)
    )


def opened(session: Session, cookie_mac: str, idle: timedelta, longest: timedelta) -> Any:
    """The open visit behind a cookie, marked as seen now; ``None`` when it ended, or nobody came for too long."""
    statement = (
        update(visit)
        .where(
            visit.c.cookie_mac == cookie_mac,
            visit.c.ended_at.is_(None),
            visit.c.seen_at > NOW - idle,
            visit.c.opened_at > NOW - longest,
        )
        .values(seen_at=NOW)
        .returning(visit)
    )
    return session.execute(statement).first()


def end(session: Session, visit_id: str) -> None:
    """The person left."""
    session.execute(update(visit).where(visit.c.id == visit_id).values(ended_at=NOW))


def end_of_links(session: Session, link_ids: Collection[str]) -> None:
    """Their links were taken back: whoever is inside is out."""
    session.execute(
        update(visit).where(visit.c.link_id.in_(list(link_ids)), visit.c.ended_at.is_(None)).values(ended_at=NOW)
    )
