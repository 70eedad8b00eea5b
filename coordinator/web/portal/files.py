"""Sending us a file. The form is read as it comes in, straight to a file of its own, and no further than its limit."""

from __future__ import annotations

from contextlib import ExitStack

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from coordinator.domain.errors import Refused
from coordinator.services.file_format import LARGEST
from coordinator.services.portal import uploading
from coordinator.services.portal.visiting import Visitor
from coordinator.web.file_form import AROUND, FileForm
from coordinator.web.forms import NotOurs
from coordinator.web.portal import guard
from coordinator.web.portal.looks import language_of, shown
from coordinator.web.portal.words import words

router = APIRouter()


@router.get("/p/upload")
def choose(request: Request, here: guard.Here) -> Response:
    """What is it, and which file."""
    return _page(request, here, "")


@router.post("/p/upload")
async def upload(request: Request, here: guard.Here) -> Response:
    """Take one file in; what is wrong with it is said in words that tell what to do."""
    guard.from_our_page(request)
    world = guard.world_of(request)
    if int(request.headers.get("content-length") or 0) > LARGEST + AROUND:
        return await run_in_threadpool(_page, request, here, "file.too_large", 413)
    with ExitStack() as stack:
        form = FileForm(
            world, stack, lambda told: guard.check_form(world, here.visit_id, told.get("form", "")), LARGEST
        )
        try:
            try:
                path = await form.read(request)
            except NotOurs:
                raise guard.NotOurs from None  # a page of the portal says so
            await run_in_threadpool(uploading.file_upload, world, here, path, form.fields.get("item", ""))
        except Refused as refusal:
            status = 413 if refusal.code == "file.too_large" else 404 if refusal.code.endswith("not_found") else 422
            return await run_in_threadpool(_page, request, here, refusal.code, status)
    return RedirectResponse("/p/home?done=filed", status_code=303)


def _page(request: Request, here: Visitor, code: str, status: int = 200) -> Response:
    world, most = guard.world_of(request), uploading.MOST_MEGABYTES
    say = words(language_of(request, here))
    error = say.error("upload", code, most=most, phone=world.letterhead.sender.help_phone) if code else ""
    return shown(
        request,
        "upload.html",
        status=status,
        here=here,
        wanted=uploading.wanted(here, language_of(request, here)),
        most=most,
        error=error,
    )
