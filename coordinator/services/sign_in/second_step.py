"""The second step: a code of one's own device (TOTP, RFC 6238), and how a device is made known."""

from __future__ import annotations

from datetime import datetime

import pyotp
from sqlalchemy.orm import Session

from coordinator.domain.errors import Refused
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.sign_in.tokens import same, sealed, unsealed
from coordinator.services.world import World
from coordinator.store import clock, sign_ins

MOST_WRONG = 5
"""Wrong codes after which the sign-in ends and begins anew with the password."""

STEP = 30
"""Seconds for which a code holds; the one before and the one after are taken too, for clocks that differ."""


def offer(world: World, here: SignedIn) -> str:
    """The address (``otpauth:``) that a device reads from a picture; the same until it is confirmed.

    Raises ``Refused`` (``second_step.known``) where a device is known already.
    """
    if here.second_step_secret is not None:
        raise Refused("second_step.known")
    secret = _offered(world, here)
    if secret is None:
        secret = pyotp.random_base32()
        with world.database.transaction() as session:
            sign_ins.offer_secret(session, here.id, sealed(world.secret, here.staff_id, secret))
    return pyotp.TOTP(secret).provisioning_uri(name=here.viewer.email, issuer_name=world.letterhead.brand.name)


def confirm(world: World, here: SignedIn, code: str, at: datetime | None = None) -> None:
    """Take a code, of a known device or of the one that is being made known; then the desk opens.

    ``at`` is real time, by default now. Raises ``Refused``: ``code.wrong``, or ``sign_in.over`` after the last try.
    """
    kept = here.second_step_secret
    secret = unsealed(world.secret, here.staff_id, kept) if kept is not None else _offered(world, here)
    if secret is None:
        raise Refused("second_step.unknown")
    step = _step_of(secret, code, at or clock.real_now())
    with world.database.transaction() as session:
        if step is not None and sign_ins.use_code(session, here.staff_id, step):
            if kept is None:
                sign_ins.keep_secret(session, here.staff_id, sealed(world.secret, here.staff_id, secret))
            sign_ins.complete(session, here.id)
            return
        over = sign_ins.wrong_code(session, here.id) >= MOST_WRONG
        if over:
            sign_ins.end(session, here.id)
    raise Refused("sign_in.over" if over else "code.wrong", field="code")


def shown_again(world: World, session: Session, here: SignedIn, code: str, at: datetime | None = None) -> bool:
    """Whether the known device shows this code now; a code that was taken once is not taken again."""
    if here.second_step_secret is None:
        return False
    secret = unsealed(world.secret, here.staff_id, here.second_step_secret)
    step = _step_of(secret, code, at or clock.real_now())
    return step is not None and sign_ins.use_code(session, here.staff_id, step)


def _offered(world: World, here: SignedIn) -> str | None:
    return unsealed(world.secret, here.staff_id, here.offered_secret) if here.offered_secret else None


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The step in time for which the code holds; ``None`` when it does not hold now."""
    typed = "".join(code.split())
    now = int(at.timestamp()) // STEP
    maker = pyotp.TOTP(secret)
    return next((step for step in (now, now - 1, now + 1) if same(maker.at(step * STEP), typed)), None)
