"""Today: what needs a person now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.viewer import May
from coordinator.services.desk.worklist import Work, worklist
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import who_may
from coordinator.web.desk.looks import desk_page, moment_words
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]


@router.get("/")
def today(request: Request, found: SeesCases, after: str = "") -> Response:
    """The worklist of the cases this person sees."""
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        listed = worklist(session, found.viewer, now, after)
    return desk_page(
        request, found, "today.html", work=[_row(one) for one in listed.entries], total=listed.total,
        onward=listed.onward, further=bool(after), now=moment_words(now, "UTC"),
    )  # fmt: skip


def _row(one: Work) -> dict[str, object]:
    return {
        **vars(one),
        "due": moment_words(one.due_at, one.time_zone),
        "act": f"/cases/{one.ref}/facts/{one.asked.fact}?work_item={one.id}",
    }
