"""Who is signed in behind a cookie, asked of the database at every request: what ends a sign-in ends it now."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from coordinator.domain.viewer import Viewer
from coordinator.domain.words import StaffRole
from coordinator.services.sign_in.tokens import mac
from coordinator.services.world import World
from coordinator.store import clock, sign_ins

IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=12)
"""Real time without a request, and altogether (``reliability.md``, "Sign-in")."""


@dataclass(frozen=True)
class SignedIn:
    """A sign-in that holds. ``whole`` is false while the second step is still to be taken.

    ``virtual_now`` is what the stack's clock shows where it is one that people move, and ``None`` on the real one.
    """

    id: str
    staff_id: str
    viewer: Viewer
    whole: bool
    form_token: str = field(repr=False)
    second_step_secret: str | None = field(repr=False)
    offered_secret: str | None = field(repr=False)
    virtual_now: datetime | None = None


def signed_in(world: World, session: Session, cookie: str, *, seen: bool = True) -> SignedIn | None:
    """Who is here; ``None`` for nobody. The transaction must be one that writes: being seen is kept.

    ``seen`` is false for what a page asks by itself: that keeps nobody signed in.
    """
    if not cookie:
        return None
    found = sign_ins.here(session, mac(world.secret, "cookie", cookie), IDLE, LONGEST, seen=seen)
    if found is None:
        return None
    viewer = Viewer(found.email, found.name, frozenset(StaffRole(role) for role in found.roles), found.team)
    if found.whole_at is not None:
        viewer = _with_navigators(session, viewer, (found.virtual_now or clock.real_now()).date())
    return SignedIn(
        id=found.id,
        staff_id=found.staff_id,
        viewer=viewer,
        whole=found.whole_at is not None,
        form_token=mac(world.secret, "form", cookie),
        second_step_secret=found.second_step_secret,
        offered_secret=found.offered_secret,
        virtual_now=found.virtual_now,
    )


def leave(world: World, here: SignedIn) -> None:
    """Sign off."""
    with world.database.transaction() as session:
        sign_ins.end(session, here.id)


def _with_navigators(session: Session, viewer: Viewer, today: date) -> Viewer:
    rows = sign_ins.before_them(session, viewer.email, viewer.team, today, whole_team=viewer.sees_whole_team)
    return replace(
        viewer,
        navigators=frozenset({*(row.email for row in rows), viewer.email}),
        covers=tuple(row.name for row in rows if row.covered),
    )
