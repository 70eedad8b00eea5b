"""What an open page asks by itself: does it still show what is so, and is the person still signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import May
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.following import mark_of
from coordinator.web.desk.guard import who_may

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]
MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]


@router.get("/live/cases")
def cases(request: Request, found: SeesCases, since: str = "") -> Response:
    """204 while nothing happened in any case in sight, 200 once something did."""
    return _told(mark_of(request, found, "cases"), since)


@router.get("/live/inbox")
def inbox(request: Request, found: MayRecord, since: str = "") -> Response:
    """The same for what came in."""
    return _told(mark_of(request, found, "inbox"), since)


@router.get("/live/case/{ref}")
def case(request: Request, found: SeesCases, ref: str, since: str = "") -> Response:
    """The same for one case."""
    mark = mark_of(request, found, "case", ref)
    if mark is None:
        raise NotFound("case.unknown")
    return _told(mark, since)


def _told(mark: str | None, since: str) -> Response:
    return Response(status_code=204 if mark == since else 200)
