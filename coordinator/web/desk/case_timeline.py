"""What happened to a case: one sentence an entry, to be narrowed by kind and time; and all of it as evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from coordinator.domain.viewer import May
from coordinator.services.desk.case_words import desk_words
from coordinator.services.desk.timeline_page import KINDS, timeline_page
from coordinator.services.evidence import evidence, evidence_pdf
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import case_looks
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import who_may
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]


@router.get("/cases/{ref}/timeline")
def page(
    request: Request, found: SeesCases, ref: str, kind: str = "all", first: Annotated[str, Query(alias="from")] = "",
    to: str = "", after: str = "",
) -> Response:  # fmt: skip
    """The latest first."""
    with world_of(request).database.reading() as session:
        case = open_case(session, found, ref)
        shown = timeline_page(session, case, kind, first, to, after)
        told = {"kind": kind, "from": first, "to": to}
        here = f"/cases/{case.ref}/timeline"
        kept = urlencode({key: value for key, value in told.items() if value})
        return case_tab(
            request, found, session, case, "timeline", "case/timeline.html", shown=shown, kinds=KINDS, told=told,
            first=f"{here}?{kept}" if after else "",
            onward=f"{here}?{kept}&after={shown.onward}" if shown.onward else "",
            offices=[(one.id, desk_words(one)) for one in case.requests if one.sent_at is not None],
        )  # fmt: skip


@router.get("/cases/{ref}/evidence.pdf")
def packet(request: Request, found: SeesCases, ref: str, office: str = "") -> Response:
    """The evidence packet on paper, of one office or of all."""
    world = world_of(request)
    with world.database.reading() as session:
        case = open_case(session, found, ref)
        now = world.now(session)
        made = evidence_pdf(world, session, case, now, office)
    _looked(request, found, case.id, now)
    return Response(made, media_type="application/pdf", headers=_to_keep(case.ref, "pdf"))


@router.get("/cases/{ref}/evidence.json")
def packet_as_json(request: Request, found: SeesCases, ref: str, office: str = "") -> Response:
    """The same for programs."""
    world = world_of(request)
    with world.database.reading() as session:
        case = open_case(session, found, ref)
        now = world.now(session)
        made = evidence(world, session, case, now, office)
    _looked(request, found, case.id, now)
    return JSONResponse(made, headers=_to_keep(case.ref, "json"))


def _looked(request: Request, found: SignedIn, case_id: str, now: datetime) -> None:
    with world_of(request).database.transaction() as session:
        case_looks.note(session, case_id, found.viewer.email, now, "evidence")


def _to_keep(ref: str, kind: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{ref}-evidence.{kind}"'}
