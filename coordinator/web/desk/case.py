"""A case's first page: what is missing to move on, what a person must do, who has the ball, and whom to reach."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.viewer import May
from coordinator.services.desk.closed_case import closed_shown
from coordinator.services.desk.overview import overview
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import who_may
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]


@router.get("/cases/{ref}")
def case(request: Request, found: SeesCases, ref: str, find: str = "") -> Response:
    """The overview. ``find`` is a word in the list of all facts."""
    world = world_of(request)
    with world.database.reading() as session:
        whole = open_case(session, found, ref)
        now = world.now(session)
        closed = closed_shown(whole, found.viewer.roles, now)
        shown = overview(session, whole, world.book(session).of(whole), now, closed, find)
        return case_tab(
            request, found, session, whole, "overview", "case/overview.html", now=now, shown=shown, find=find,
            pages={path.split("/")[3] for path in request.app.state.desk_pages if path.startswith("/cases/{ref}/")},
        )  # fmt: skip
