"""Staff users: who may record what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.words import StaffRole
from coordinator.services.intake.addresses import clean_text, email_address
from coordinator.services.world import World, new_id
from coordinator.store import sign_ins
from coordinator.store.directory_tables import staff_user as table

OPERATOR = "operator"
"""The built-in person of the command line: may do everything except be the second person or the clinical reviewer."""

DECIDES = (StaffRole.SUPERVISOR, StaffRole.ADMIN)
"""Who decides what is about all cases."""

SHORTEST_PASSWORD = 12


@dataclass(frozen=True)
class Person:
    """A staff user as facts know them."""

    email: str
    roles: frozenset[str]


def person(session: Session, email: str | Person) -> Person:
    """The staff user with this address; :class:`NotFound` when there is none or they left.

    Somebody who proved online who they are is no staff user and comes as the person they are.
    """
    if isinstance(email, Person):
        return email
    if email == OPERATOR:
        return Person(
            OPERATOR,
            frozenset({StaffRole.NAVIGATOR, StaffRole.RECORDS_COORDINATOR, StaffRole.SUPERVISOR, StaffRole.ADMIN}),
        )
    row = session.execute(
        select(table).where(func.lower(table.c.email) == email.strip().lower(), table.c.deactivated_at.is_(None))
    ).first()
    if row is None:
        raise NotFound("staff.unknown", "add this person with `coordinator user add`", field="by")
    return Person(row.email, frozenset(row.roles))


def decider(session: Session, by: str) -> Person:
    """The same, where they decide for all cases: a supervisor or an admin. Raises ``role.missing`` for others."""
    found = person(session, by)
    if not found.roles & set(DECIDES):
        raise Refused("role.missing", " or ".join(DECIDES), field="by")
    return found


def active(session: Session) -> Sequence[tuple[str, str]]:
    """Address and name of everybody who works here, by name."""
    statement = select(table.c.email, table.c.name).where(table.c.deactivated_at.is_(None)).order_by(table.c.name)
    return [(row.email, row.name) for row in session.execute(statement)]


def exists(session: Session, email: str) -> bool:
    """Whether an active staff user has this address."""
    try:
        return person(session, email) is not None
    except NotFound:
        return False


def add_user(
    world: World, email: str, name: str, roles: Sequence[str], team: str | None = None, password: str | None = None
) -> bool:
    """Add a staff user, or change an existing one's name, roles and team; true when the person is new.

    A new password, like new roles, signs the person off everywhere.
    """
    address = email_address(email).lower()
    wrong = [role for role in roles if role not in set(StaffRole)]
    if wrong or not roles:
        allowed = ", ".join(role.value for role in StaffRole)
        raise Refused("role.unknown", f"{', '.join(wrong) or 'none given'}; allowed: {allowed}", field="role")
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise Refused("password.too_short", f"at least {SHORTEST_PASSWORD} characters", field="password")
    values = {"name": clean_text(name), "roles": sorted(set(roles)), "team": team}
    if password is not None:
        values["password_hash"] = hashed(password)
    with world.database.transaction() as session:
        found = session.execute(select(table.c.id).where(func.lower(table.c.email) == address)).scalar()
        if found is None:
            session.execute(insert(table).values(id=new_id(), email=address, **values))
            return True
        session.execute(update(table).where(table.c.id == found).values(**values))
        if password is not None:
            sign_ins.end_all_of(session, found)
        return False


def hashed(password: str) -> str:
    """What is kept of a password (argon2id)."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)
