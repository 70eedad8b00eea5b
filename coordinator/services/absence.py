"""Who does the work of staff who are away, and leaving for good: nothing stays with somebody who is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from coordinator.domain.errors import Reason, Refused
from coordinator.domain.words import StaffRole, Stage
from coordinator.services import staff
from coordinator.services.record import record
from coordinator.services.world import World
from coordinator.store.case_tables import case as case_table
from coordinator.store.directory_tables import staff_user as table

MOST_HOPS = 5
"""Covers of covers are followed this far; after that a supervisor has it."""


def set_absence(world: World, email: str, since: date, until: date, cover: str, *, by: str = staff.OPERATOR) -> None:
    """From ``since`` to ``until``, both included, somebody else has this person's cases before them."""
    if until < since:
        raise Refused("key.wrong", "a day not before the first one", field="until")
    with world.database.transaction() as session:
        staff.person(session, by)
        away, instead = staff.person(session, email), staff.person(session, cover)
        if instead.email == away.email or instead.email == staff.OPERATOR:
            raise Refused("key.wrong", "another staff user", field="cover")
        values = {"absent_from": since, "absent_until": until, "cover": instead.email}
        session.execute(update(table).where(table.c.email == away.email).values(**values))


def end_absence(world: World, email: str, *, by: str = staff.OPERATOR) -> None:
    """The person is back."""
    with world.database.transaction() as session:
        staff.person(session, by)
        away = staff.person(session, email)
        nothing = {"absent_from": None, "absent_until": None, "cover": None}
        session.execute(update(table).where(table.c.email == away.email).values(**nothing))


def deactivate(world: World, email: str, to: str | None = None, *, by: str = staff.OPERATOR) -> list[str]:
    """Let a staff user go. With open cases only when somebody takes them; returns the references of those."""
    with world.database.reading() as session:
        who = staff.decider(session, by)
        leaving = staff.person(session, email)
        if leaving.email == staff.OPERATOR:
            raise Refused("key.wrong", "the built-in person stays", field="email")
        refs = open_cases(session, leaving.email)
    if refs and to is None:
        reasons = [Reason("case.open", ref) for ref in refs]
        raise Refused("staff.has_cases", "say --to whom they go", field="email", reasons=reasons)
    # Whoever may let somebody go may give their cases to another, an admin too, who is no supervisor otherwise.
    giving = staff.Person(who.email, who.roles | {StaffRole.SUPERVISOR})
    for ref in refs:
        record(world, ref, "navigator_changed", {"to": to}, by=giving)
        record(world, ref, "handover_accepted", {}, by=giving)
    with world.database.transaction() as session:
        left = open_cases(session, leaving.email)
        if left:
            reasons = [Reason("case.open", ref) for ref in left]
            raise Refused("staff.has_cases", "came in meanwhile; try again", reasons=reasons)
        now = world.now(session)
        session.execute(update(table).where(table.c.email == leaving.email).values(deactivated_at=now))
    return refs


def open_cases(session: Session, email: str) -> list[str]:
    """References of the open cases this person owns or is asked to take."""
    asked = case_table.c.answers["handover"]["to"].as_string() == email
    statement = (
        select(case_table.c.ref)
        .where(case_table.c.stage != Stage.CLOSED, or_(func.lower(case_table.c.navigator) == email, asked))
        .order_by(case_table.c.ref)
    )
    return list(session.execute(statement).scalars())


def acting_for(session: Session, emails: Iterable[str | None], on: date) -> Mapping[str, str | None]:
    """Who acts on that day for each of these: themselves, their cover, else a supervisor; ``None`` for nobody."""
    wanted = {email.lower() for email in emails if email}
    if not wanted:
        return {}
    people = {row.email.lower(): row for row in session.execute(select(table))}
    return {email: _acting(email, people, on) for email in wanted}


def _acting(email: str, people: Mapping[str, Any], on: date) -> str | None:
    here, team = email, people[email].team if email in people else None
    for _hop in range(MOST_HOPS):
        person = people.get(here)
        if person is None:
            break
        away = person.absent_from is not None and person.absent_from <= on <= person.absent_until
        if person.deactivated_at is None and not away:
            return here
        if person.cover is None:
            break
        here = person.cover.lower()
    return _supervisor(people, team, on) if email in people else email


def _supervisor(people: Mapping[str, Any], team: str | None, on: date) -> str | None:
    able = [
        p
        for p in people.values()
        if StaffRole.SUPERVISOR in p.roles
        and p.deactivated_at is None
        and not (p.absent_from is not None and p.absent_from <= on <= p.absent_until)
    ]
    first = min(able, key=lambda p: (p.team != team, p.email), default=None)
    return str(first.email) if first is not None else None
