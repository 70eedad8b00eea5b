"""Verifying a state limit, and taking it back. Each decision keeps who, when and why; open cases follow at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import update

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.state_limit import DAY_TYPES, LegalLimit
from coordinator.playbook.limit_file import shipped_limits
from coordinator.services import staff
from coordinator.services.world import World
from coordinator.store import case_tables, legal_limits
from coordinator.store.database import notify


def limits_listed(world: World) -> list[dict[str, Any]]:
    """Every limit as it holds now, shipped ones included, with what was decided about it."""
    with world.database.reading() as session:
        decided = legal_limits.decided(session)
    return [_shown(*decided.get(limit.id, (limit, []))) for limit in shipped_limits()]


def verify(
    world: World,
    limit_id: str,
    citation: str,
    *,
    days: int | None = None,
    day_type: str | None = None,
    by: str = staff.OPERATOR,
) -> None:
    """A person looked the law up: from now on this limit holds for basis A and B. ``citation`` says where it stands."""
    if not citation.strip():
        raise Refused("key.missing", "where the law says so", field="citation")
    if day_type is not None and day_type not in DAY_TYPES:
        raise Refused("key.wrong", f"one of {', '.join(DAY_TYPES)}", field="day-type")
    if days is not None and not 1 <= days <= 365:
        raise Refused("key.wrong", "a number of days from 1 to 365", field="days")
    _decide(world, limit_id, by, "verified", citation=citation.strip(), days=days, day_type=day_type)


def disable(world: World, limit_id: str, why: str, *, by: str = staff.OPERATOR) -> None:
    """The limit does not hold (any more): the federal 30 days do."""
    if not why.strip():
        raise Refused("key.missing", "why", field="why")
    _decide(world, limit_id, by, f"disabled: {why.strip()}")


def _decide(
    world: World,
    limit_id: str,
    by: str,
    what: str,
    *,
    citation: str | None = None,
    days: int | None = None,
    day_type: str | None = None,
) -> None:
    shipped = next((limit for limit in shipped_limits() if limit.id == limit_id), None)
    if shipped is None:
        raise NotFound("limit.not_found", f"one of {', '.join(limit.id for limit in shipped_limits())}", field="id")
    with world.database.transaction() as session:
        person = staff.decider(session, by)
        limit, history = legal_limits.decided(session).get(limit_id, (shipped, []))
        now = world.now(session)
        if citation is None:
            limit = replace(limit, enabled=False)
        else:
            limit = replace(
                limit,
                citation=citation,
                days=days or limit.days,
                day_type=day_type or limit.day_type,
                verified_on=now.date(),
                verified_by=person.email,
                enabled=True,
            )
        entry = {"at": now.isoformat(), "by": person.email, "what": what, "citation": limit.citation,
                 "days": str(limit.days), "day_type": limit.day_type}  # fmt: skip
        legal_limits.keep(session, limit, [*history, entry])
        cases = case_tables.case
        session.execute(update(cases).where(cases.c.stage != "closed").values(wake_at=now))
        notify(session, "advance")


def _shown(limit: LegalLimit, history: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "id": limit.id,
        "jurisdiction": limit.jurisdiction,
        "applies_to": limit.applies_to,
        "days": limit.days,
        "day_type": limit.day_type,
        "citation": limit.citation,
        "verified_on": limit.verified_on.isoformat() if limit.verified_on else None,
        "verified_by": limit.verified_by,
        "enabled": limit.holds,
        "history": history,
    }
