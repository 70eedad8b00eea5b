"""Managing who works here, by somebody who may: roles, new passwords, lost devices, leaving."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import structlog

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import StaffRole
from coordinator.services import absence, staff
from coordinator.services.ids import is_id
from coordinator.services.world import World
from coordinator.store import sign_ins, staff_list

log = structlog.get_logger()

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of passwords that are read out or copied by hand: nothing that looks like something else."""


def add(world: World, by: Viewer, email: str, name: str, roles: Sequence[str], team: str) -> str:
    """Add somebody; returns the password to hand over, which is kept nowhere. Raises ``Refused`` by its field."""
    if not name.strip():
        raise Refused("key.missing", "how colleagues call them", field="name")
    with world.database.reading() as session:
        if any(row.email == email.strip().lower() for row in staff_list.listed(session)):
            raise Refused("staff.known", "somebody with this address is in the list", field="email")
    password = _password()
    staff.add_user(world, email, name, roles, team.strip() or None, password)
    log.info("staff.added")
    return password


def change(world: World, by: Viewer, staff_id: str, name: str, roles: Sequence[str], team: str) -> None:
    """Change name, roles and team. New roles sign the person off. Raises ``Refused`` by its field."""
    person = found(world, staff_id)
    if not name.strip():
        raise Refused("key.missing", "how colleagues call them", field="name")
    if person.email == by.email and StaffRole.ADMIN not in roles:
        raise Refused("staff.oneself", "somebody else takes this role from you", field="roles")
    staff.add_user(world, person.email, name, roles, team.strip() or None)
    log.info("staff.changed", staff=staff_id)


def new_password(world: World, by: Viewer, staff_id: str) -> str:
    """A new password to hand over; the person is signed off everywhere."""
    person = found(world, staff_id)
    password = _password()
    staff.add_user(world, person.email, person.name, person.roles, person.team, password)
    log.info("staff.password_made", staff=staff_id)
    return password


def forget_device(world: World, by: Viewer, staff_id: str) -> None:
    """The device is lost: the next sign-in makes another one known. The person is signed off everywhere."""
    found(world, staff_id)
    with world.database.transaction() as session:
        staff_list.forget_device(session, staff_id)
        sign_ins.end_all_of(session, staff_id)
    log.info("staff.device_forgotten", staff=staff_id)


def end(world: World, by: Viewer, staff_id: str, to: str) -> int:
    """The person leaves; their open cases go to ``to``. Returns how many did. Raises ``Refused``."""
    person = found(world, staff_id)
    if person.email == by.email:
        raise Refused("staff.oneself", "somebody else lets you go", field="to")
    refs = absence.deactivate(world, person.email, to.strip() or None, by=by.email)
    log.info("staff.ended", staff=staff_id)
    return len(refs)


def found(world: World, staff_id: str) -> Any:
    """Somebody who works here; ``NotFound`` for everybody else."""
    with world.database.reading() as session:
        person = staff_list.one(session, staff_id) if is_id(staff_id) else None
    if person is None or person.deactivated_at is not None:
        raise NotFound("staff.unknown")
    return person


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(5))
