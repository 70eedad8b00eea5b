"""Who is signed in behind a request: asked of the database once, and kept with the request."""

from __future__ import annotations

from fastapi import Request

from coordinator.services.sign_in.here import SignedIn, signed_in
from coordinator.web.desk.following import by_itself
from coordinator.web.forms import world_of

COOKIE = "desk"


def asked(request: Request) -> SignedIn | None:
    """Whoever gave a password, whether or not the second step was taken; they were seen now."""
    world = world_of(request)
    with world.database.transaction() as session:
        found = signed_in(world, session, request.cookies.get(COOKIE, ""), seen=not by_itself(request))
    request.state.signed_in = found
    return found


def known(request: Request) -> SignedIn | None:
    """The same, where it was asked before."""
    found: SignedIn | None = getattr(request.state, "signed_in", None)
    return found
