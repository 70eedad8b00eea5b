"""The scheduling tab: who may give the opinion, what it costs, and when. Openings are taken under a lock."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.domain.words import RecommendedBy, VisitMode
from coordinator.services.desk.consultation_shown import consultation_shown
from coordinator.services.desk.scheduling_shown import DECLINES, MODES, ORDERS, PRIORS, scheduling_shown
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import Form, case_in_sight, who_may
from coordinator.web.desk.looks import moment_words
from coordinator.web.desk.recorded import back
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]
MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

DOES = {
    "book": "appointment_booked", "move": "appointment_rescheduled", "hold": "slot_held", "release": "slot_released",
}  # fmt: skip
"""What a button beside an opening records."""

REFUSED = {
    "slot.taken": "Somebody else was quicker: this opening is taken or kept for another case. What is still free stands"
    " below.",
    "slot.other_provider": "This opening is another provider's. Choose that provider first.",
    "moment.in_past": "This opening has passed. What is still ahead stands below.",
}


@router.get("/cases/{ref}/scheduling")
def scheduling(request: Request, found: SeesCases, ref: str) -> Response:
    """Providers with facts and reasons, the offer, cost, openings and the visit."""
    with world_of(request).database.reading() as session:
        return _page(request, found, session, ref)


@router.post("/cases/{ref}/scheduling/openings/{slot}/{does}")
def opening(request: Request, found: MayRecord, told: Form, ref: str, slot: str, does: str) -> Response:
    """Take, keep or give back an opening. Of two who want it the loser is told, and sees what is still free."""
    world = world_of(request)
    if does not in DOES:
        raise NotFound("page.unknown")
    with world.database.reading() as session:
        case_in_sight(session, found, ref)
    try:
        recorded = record(world, ref, DOES[does], {"slot": slot}, by=found.viewer.email)
    except Refused as refusal:
        said = REFUSED.get(refusal.code) or refusal.detail or refusal.code
        with world.database.reading() as session:
            return _page(request, found, session, ref, problem=said)
    return back(f"/cases/{ref}/scheduling", ref, recorded)


def _page(request: Request, found: SignedIn, session: Session, ref: str, problem: str = "") -> Response:
    world = world_of(request)
    case, now = open_case(session, found, ref), world.now(session)
    today = local(now, case.patient.time_zone).date()
    shown = scheduling_shown(session, case, now, today)
    return case_tab(
        request, found, session, case, "scheduling", "case/scheduling.html", status=409 if problem else 200,
        shown=shown, problem=problem, moment=moment_words, visits=consultation_shown(case, {}, now, today).visits,
        orders=list(ORDERS.items()), declines=list(DECLINES.items()), modes=[(m.value, MODES[m]) for m in VisitMode],
        priors=[(p.value, words) for p, words in PRIORS.items()], standing=case.appointment(),
        recommenders=[(r.value, r.value.replace("_", " ")) for r in RecommendedBy],
    )  # fmt: skip
