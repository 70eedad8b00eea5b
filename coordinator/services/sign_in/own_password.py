"""Changing one's own password, by whoever knows the one that holds, and has the device where one is known."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import update

from coordinator.domain.errors import Refused
from coordinator.services.sign_in.entering import LONGEST_PASSWORD, MOST_FOR_ACCOUNT, MOST_FROM_ADDRESS, WITHIN, fits
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.sign_in.second_step import shown_again
from coordinator.services.sign_in.tokens import mac
from coordinator.services.staff import SHORTEST_PASSWORD, hashed
from coordinator.services.world import World
from coordinator.store import sign_ins
from coordinator.store.directory_tables import staff_user

log = structlog.get_logger()


def change_password(
    world: World, here: SignedIn, current: str, new: str, again: str, address: str, code: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """The new one holds from now on; every other sign-in of this person ends.

    Raises ``Refused`` by its field: ``password.short``, ``password.long``, ``password.same``, ``password.differs``; and
    for the current one ``password.wrong``, or ``sign_in.wait`` after too many tries, counted with those of the sign-in.
    Where a device is known its ``code`` is asked too (``code.wrong``, counted alike). ``at`` is real time, else now.
    """
    if len(new) < SHORTEST_PASSWORD:
        raise Refused("password.short", field="new")
    if len(new) > LONGEST_PASSWORD:
        raise Refused("password.long", field="new")
    if new == current:
        raise Refused("password.same", field="new")
    if new != again:
        raise Refused("password.differs", field="again")
    account, network = mac(world.secret, "account", here.viewer.email.lower()), mac(world.secret, "address", address)
    with world.database.transaction() as session:
        failed, failed_from_here = sign_ins.failures_since(session, account, network, WITHIN)
        found = sign_ins.staff_by_email(session, here.viewer.email)
    if failed >= MOST_FOR_ACCOUNT or failed_from_here >= MOST_FROM_ADDRESS:
        raise Refused("sign_in.wait", field="current")
    knows = fits(found.password_hash if found is not None else None, current)
    kept = hashed(new) if knows else ""
    with world.database.transaction() as session:
        right = knows and (here.second_step_secret is None or shown_again(world, session, here, code, at))
        sign_ins.note_try(session, account, network, passed=right)
        if right:
            session.execute(update(staff_user).where(staff_user.c.id == here.staff_id).values(password_hash=kept))
            sign_ins.end_all_of(session, here.staff_id, but=here.id)
    if not right:
        log.warning("password.refused", staff=here.staff_id)
        raise Refused("code.wrong", field="code") if knows else Refused("password.wrong", field="current")
    log.info("password.changed", staff=here.staff_id)
