"""Sign-ins of staff and the tries before them."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Date,
    Interval,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from coordinator.store.clock import VIRTUAL
from coordinator.store.directory_tables import staff_user
from coordinator.store.engine_tables import clock as clock_table
from coordinator.store.sign_in_tables import sign_in, sign_in_try

NOW = func.clock_timestamp()


def staff_by_email(session: Session, email: str) -> Row[Any] | None:
    """The active staff user with this address, upper and lower case alike."""
    wanted = func.lower(staff_user.c.email) == email.strip().lower()
    return session.execute(select(staff_user).where(wanted, staff_user.c.deactivated_at.is_(None))).first()


def failures_since(session: Session, account_mac: str, address_mac: str, within: timedelta) -> tuple[int, int]:
    """Failed tries for this account, and from this network address, since the last one of each that passed."""
    return (
        _failures(session, sign_in_try.c.account_mac == account_mac, within),
        _failures(session, sign_in_try.c.address_mac == address_mac, within),
    )


def _failures(session: Session, mine: Any, within: timedelta) -> int:
    since = NOW - literal(within, Interval)
    passed = select(func.max(sign_in_try.c.id)).where(mine, sign_in_try.c.passed).scalar_subquery()
    failed = select(func.count()).where(
        mine, ~sign_in_try.c.passed, sign_in_try.c.at > since, sign_in_try.c.id > func.coalesce(passed, 0)
    )
    return int(session.execute(failed).scalar_one())


def note_try(session: Session, account_mac: str, address_mac: str, *, passed: bool) -> None:
    """Remember a try, and forget those of yesterday."""
    values = {"account_mac": account_mac, "address_mac": address_mac, "passed": passed}
    session.execute(insert(sign_in_try).values(**values))
    session.execute(delete(sign_in_try).where(sign_in_try.c.at < NOW - literal(timedelta(days=1), Interval)))


VIRTUAL_NOW = select(clock_table.c.now).where(clock_table.c.kind == VIRTUAL).scalar_subquery()


def begin(session: Session, **values: Any) -> None:
    """Keep a new sign-in."""
    session.execute(insert(sign_in).values(**values))


def here(
    session: Session, cookie_mac: str, idle: timedelta, longest: timedelta, *, seen: bool = True
) -> Row[Any] | None:
    """The sign-in behind a cookie with its person, while it holds; ``seen`` now, to half a minute.

    It ends by itself: after ``idle`` without a request, after ``longest`` altogether, when the person left, and when
    their roles are no longer those it began with.
    """
    values = {"cookie_mac": cookie_mac, "idle": idle, "longest": longest}
    found = session.execute(_here(), values).first()
    if found is not None and found.stale and seen:
        session.execute(update(sign_in).where(sign_in.c.id == found.id).values(seen_at=NOW))
    return found


@cache
def _here() -> Select[Any]:
    """Made once: it is asked at every request."""
    return (
        select(
            sign_in.c.id,
            sign_in.c.staff_id,
            sign_in.c.whole_at,
            sign_in.c.offered_secret,
            (sign_in.c.seen_at < NOW - sql("interval '30 seconds'")).label("stale"),
            staff_user.c.email,
            staff_user.c.name,
            staff_user.c.roles,
            staff_user.c.team,
            staff_user.c.second_step_secret,
            staff_user.c.second_step_used,
            VIRTUAL_NOW.label("virtual_now"),
        )
        .join(staff_user, staff_user.c.id == sign_in.c.staff_id)
        .where(
            sign_in.c.cookie_mac == bindparam("cookie_mac"),
            sign_in.c.ended_at.is_(None),
            sign_in.c.seen_at > NOW - bindparam("idle", type_=Interval),
            sign_in.c.begun_at > NOW - bindparam("longest", type_=Interval),
            staff_user.c.deactivated_at.is_(None),
            staff_user.c.roles == sign_in.c.roles,
        )
    )


def offer_secret(session: Session, sign_in_id: str, sealed: str) -> None:
    """Keep the secret that is being shown until its first code proves that a device has it."""
    session.execute(update(sign_in).where(sign_in.c.id == sign_in_id).values(offered_secret=sealed))


def keep_secret(session: Session, staff_id: str, sealed: str) -> None:
    """From now on this person signs in with a code as well; what else was open under the password alone ends."""
    session.execute(update(staff_user).where(staff_user.c.id == staff_id).values(second_step_secret=sealed))


def use_code(session: Session, staff_id: str, step: int) -> bool:
    """Take a code's place in time; false when it, or a later one, was used before."""
    fresh = or_(staff_user.c.second_step_used.is_(None), staff_user.c.second_step_used < step)
    statement = update(staff_user).where(staff_user.c.id == staff_id, fresh).values(second_step_used=step)
    return session.execute(statement.returning(staff_user.c.id)).first() is not None


def complete(session: Session, sign_in_id: str) -> None:
    """Every step was taken: the desk opens."""
    session.execute(update(sign_in).where(sign_in.c.id == sign_in_id).values(whole_at=NOW, offered_secret=None))


def wrong_code(session: Session, sign_in_id: str) -> int:
    """Count a wrong code; returns how many there were."""
    statement = update(sign_in).where(sign_in.c.id == sign_in_id).values(wrong_codes=sign_in.c.wrong_codes + 1)
    return int(session.execute(statement.returning(sign_in.c.wrong_codes)).scalar_one())


def end(session: Session, sign_in_id: str) -> None:
    """Nobody is signed in behind this cookie any more."""
    session.execute(
        update(sign_in).where(sign_in.c.id == sign_in_id, sign_in.c.ended_at.is_(None)).values(ended_at=NOW)
    )


def end_all_of(session: Session, staff_id: str, *, but: str | None = None) -> None:
    """The person is signed off everywhere, but for the sign-in ``but``."""
    open_ones = [sign_in.c.staff_id == staff_id, sign_in.c.ended_at.is_(None)]
    open_ones += [sign_in.c.id != but] if but is not None else []
    session.execute(update(sign_in).where(*open_ones).values(ended_at=NOW))


def before_them(session: Session, email: str, team: str | None, today: Any, *, whole_team: bool) -> list[Row[Any]]:
    """Whose cases this person has before them, themselves left out: the team's, and those of whom they cover today.

    ``covered``: the person is away, and this one does their work. ``today`` is the stack's day. People without a team
    are a team of their own.
    """
    values = {"email": email, "today": today} | ({} if team is None else {"team": team})
    return list(session.execute(_before_them(whole_team, team is None), values))


@cache
def _before_them(whole_team: bool, no_team: bool) -> Select[Any]:
    email, today = bindparam("email", type_=Text), bindparam("today", type_=Date)
    away = and_(staff_user.c.absent_from <= today, staff_user.c.absent_until >= today)
    covered = and_(staff_user.c.cover == email, away)
    mine = staff_user.c.team.is_(None) if no_team else staff_user.c.team == bindparam("team", type_=Text)
    statement = select(staff_user.c.email, staff_user.c.name, func.coalesce(covered, false()).label("covered"))
    wanted = or_(covered, mine) if whole_team else covered
    return statement.where(wanted, staff_user.c.email != email).order_by(staff_user.c.name)
