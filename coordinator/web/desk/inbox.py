"""The inbox tray: what came in and waits to be understood; and logging what came on paper."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import tray
from coordinator.services.desk.mail_item import mail_in_reach
from coordinator.services.file_format import LARGEST
from coordinator.services.inbox.paper import CAME_BY, file_paper, keep_paper
from coordinator.services.inbox.reopening import ENDED
from coordinator.services.portal.uploading import MOST_MEGABYTES
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.sign_in.tokens import same
from coordinator.store.tray import MOST_COUNTED
from coordinator.web.desk.guard import FORM_TOKEN, case_in_sight, who_may
from coordinator.web.desk.inbox_words import problem_words, result_words
from coordinator.web.desk.looks import ago_words, desk_page
from coordinator.web.file_form import AROUND, FileForm
from coordinator.web.forms import NotOurs, from_our_page, world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]


@router.get("/inbox")
def inbox(request: Request, found: MayRecord, after: str = "", did: str = "", passed: str = "") -> Response:
    """The list. ``did`` is the mail that somebody has just dealt with; ``passed`` is set after one was passed on."""
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        listed = tray.waiting(session, found.viewer, now, after)
        done = _done(session, found, did)
    return desk_page(
        request, found, "inbox/list.html", total=listed.total, most=MOST_COUNTED, onward=listed.onward,
        further=bool(after), done=done, passed=bool(passed),
        came=[(one, ago_words(one.at, now)) for one in listed.entries],
    )  # fmt: skip


def _done(session: object, found: SignedIn, inbound_id: str) -> dict[str, str] | None:
    """What somebody has just made of a mail, for the line above the list."""
    if not inbound_id:
        return None
    try:
        row = mail_in_reach(session, found.viewer, inbound_id)  # type: ignore[arg-type]
    except NotFound:
        return None
    return {"id": row.id, "says": result_words(row, "You")} if row.status in ENDED else None


@router.get("/inbox/post")
def paper(request: Request, found: MayRecord) -> Response:
    """Log what came by post: a scan or a photograph of it."""
    return _paper_page(request, found, {}, {})


@router.post("/inbox/post")
async def take_paper(request: Request, found: MayRecord) -> Response:
    """Take one file in, for a case or to wait until somebody knows whose it is."""
    from_our_page(request)
    if int(request.headers.get("content-length") or 0) > LARGEST + AROUND:
        return await run_in_threadpool(_paper_page, request, found, {}, {"file": problem_words("file.too_large")}, 413)
    with ExitStack() as stack:
        form = FileForm(world_of(request), stack, lambda told: _ours(found, told.get(FORM_TOKEN, "")), LARGEST)
        try:
            path = await form.read(request)
            onward = await run_in_threadpool(_keep, request, found, path, form.fields)
        except Refused as refusal:
            at = refusal.field if refusal.field in ("ref", "file", "came_by") else "file"
            status = 413 if refusal.code == "file.too_large" else 422
            told = {at: problem_words(refusal.code)}
            return await run_in_threadpool(_paper_page, request, found, form.fields, told, status)
    return RedirectResponse(onward, status_code=303)


def _ours(found: SignedIn, token: str) -> None:
    if not same(found.form_token, token):
        raise NotOurs


def _keep(request: Request, found: SignedIn, path: object, told: dict[str, str]) -> str:
    world, ref = world_of(request), told.get("ref", "").strip().upper()
    came_by, by = told.get("came_by", ""), found.viewer.email
    if not ref:
        return f"/inbox/{keep_paper(world, path, came_by, told.get('sender', ''), by)}"  # type: ignore[arg-type]
    try:
        with world.database.reading() as session:
            case_in_sight(session, found, ref)
    except NotFound:
        raise Refused("case.unknown", field="ref") from None
    return f"/inbox/{file_paper(world, ref, path, came_by, told.get('sender', ''), by=by)}"  # type: ignore[arg-type]


def _paper_page(
    request: Request, found: SignedIn, told: dict[str, str], problems: dict[str, str], status: int = 200
) -> Response:
    return desk_page(
        request, found, "inbox/post.html", status=status, told=told, problems=problems, most=MOST_MEGABYTES,
        ways=list(CAME_BY.items()), ref=told.get("ref", "") or request.query_params.get("ref", ""),
    )  # fmt: skip
