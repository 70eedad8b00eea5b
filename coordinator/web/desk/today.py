"""Today: what needs a person now. And the cases somebody sees, as a list with a search."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.viewer import May
from coordinator.domain.words import Stage
from coordinator.services.desk.caseload import caseload
from coordinator.services.desk.worklist import Work, worklist
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import who_may
from coordinator.web.desk.looks import ago_words, day_words, desk_page, moment_words
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


@router.get("/cases")
def cases(request: Request, found: SeesCases, stage: str = "", q: str = "", after: str = "") -> Response:
    """Open cases, the longest in their stage first; ``q`` is a reference or part of a name."""
    world = world_of(request)
    wanted = Stage(stage) if stage in set(Stage) else None
    with world.database.reading() as session:
        now = world.now(session)
        listed = caseload(session, found.viewer, stage=wanted, words=q.strip(), after=after)
    rows = [
        {**vars(one), "since": ago_words(one.stage_entered_at, now), "deadline": _day(one.deadline_on)}
        for one in listed.entries
    ]
    return desk_page(
        request, found, "cases.html", cases=rows, onward=listed.onward, further=bool(after), q=q,
        stage=wanted or "", stages=[s.value for s in Stage],
    )  # fmt: skip


def _row(one: Work) -> dict[str, object]:
    return {
        **vars(one),
        "due": moment_words(one.due_at, one.time_zone),
        "act": f"/cases/{one.ref}/facts/{one.asked.fact}?work_item={one.id}",
    }


def _day(day: object) -> str:
    return day_words(day) if isinstance(day, date) else ""
