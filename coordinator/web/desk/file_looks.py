"""Files of a case that open without a page around them: who opened one is kept like a look at its tab."""

from __future__ import annotations

from fastapi import Request

from coordinator.services.sign_in.here import SignedIn
from coordinator.store import case_looks
from coordinator.web.forms import world_of


def looked(request: Request, found: SignedIn, case_id: str, tab: str) -> None:
    """Keep that this person opened a file that belongs to ``tab``. Two statements."""
    world = world_of(request)
    with world.database.transaction() as session:
        case_looks.note(session, case_id, found.viewer.email, world.now(session), tab)
