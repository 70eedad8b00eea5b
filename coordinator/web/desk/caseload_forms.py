"""What is posted from the caseload: views to keep, cases to assign."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import assigning, case_filter, saved_views
from coordinator.services.desk.case_filter import CaseFilter
from coordinator.services.desk.caseload import names_of
from coordinator.services.ids import is_id
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.caseload import AS, TABLE, caseload_page
from coordinator.web.desk.guard import Form, inside, who_may
from coordinator.web.desk.looks import desk_page, moment_words
from coordinator.web.forms import Fields, one, world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]
MayAssign = Annotated[SignedIn, Depends(who_may(May.ASSIGN_CASES))]

WHY_NOT = {
    "closed": "the case is closed",
    "unknown": "there is no such case in your sight",
    "theirs_already": "they have it already",
    "offered_already": "it is offered to them already",
}


@router.post("/cases/views")
def keep_view(request: Request, found: SeesCases, told: Form) -> Response:
    """Keep what the caseload is narrowed to under a name."""
    wanted = _filter(told)
    try:
        saved_views.keep(world_of(request), found, one(told, "name"), wanted, shared=bool(one(told, "shared")))
    except Refused as refusal:
        return _again(request, found, told, wanted, refusal)
    return _back(told)


@router.post("/cases/views/{view}/rename")
def rename_view(request: Request, found: SeesCases, told: Form, view: str) -> Response:
    """Call a view of one's own something else."""
    try:
        saved_views.rename(world_of(request), found, _id(view), one(told, "name"))
    except NotFound:
        raise
    except Refused as refusal:
        return _again(request, found, told, _filter(told), refusal)
    return _back(told)


@router.post("/cases/views/{view}/delete")
def delete_view(request: Request, found: SeesCases, told: Form, view: str) -> Response:
    """Delete a view of one's own."""
    saved_views.delete(world_of(request), found, _id(view))
    return _back(told)


@router.post("/cases/assign")
def assign(request: Request, told: Form, found: MayAssign) -> Response:
    """Give the ticked cases, or all that the page shows, to one person; then say what became of each."""
    refs = one(told, "shown").split() if one(told, "all") else told.get("ref", [])
    try:
        made = assigning.assign(world_of(request), found, refs, one(told, "to"))
    except Refused as refusal:
        return _again(request, found, told, _filter(told), refusal)
    return RedirectResponse(f"/cases/assigned/{made}", status_code=303)


@router.get("/cases/assigned/{assignment}")
def assigned(request: Request, found: MayAssign, assignment: str, said: str = "") -> Response:
    """What became of each case of one go."""
    kept = assigning.looked_back(world_of(request), found, _id(assignment))
    with world_of(request).database.reading() as session:
        names = names_of(session, found.viewer)
        patients = assigning.patients_of(session, found.viewer, kept)
    return desk_page(
        request, found, "caseload/assigned.html", kept=kept, patients=patients, to=names.get(kept.to, kept.to),
        why_not=[(one.ref, WHY_NOT.get(one.why, one.why)) for one in kept.of(assigning.NOT)],
        stayed=[(one.ref, one.why) for one in kept.results if kept.undone_at and one.seq],
        at=moment_words(kept.at, "UTC"), too_late=said == "late",
    )  # fmt: skip


@router.post("/cases/assigned/{assignment}/undo")
def undo(request: Request, told: Form, found: MayAssign, assignment: str) -> Response:
    """Take one's own go back, within ten minutes."""
    try:
        assigning.take_back(world_of(request), found, _id(assignment))
    except NotFound:
        raise
    except Refused:
        return RedirectResponse(f"/cases/assigned/{_id(assignment)}?said=late", status_code=303)
    return RedirectResponse(f"/cases/assigned/{_id(assignment)}", status_code=303)


def _again(request: Request, found: SignedIn, told: Fields, wanted: CaseFilter, refusal: Refused) -> Response:
    """The caseload once more, with the problem and what was typed."""
    problem = f"{(refusal.detail or refusal.code)[:1].upper()}{(refusal.detail or refusal.code)[1:]}."
    as_table = (AS, TABLE) in parse_qsl(one(told, "query"))
    return caseload_page(
        request, found, status=422, told=wanted, as_table=as_table, problem=problem, typed=one(told, "name")
    )


def _back(told: Fields) -> Response:
    query = one(told, "query")
    return RedirectResponse(inside("/cases" + (f"?{query}" if query else "")), status_code=303)


def _filter(told: Fields) -> CaseFilter:
    return case_filter.read(dict(parse_qsl(one(told, "query"))))


def _id(typed: str) -> str:
    if not is_id(typed):
        raise NotFound("page.unknown")
    return typed
