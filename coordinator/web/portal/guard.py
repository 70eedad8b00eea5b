"""What stands before every page and form of the portal: who is here, and whether a form came from a page of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, FastAPI, Request, Response

from coordinator.services.portal.tokens import same
from coordinator.services.portal.visiting import Visitor, form_token, visitor
from coordinator.services.world import World
from coordinator.web.portal.looks import shown

VISIT_COOKIE, WAITING_COOKIE = "portal_visit", "portal_waiting"
LARGEST_FORM = 96 * 1024
"""Bytes of a form without a file: a drawn signature and a long message fit."""

FORM = "application/x-www-form-urlencoded"


class NotHere(Exception):
    """Nobody is signed in behind this request, or no more."""


class NotOurs(Exception):
    """A form that no page of ours sent, or one that went stale."""


class TooLarge(Exception):
    """A form that holds more than any form of ours can."""


def world_of(request: Request) -> World:
    """The world of this application."""
    found: World = request.app.state.world
    return found


def here(request: Request) -> Visitor:
    """Who is here; asked of the database at every request, because what ends a visit ends it now."""
    found = visitor(world_of(request), request.cookies.get(VISIT_COOKIE, ""))
    if found is None:
        raise NotHere
    return found


Here = Annotated[Visitor, Depends(here)]


def from_our_page(request: Request) -> None:
    """Refuse what another site sends. A browser too old to say where a form comes from is told by the form's token."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise NotOurs
    origin = request.headers.get("origin")
    if origin not in (None, "null") and urlsplit(str(origin)).netloc not in _own(request):
        raise NotOurs


async def fields(request: Request) -> Mapping[str, list[str]]:
    """The fields of a small form, read no further than it may be long."""
    from_our_page(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise NotOurs
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise TooLarge
    try:
        return parse_qs(body.decode("ascii", "replace"), keep_blank_values=True, errors="replace", max_num_fields=60)
    except ValueError:
        raise NotOurs from None


Fields = Annotated[Mapping[str, list[str]], Depends(fields)]


def one(told: Mapping[str, list[str]], name: str) -> str:
    """The value of a field, empty where it is missing."""
    return (told.get(name) or [""])[0]


def check_form(world: World, purpose: str, told: str) -> None:
    """The form carries what only a page of this visit, or of this link, could have given it."""
    if not same(form_token(world, purpose), told):
        raise NotOurs


def secure(request: Request) -> bool:
    """Whether cookies may travel over TLS only."""
    return request.url.scheme == "https" or world_of(request).web_url.startswith("https:")


def keep_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """A cookie that scripts cannot read and other sites do not send."""
    response.set_cookie(name, value, max_age=seconds, path="/p", httponly=True, samesite="lax", secure=secure(request))


def answer(app: FastAPI) -> None:
    """What these refusals look like."""
    app.add_exception_handler(NotHere, lambda request, _: shown(request, "said.html", status=401, says="over"))
    app.add_exception_handler(NotOurs, lambda request, _: shown(request, "said.html", status=403, says="refused"))
    app.add_exception_handler(TooLarge, lambda request, _: shown(request, "said.html", status=413, says="refused"))


def _own(request: Request) -> set[str]:
    return {request.headers.get("host", ""), urlsplit(world_of(request).web_url).netloc}
