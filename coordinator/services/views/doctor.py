"""What the database knows of the health of the service. Broker and relay are asked by who may talk to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.services.playbooks import not_followable
from coordinator.services.views.plain import Json
from coordinator.services.views.stuck import LATE_KINDS, stuck_counts
from coordinator.services.volume import WATCHER
from coordinator.store import clock, migrations, pauses, playbooks, processes
from coordinator.store.case_tables import case as case_table
from coordinator.store.effects import JOINED
from coordinator.store.engine_tables import breaker as breaker_table
from coordinator.store.engine_tables import effect as effect_table
from coordinator.store.engine_tables import process_seen as seen_table

BACKLOG_ALLOWED = timedelta(minutes=15)
"""How late the oldest due effect or case may be on the real clock before the doctor worries."""

MOST_SKEW = 5.0
"""Seconds between the database's clock and this machine's."""


def check(name: str, ok: bool, detail: str) -> Json:
    """One line of the doctor's report."""
    return {"name": name, "ok": ok, "detail": detail}


def migration_check(session: Session) -> Json:
    """Does the schema stand at the newest migration?"""
    found = session.execute(select(func.to_regclass("alembic_version"))).scalar()
    stands = session.execute(text("SELECT version_num FROM alembic_version")).scalar() if found is not None else None
    newest = migrations.newest()
    if stands == newest:
        return check("migrations", True, newest)
    return check("migrations", False, f"stands at {stands or 'nothing'}, newest is {newest}: run `coordinator migrate`")


def processes_check(session: Session, kind: str) -> Json:
    """Was a process of this kind (``worker``, ``tick``) seen within the last 30 real seconds?"""
    age = func.extract("epoch", func.clock_timestamp() - seen_table.c.seen_at)
    ages = sorted(float(a) for a in session.execute(select(age).where(seen_table.c.kind == kind)).scalars())
    lively = [a for a in ages if a < processes.FRESH.total_seconds()]
    name = "workers" if kind == "worker" else kind
    if lively:
        return check(name, True, f"{len(lively)} seen, the last {lively[0]:.0f} s ago")
    return check(name, False, f"last seen {ages[0]:.0f} s ago" if ages else "none was ever seen")


def backlog_check(session: Session, now: datetime) -> Json:
    """How late are the oldest due effect and the oldest woken case? A clock that stands still cannot be late."""
    parked = effect_table.c.lease_until.is_not(None) & (effect_table.c.lease_until > func.clock_timestamp())
    effect_due = session.execute(
        select(func.min(effect_table.c.due_at)).where(
            effect_table.c.status.in_((EffectStatus.PENDING, EffectStatus.RELEASED)),
            effect_table.c.lane != JOINED,
            ~parked,
        )
    ).scalar()
    case_due = session.execute(select(func.min(case_table.c.wake_at)).where(case_table.c.stuck.is_(False))).scalar()
    late = {"effect": _late(effect_due, now), "case": _late(case_due, now)}
    worst = max(late.values())
    ok = worst < BACKLOG_ALLOWED or clock.kind(session) == clock.VIRTUAL
    words = ", ".join(f"oldest due {what} {int(by.total_seconds())} s late" for what, by in late.items() if by)
    return check("backlog", ok, words or "nothing is due")


def _late(due: datetime | None, now: datetime) -> timedelta:
    return max(now - due, timedelta(0)) if due is not None else timedelta(0)


def stuck_check(session: Session) -> Json:
    """Cases that the engine gave up on."""
    refs = list(
        session.execute(
            select(case_table.c.ref).where(case_table.c.stuck.is_(True)).order_by(case_table.c.ref)
        ).scalars()
    )
    return check("stuck_cases", not refs, ", ".join(refs[:20]) or "none")


def effects_check(session: Session, status: EffectStatus) -> Json:
    """Effects that ended ``dead`` or ``uncertain`` and wait for a person."""
    count = session.execute(
        select(func.count())
        .select_from(effect_table)
        .where(effect_table.c.status == status, effect_table.c.lane != JOINED)
    ).scalar_one()
    words = f"{count}: see `coordinator effects list --status {status}`" if count else "none"
    return check(f"{status}_effects", count == 0, words)


def stuck_sends_check(session: Session, now: datetime) -> Json:
    """Sends that do not get on by themselves. Dead ones have a line of their own; a clock that stands is not late."""
    counts = stuck_counts(session, now)
    virtual = clock.kind(session) == clock.VIRTUAL
    shown = {why: n for why, n in counts.items() if why != "dead" and not (virtual and why in LATE_KINDS)}
    words = ", ".join(f"{n} {why}" for why, n in sorted(shown.items()))
    return check("stuck_sends", not shown, f"{words}: see `coordinator effects list --stuck`" if words else "none")


def outbound_check(session: Session) -> Json:
    """Is outbound paused by a person, or a destination resting after failures? Neither is a fault by itself."""
    resting = list(
        session.execute(
            select(breaker_table.c.destination).where(
                breaker_table.c.open_until > func.clock_timestamp(), breaker_table.c.failures > 0
            )
        ).scalars()
    )
    held = [
        f"{row.only + ' ' if row.only else ''}paused by {row.by} since {row.since.isoformat()}"
        for row in pauses.listed(session)
    ]
    watched = any(row.by == WATCHER for row in pauses.listed(session))
    words = "; ".join(held) or "open"
    if resting:
        words += f"; resting: {', '.join(sorted(resting))}"
    if watched:
        words += "; look at `coordinator outbound list`"
    return check("outbound", not resting and not watched, words)


def skew_check(session: Session, here: float) -> Json:
    """Seconds between the database's clock and ``here`` (real seconds since 1970 on this machine)."""
    there = session.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one()
    skew = float(there) - here
    return check("clock_skew", abs(skew) < MOST_SKEW, f"{skew:+.1f} s")


def playbook_check(session: Session) -> Json:
    """Can every playbook that open cases live under be followed by this program?"""
    problems = not_followable(session)
    used = ", ".join(f"{count} under version {version}" for version, count in playbooks.in_use(session).items())
    stands = f"version {playbooks.active(session)} is active; open cases: {used or 'none'}"
    return check("playbook", not problems, "; ".join(problems) or stands)


def clock_now(session: Session) -> dict[str, Any]:
    """``{kind: real|virtual, now}``."""
    return {"kind": clock.kind(session), "now": clock.now(session).isoformat()}


def readiness_checks(session: Session) -> list[Json]:
    """What ``/readyz`` asks: the schema, and workers seen in the last 30 seconds. The session proves the database."""
    schema = migration_check(session)
    if not schema["ok"]:
        return [schema]
    return [schema, processes_check(session, "worker")]


def database_checks(session: Session, here: float) -> list[Json]:
    """Everything the database knows. ``here``: real seconds since 1970 on this machine."""
    checks = readiness_checks(session)
    if not checks[0]["ok"]:
        return checks
    now = clock.now(session)
    return [
        *checks,
        processes_check(session, "tick"),
        backlog_check(session, now),
        skew_check(session, here),
        stuck_check(session),
        effects_check(session, EffectStatus.DEAD),
        effects_check(session, EffectStatus.UNCERTAIN),
        stuck_sends_check(session, now),
        outbound_check(session),
        playbook_check(session),
    ]
