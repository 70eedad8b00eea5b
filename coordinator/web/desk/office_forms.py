"""Taking in an office's own form: empty at its desk in the directory, or signed at one request of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from coordinator.correspondence.own_form import MOST_PAGES
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import office_directory as offices
from coordinator.services.desk.office_forms import LARGEST, keep_empty, keep_signed
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.sign_in.tokens import same
from coordinator.store import cases
from coordinator.web.desk.guard import FORM_TOKEN, case_in_sight, who_may
from coordinator.web.desk.looks import desk_page
from coordinator.web.file_form import AROUND, FileForm
from coordinator.web.forms import NotOurs, from_our_page, world_of

router = APIRouter()

MayChange = Annotated[SignedIn, Depends(who_may(May.CHANGE_DIRECTORY))]
MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

MEGABYTES = LARGEST // 1024 // 1024
PROBLEMS = {
    "none": "Choose the form.",
    "file.too_large": f"This file is too large: at most {MEGABYTES} MB. Scan it in gray.",
    "file.kind_unknown": "A form is a PDF. Save or scan it as one.",
    "file.kind_differs": "What is in the file is no PDF, whatever its name says. Save it anew as PDF.",
    "form.unreadable": "This is no PDF that can be opened without a password. Save it anew as PDF.",
    "form.too_long": f"A form has at most {MOST_PAGES} pages. Keep those that are to be filled in.",
    "request.closed": "Nothing is asked of this office any more, so no letter would carry the form.",
}


@router.get("/directory/desks/{desk}/form")
def ask_empty(request: Request, found: MayChange, desk: str, did: str = "") -> Response:
    """The form for a desk's empty form."""
    return _empty_page(request, found, desk, did=did == "form")


@router.post("/directory/desks/{desk}/form")
async def take_empty(request: Request, found: MayChange, desk: str) -> Response:
    """Take it in."""
    here, by = f"/directory/desks/{desk}/form", found.viewer.email
    return await _taken(
        request, found, here, lambda path: keep_empty(world_of(request), desk, path, by),
        lambda problem, status: _empty_page(request, found, desk, problem=problem, status=status),
    )  # fmt: skip


@router.get("/cases/{ref}/requests/{asked}/form")
def ask_signed(request: Request, found: MayRecord, ref: str, asked: str, did: str = "") -> Response:
    """The form for one that was filled in and signed."""
    return _signed_page(request, found, ref, asked, did=did == "form")


@router.post("/cases/{ref}/requests/{asked}/form")
async def take_signed(request: Request, found: MayRecord, ref: str, asked: str) -> Response:
    """Take it in."""
    here, by = f"/cases/{ref}/requests/{asked}/form", found.viewer.email

    def seen() -> None:
        with world_of(request).database.reading() as session:
            case_in_sight(session, found, ref)

    await run_in_threadpool(seen)  # before anything of the file is read
    return await _taken(
        request, found, here, lambda path: keep_signed(world_of(request), ref, asked, path, by),
        lambda problem, status: _signed_page(request, found, ref, asked, problem=problem, status=status),
    )  # fmt: skip


async def _taken(
    request: Request, found: SignedIn, here: str, keep: Callable[[Path], None], again: Callable[[str, int], Response]
) -> Response:
    def ours(told: Mapping[str, str]) -> None:
        if not same(found.form_token, told.get(FORM_TOKEN, "")):
            raise NotOurs

    from_our_page(request)
    if int(request.headers.get("content-length") or 0) > LARGEST + AROUND:
        return await run_in_threadpool(again, PROBLEMS["file.too_large"], 413)
    with ExitStack() as stack:
        try:
            path = await FileForm(world_of(request), stack, ours, LARGEST).read(request)
            await run_in_threadpool(keep, path)
        except NotFound:
            raise
        except Refused as refusal:
            problem = PROBLEMS.get(refusal.code, PROBLEMS["form.unreadable"])
            return await run_in_threadpool(again, problem, 413 if refusal.code == "file.too_large" else 422)
    return RedirectResponse(f"{here}?did=form", status_code=303)


def _empty_page(
    request: Request, found: SignedIn, desk: str, *, did: bool = False, problem: str = "", status: int = 200
) -> Response:
    with world_of(request).database.reading() as session:
        shown = offices.desk_shown(session, desk)
    return desk_page(
        request, found, "office_form.html", status=status, did=did, problem=problem, most=MEGABYTES, pages=MOST_PAGES,
        office=f"{shown.organization}, {shown.department}", up=f"/directory/desks/{desk}", again="",
        action=f"/directory/desks/{desk}/form", on_file=shown.row.form_pages, open=True,
    )  # fmt: skip


def _signed_page(
    request: Request, found: SignedIn, ref: str, asked: str, *, did: bool = False, problem: str = "", status: int = 200
) -> Response:
    with world_of(request).database.reading() as session:
        case = cases.with_parts(session, case_in_sight(session, found, ref), ("requests",))
        wanted = case.request(asked)
        if wanted is None:
            raise NotFound("request.not_found")
        open_, sent = case.open and wanted.open, wanted.sent_at is not None
    up = f"/cases/{case.ref}/records"
    return desk_page(
        request, found, "office_form.html", status=status, did=did, problem=problem, most=MEGABYTES, pages=MOST_PAGES,
        office=wanted.organization_name, up=f"{up}#request-{wanted.id}", on_file=0, open=open_,
        again=f"/cases/{case.ref}/facts/request_sent_again?request={wanted.id}&back={up}" if sent and open_ else "",
        ref=case.ref, action=f"/cases/{case.ref}/requests/{wanted.id}/form",
    )  # fmt: skip
