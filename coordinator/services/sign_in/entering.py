"""The first step: address and password, told apart from nothing, and not to be tried for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coordinator.domain.errors import Refused
from coordinator.domain.viewer import second_step_needed
from coordinator.domain.words import StaffRole
from coordinator.services.sign_in.tokens import mac, new_cookie
from coordinator.services.world import World, new_id
from coordinator.store import sign_ins

WITHIN = timedelta(minutes=15)
MOST_FOR_ACCOUNT, MOST_FROM_ADDRESS = 5, 30
"""Failed tries within ``WITHIN`` after which nobody gets in for this account, or from this network address."""

LONGEST_PASSWORD = 1024
"""Signs; a longer one is not hashed, so that nobody can keep us busy."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Entered:
    """The password fits. ``whole``: nothing else is asked; ``enrolled``: a device of theirs is known."""

    cookie: str
    whole: bool
    enrolled: bool


def enter(world: World, email: str, password: str, address: str) -> Entered:
    """Check a password. ``address`` is the network address, kept as a keyed digest only.

    Raises ``Refused`` with ``sign_in.refused``, the same for an unknown account, a wrong password and an account
    without one, after the same work; or with ``sign_in.wait`` after too many tries.
    """
    account_mac, address_mac = (
        mac(world.secret, "account", email.strip().lower()),
        mac(world.secret, "address", address),
    )
    with world.database.transaction() as session:
        failed, failed_from_here = sign_ins.failures_since(session, account_mac, address_mac, WITHIN)
        found = sign_ins.staff_by_email(session, email)
    if failed >= MOST_FOR_ACCOUNT or failed_from_here >= MOST_FROM_ADDRESS:
        raise Refused("sign_in.wait", field="password")
    right = fits(found.password_hash if found is not None else None, password)
    if found is None or not right:
        with world.database.transaction() as session:
            sign_ins.note_try(session, account_mac, address_mac, passed=False)
        log.warning("sign_in.refused")
        raise Refused("sign_in.refused", field="password")
    roles = frozenset(StaffRole(role) for role in found.roles)
    enrolled = found.second_step_secret is not None
    whole = not enrolled and not second_step_needed(roles)
    cookie = new_cookie()
    with world.database.transaction() as session:
        sign_ins.note_try(session, account_mac, address_mac, passed=True)
        identity = new_id()
        sign_ins.begin(
            session, id=identity, cookie_mac=mac(world.secret, "cookie", cookie), staff_id=found.id, roles=found.roles
        )
        if whole:
            sign_ins.complete(session, identity)
    return Entered(cookie, whole, enrolled)


def fits(kept: str | None, password: str) -> bool:
    """Whether the password is the one; a hash is computed in every case, so that time tells nothing."""
    try:
        _hasher().verify(kept or _nobodys(), password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None and len(password) <= LONGEST_PASSWORD


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher().hash(new_cookie())
