"""One document of a case: its pages beside the facts that say what it is, and the file itself, each look logged."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk.document_page import document_page
from coordinator.services.desk.looking import document_in_reach, look
from coordinator.services.desk.split_rows import parts_of_rows
from coordinator.services.documents import read_document
from coordinator.services.file_format import suffix_of
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import Form, case_in_sight, who_may
from coordinator.web.desk.recorded import back
from coordinator.web.forms import one, world_of
from coordinator.web.headers import answers_with

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]
MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

KINDS = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
"""What a browser may show by itself; anything else is saved."""

SHOWN = {
    "content-security-policy": (
        "default-src 'none'; object-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}
"""For the file opened by itself: a browser draws a PDF with a part of its own, and nothing in it may load or send."""

ON_A_PAGE = 12
"""Pictures of pages at once."""

PARTS = 6
"""Rows of the form that splits a file; a part can be split again."""


@router.get("/cases/{ref}/documents/{document}")
def page(request: Request, found: SeesCases, ref: str, document: str) -> Response:
    """Its pages beside the forms."""
    return _page(request, found, ref, document)


@router.get("/cases/{ref}/documents/{document}/file")
def file(request: Request, found: SeesCases, ref: str, document: str, save: str = "") -> Response:
    """The file by itself, or with ``save`` to be kept. Who read it is written down first."""
    return _file(request, found, ref, document, "", attach=bool(save))


@router.post("/cases/{ref}/documents/{document}/open")
def unlocked(request: Request, found: SeesCases, told: Form, ref: str, document: str) -> Response:
    """One that is locked away, for a supervisor who says what for."""
    if not one(told, "why").strip():
        return _page(request, found, ref, document, problem=("why", "Say for what you open it."))
    return _file(request, found, ref, document, one(told, "why").strip(), attach=True)


@router.post("/cases/{ref}/documents/{document}/split")
def split(request: Request, found: MayRecord, told: Form, ref: str, document: str) -> Response:
    """A long file is several documents: from page to page, each of its kind."""
    with world_of(request).database.reading() as session:
        case_in_sight(session, found, ref)
    rows = list(zip(told.get("first", ()), told.get("last", ()), told.get("kind", ()), strict=False))
    pages = document_in_reach(world_of(request), found.viewer, document).page_count
    try:
        values = {"document": document, "parts": ",".join(parts_of_rows(rows, pages))}
        recorded = record(world_of(request), ref, "document_split", values, by=found.viewer.email)
    except Refused as refusal:
        return _page(request, found, ref, document, problem=("parts", refusal.detail or refusal.code), rows=rows)
    return back(f"/cases/{ref}/records#documents", ref, recorded)


def _page(
    request: Request, found: SignedIn, ref: str, document: str, *, problem: tuple[str, str] = ("", ""),
    rows: list[tuple[str, str, str]] | None = None,
) -> Response:  # fmt: skip
    with world_of(request).database.reading() as session:
        case = open_case(session, found, ref)
        shown = document_page(case, document, found.viewer)
        asked = request.query_params.get("page", "1")
        first = int(asked) if asked.isdigit() and 1 <= int(asked) <= shown.drawn else 1
        kept = [*(rows or ()), *[("", "", "")] * PARTS][:PARTS]
        return case_tab(
            request, found, session, case, "records", "case/document.html", status=422 if problem[0] else 200,
            shown=shown, problem=problem, rows=kept, first=first, last=min(shown.drawn, first + ON_A_PAGE - 1),
            opened=request.query_params.get("open", ""),
        )  # fmt: skip


def _file(request: Request, found: SignedIn, ref: str, document: str, why: str, *, attach: bool) -> Response:
    world = world_of(request)
    with world.database.reading() as session:
        case_id = case_in_sight(session, found, ref)
    row = document_in_reach(world, found.viewer, document)
    if row.case_id != case_id:
        raise NotFound("document.not_found")
    try:
        if why:
            content = read_document(world, ref, document, why=why, by=found.viewer.email)[1]
        else:
            content = look(world, found.viewer, document)[1]
    except NotFound:
        raise
    except Refused as refusal:
        raise NotFound(refusal.code) from None  # locked away: as if it were not there
    kind = None if attach else KINDS.get(row.format or "")
    if kind is not None:
        answers_with(request, SHOWN)
    name = f"{document}{suffix_of(row.format or '')}"
    return Response(
        content,
        media_type=kind or "application/octet-stream",
        headers={"content-disposition": f'{"inline" if kind else "attachment"}; filename="{name}"'},
    )
