"""One case: where it stands, what is missing, who has the ball, what will leave, and all that happened."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.facts import FACTS
from coordinator.domain.viewer import May
from coordinator.services.desk.work_words import ASKED
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.views.plan import case_plan
from coordinator.services.views.timeline import timeline
from coordinator.services.views.why import why
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import who_may
from coordinator.web.desk.looks import moment_words
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]

AHEAD = 30
"""Calendar days of the send plan on the page."""


@router.get("/cases/{ref}")
def case(request: Request, found: SeesCases, ref: str) -> Response:
    """The whole case on one page."""
    world = world_of(request)
    with world.database.reading() as session:
        whole = open_case(session, found, ref)
        now, book = world.now(session), world.book(session)
        sections = why(session, ref, book, now)["sections"]
        entries = timeline(session, ref, world.files)["entries"]
        plan = case_plan(session, ref, book, now, AHEAD)["entries"]
    zone = whole.patient.time_zone
    with world.database.reading() as session:
        whole = open_case(session, found, ref)
        return case_tab(
            request, found, session, whole, "overview", "case/overview.html",
            sections=sections,
            work=[
                {"asked": ASKED[w.kind], "id": w.id, "code": w.code, "due": moment_words(w.due_at, zone)}
                for w in sorted(whole.work_items, key=lambda w: w.due_at) if w.open
            ],
            plan=plan,
            entries=entries[::-1],
            facts=sorted((fact.name, fact.says) for fact in FACTS.values()),
        )  # fmt: skip
