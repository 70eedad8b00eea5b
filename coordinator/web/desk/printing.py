"""The print queue: letters that wait for the post, all in one PDF, posted, or taken back before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.correspondence.purposes import PURPOSES
from coordinator.domain.errors import Refused
from coordinator.domain.viewer import May
from coordinator.services.desk.calls import an_id
from coordinator.services.desk.printing import Letter, batch, posted_lately, queue
from coordinator.services.desk.undoing import UNDO_WITHIN
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.desk.looks import ago_words, day_words, desk_page, moment_words
from coordinator.web.desk.recorded import back
from coordinator.web.forms import one, world_of

router = APIRouter()

MayPrint = Annotated[SignedIn, Depends(who_may(May.PRINT))]


@router.get("/print")
def waiting(request: Request, found: MayPrint, after: str = "", posted: int = 0) -> Response:
    """What waits for the post, and what went lately; ``posted``: how many were just said to have gone."""
    return _page(request, found, after, posted=posted)


@router.post("/print/batch")
def print_all(request: Request, found: MayPrint, told: Form) -> Response:
    """The chosen letters as one PDF, in the order of the list."""
    ids = [an_id(letter) for letter in told.get("letter", [])]
    if not ids:
        return _page(request, found, nothing=True)
    with world_of(request).database.reading() as session:
        content = batch(session, found.viewer, ids)
    named = {"Content-Disposition": 'inline; filename="letters.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=named)


@router.post("/print/posted")
def have_posted(request: Request, found: MayPrint, told: Form) -> Response:
    """The chosen letters went to the post on a day; each is recorded in its own case."""
    world, wanted = world_of(request), [an_id(letter) for letter in told.get("letter", [])]
    with world.database.reading() as session:
        listed = {letter.id: letter.ref for letter in queue(session, found.viewer, one(told, "after")).entries}
    chosen = [letter for letter in wanted if letter in listed]
    if not chosen:
        return _page(request, found, nothing=True)
    values = {"on": one(told, "on").strip()} if one(told, "on").strip() else {}
    done, problem = [], ""
    for letter in chosen:
        facts = {"letter": letter, **values}
        try:
            done.append((listed[letter], record(world, listed[letter], "letter_posted", facts, by=found.viewer.email)))
        except Refused as refusal:
            problem = refusal.detail or refusal.code
    if problem or len(wanted) > len(chosen):
        return _page(request, found, problem=problem, gone=len(wanted) - len(chosen), told=wanted, on=one(told, "on"))
    if len(done) == 1:
        return back("/print", *done[0])
    return RedirectResponse(f"/print?posted={len(done)}", status_code=303)


def _page(
    request: Request, found: SignedIn, after: str = "", *, posted: int = 0, nothing: bool = False, problem: str = "",
    gone: int = 0, told: Sequence[str] = (), on: str = "",
) -> Response:  # fmt: skip
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        listed = queue(session, found.viewer, after)
        lately = posted_lately(session, found.viewer, now)
    wrong = nothing or bool(problem) or bool(gone)
    return desk_page(
        request, found, "print.html", status=422 if wrong else 200,
        letters=[_letter(letter, now) for letter in listed.entries], total=listed.total, onward=listed.onward,
        further=bool(after), after=after, posted=posted, nothing=nothing, problem=problem, gone=gone, told=told,
        on=on or now.date().isoformat(), lately=[_posted(letter, now) for letter in lately],
    )  # fmt: skip


def _letter(letter: Letter, now: datetime) -> dict[str, object]:
    return {**vars(letter), "what": PURPOSES.get(letter.name, letter.name), "waits": ago_words(letter.made_at, now)}


def _posted(letter: Letter, now: datetime) -> dict[str, object]:
    at = letter.posted_at
    return {
        **vars(letter),
        "what": PURPOSES.get(letter.name, letter.name),
        "on": day_words(letter.posted_on) if letter.posted_on else "",
        "said": moment_words(at, letter.time_zone) if at else "",
        "can_be_undone": letter.seq is not None and at is not None and now - at <= UNDO_WITHIN,
    }
