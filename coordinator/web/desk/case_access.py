"""Who looked at a case, and what was sent to whom on which ground."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.viewer import May
from coordinator.services.desk.access import access
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import who_may
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]


@router.get("/cases/{ref}/access")
def page(request: Request, found: SeesCases, ref: str, after: str = "") -> Response:
    """The log of looks, the latest first, and the disclosures."""
    with world_of(request).database.reading() as session:
        case = open_case(session, found, ref)
        shown = access(session, case, after)
        return case_tab(request, found, session, case, "access", "case/access.html", shown=shown, further=bool(after))
