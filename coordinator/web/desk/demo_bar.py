"""What only a demo has: moving its clock, and reading the mail that would have left. Not there on the real clock."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.services import clock
from coordinator.services.desk.caught_mail import caught, content_of
from coordinator.services.desk.exact_copy import copy_in_parts, html_of
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.world import World
from coordinator.web.desk.guard import Form, Here, inside
from coordinator.web.desk.looks import desk_page, moment_words
from coordinator.web.forms import one, world_of
from coordinator.web.headers import IN_FRAME, WITH_FRAME, answers_with

router = APIRouter()

_moving = threading.Lock()

SPANS = {"day": timedelta(days=1), "week": timedelta(days=7)}


def demo(found: Here) -> SignedIn:
    """A dependency: somebody who is signed in to a stack whose clock people move. Else the page is not there."""
    if found.virtual_now is None:
        raise NotFound("page.unknown")
    return found


Demo = Annotated[SignedIn, Depends(demo)]


@router.post("/demo/clock")
def move(request: Request, found: Demo, told: Form) -> Response:
    """Live through a day or a week, or until the next thing happens; then back to the page one was on."""
    problem = _move(world_of(request), one(told, "by"))
    if problem:
        return desk_page(request, found, "demo_still.html", status=409, problem=problem, back=inside(one(told, "back")))
    return RedirectResponse(inside(one(told, "back")), status_code=303)


@router.get("/demo/mail")
def mail(request: Request, found: Demo) -> Response:
    """What the catcher took in, the newest first."""
    mails = caught(_catcher(request))
    when = [moment_words(datetime.fromisoformat(one.received_at), "UTC") for one in mails or []]
    return desk_page(request, found, "demo_mail.html", mails=mails, when=when, mail=None, copy=None)


@router.get("/demo/mail/{number}")
def one_mail(request: Request, found: Demo, number: int) -> Response:
    """One mail as its reader would see it."""
    content = content_of(_catcher(request), number)
    if content is None:
        raise NotFound("page.unknown")
    answers_with(request, WITH_FRAME)
    return desk_page(request, found, "demo_mail.html", mails=None, mail=number, copy=copy_in_parts(content))


@router.get("/demo/mail/{number}/body")
def body(request: Request, found: Demo, number: int) -> Response:
    """Its HTML, for a frame in which nothing runs and nothing is loaded."""
    content = content_of(_catcher(request), number)
    text = html_of(content) if content is not None else None
    if text is None:
        raise NotFound("page.unknown")
    answers_with(request, IN_FRAME)
    return HTMLResponse(text)


def _catcher(request: Request) -> str:
    """Where the catcher is; a stack with a relay of its own has none."""
    url = world_of(request).mail_catcher_url
    if not url:
        raise NotFound("page.unknown")
    return url


def _move(world: World, by: str) -> str:
    """Move the clock; a sentence where it did not move."""
    if not _moving.acquire(blocking=False):
        return "Somebody is moving the clock just now. Wait until it stands still again."
    try:
        if by in SPANS:
            clock.advance(world, SPANS[by])
            return ""
        clock.rest(world)
        moment = clock.next_moment(world)
        if moment is None:
            return "Nothing is due any more: only a fact moves a case on."
        clock.step_to(world, moment)
    except Refused as refusal:
        if refusal.code != "stack.not_at_rest":
            raise
        return "The clock stands still: work is waiting, and nobody does it. Is a worker running?"
    finally:
        _moving.release()
    return ""
