"""The way in. Looking at a link shows nothing personal and changes nothing, whoever looks and however often."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.services.portal import entering
from coordinator.services.portal.standing import Standing
from coordinator.services.portal.tokens import TOKEN_LENGTH
from coordinator.services.portal.visiting import LONGEST
from coordinator.web.portal import guard
from coordinator.web.portal.looks import language_of, shown
from coordinator.web.portal.words import words

router = APIRouter()

Told = Annotated[str, Path(min_length=TOKEN_LENGTH, max_length=TOKEN_LENGTH, pattern="^[A-Za-z0-9_-]+$")]
WAIT_SECONDS = 3600


@router.api_route("/p/{told}", methods=["GET", "HEAD"])
def begin(request: Request, told: Told) -> Response:
    """One button. A link that never was, expired, or was taken back shows what to do instead."""
    standing = entering.look(guard.world_of(request), told)
    if standing is Standing.GOOD:
        return shown(request, "entry.html", form=told, action=f"/p/{told}/code", says="entry")
    if standing is not None and standing.renewable:
        return shown(request, "entry.html", form=told, action=f"/p/{told}/code", says="used")
    return _dead(request)


@router.post("/p/{told}/code")
def ask_code(request: Request, told: Told, form: guard.Fields) -> Response:
    """Have a code mailed, or a new link where this one was used."""
    world = guard.world_of(request)
    guard.check_form(world, told, guard.one(form, "form"))
    cookie = entering.ask_code(world, told)
    if cookie is None:
        return _dead(request)
    if not cookie:
        return RedirectResponse(f"/p/{told}/renewed", status_code=303)
    response = RedirectResponse(f"/p/{told}/code", status_code=303)
    guard.keep_cookie(request, response, guard.WAITING_COOKIE, cookie, WAIT_SECONDS)
    return response


@router.get("/p/{told}/code")
def code_page(request: Request, told: Told) -> Response:
    """Where the code is typed; only for a browser that asked for one."""
    if not request.cookies.get(guard.WAITING_COOKIE):
        return RedirectResponse(f"/p/{told}", status_code=303)
    return shown(request, "code.html", form=told, told=told, error="")


@router.get("/p/{told}/renewed")
def renewed(request: Request, told: Told) -> Response:
    """The same words whether a mail left or not."""
    return shown(request, "said.html", says="renewed")


@router.post("/p/{told}/enter")
def enter(request: Request, told: Told, form: guard.Fields) -> Response:
    """Type the code. The right one spends the link and opens the message it came with."""
    world = guard.world_of(request)
    guard.check_form(world, told, guard.one(form, "form"))
    typed = "".join(char for char in guard.one(form, "code") if char not in " -\u00a0")
    tried = entering.try_code(world, told, request.cookies.get(guard.WAITING_COOKIE, ""), typed)
    if tried is None:
        return RedirectResponse(f"/p/{told}", status_code=303)
    if tried.cookie:
        response = RedirectResponse(
            f"/p/messages/{tried.communication_id}" if tried.communication_id else "/p/home", status_code=303
        )
        response.delete_cookie(guard.WAITING_COOKIE, path="/p")
        guard.keep_cookie(request, response, guard.VISIT_COOKIE, tried.cookie, int(LONGEST.total_seconds()))
        return response
    return shown(request, "code.html", status=422, form=told, told=told, error=_error(request, typed, tried.tries_left))


def _error(request: Request, typed: str, left: int) -> str:
    say = words(language_of(request))
    if left <= 0:
        return say("code.over")
    if len(typed) != 6 or not (typed.isascii() and typed.isdigit()):
        return say("code.six")
    return say("code.wrong_one") if left == 1 else say("code.wrong", count=left)


def _dead(request: Request) -> Response:
    return shown(request, "said.html", status=404, says="dead")
