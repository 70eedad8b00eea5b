"""Hand-overs: the cases that wait for one's own yes or no, one by one, with what goes along."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import line_words
from coordinator.services.desk.case_head import STAGES
from coordinator.services.desk.handovers import WHY, answer, handovers
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.desk.looks import ago_words, day_words, desk_page
from coordinator.web.desk.recorded import back
from coordinator.web.forms import one, world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

PLACE = "/handovers"


@router.get(PLACE)
def waiting(request: Request, found: MayRecord, said: str = "") -> Response:
    """What waits for one's own answer, what of one's own waits for others, what was declined."""
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        all_of_them = handovers(session, found.viewer, now)
    return desk_page(
        request, found, "caseload/handovers.html", handovers=all_of_them, why=WHY, gone=said == "gone",
        words=line_words, stages=STAGES, day_words=day_words, ago=lambda at: ago_words(at, now),
        supervises=found.viewer.may(May.ASSIGN_CASES),
    )  # fmt: skip


@router.post(PLACE + "/{ref}")
def take(request: Request, found: MayRecord, told: Form, ref: str) -> Response:
    """Accept one case, or decline it with a reason."""
    accepted = one(told, "answer") == "accept"
    why = one(told, "why") if one(told, "why") in WHY else ""
    try:
        recorded = answer(world_of(request), found.viewer, ref, accepted=accepted, why=why)
    except NotFound:
        raise
    except Refused:
        return RedirectResponse(f"{PLACE}?said=gone", status_code=303)
    return back(PLACE, ref, recorded)
