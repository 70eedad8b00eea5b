"""What stands before every page and form of the portal: who is here, and whether a form came from a page of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response

from coordinator.services.portal.tokens import same
from coordinator.services.portal.visiting import Visitor, form_token, visitor
from coordinator.services.world import World
from coordinator.web import forms
from coordinator.web.forms import one as one
from coordinator.web.forms import secure
from coordinator.web.forms import world_of as world_of
from coordinator.web.portal.looks import shown

VISIT_COOKIE, WAITING_COOKIE = "portal_visit", "portal_waiting"


class NotHere(Exception):
    """Nobody is signed in behind this request, or no more."""


class NotOurs(forms.NotOurs):
    """A form that no page of ours sent, or one that went stale."""


class TooLarge(forms.TooLarge):
    """A form that holds more than any form of ours can."""


def here(request: Request) -> Visitor:
    """Who is here; asked of the database at every request, because what ends a visit ends it now."""
    found = visitor(world_of(request), request.cookies.get(VISIT_COOKIE, ""))
    if found is None:
        raise NotHere
    return found


Here = Annotated[Visitor, Depends(here)]


def from_our_page(request: Request) -> None:
    """Refuse what another site sends, on a page that looks like the portal's."""
    try:
        forms.from_our_page(request, unnamed=True)
    except forms.NotOurs:
        raise NotOurs from None


async def fields(request: Request) -> Mapping[str, list[str]]:
    """The fields of a small form: a drawn signature and a long message fit."""
    from_our_page(request)
    try:
        return await forms.read_fields(request)
    except forms.NotOurs:
        raise NotOurs from None
    except forms.TooLarge:
        raise TooLarge from None


Fields = Annotated[Mapping[str, list[str]], Depends(fields)]


def check_form(world: World, purpose: str, told: str) -> None:
    """The form carries what only a page of this visit, or of this link, could have given it."""
    if not same(form_token(world, purpose), told):
        raise NotOurs


def keep_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """A cookie that scripts cannot read and other sites do not send."""
    response.set_cookie(name, value, max_age=seconds, path="/p", httponly=True, samesite="lax", secure=secure(request))


def answer(app: FastAPI) -> None:
    """What these refusals look like."""
    app.add_exception_handler(NotHere, lambda request, _: shown(request, "said.html", status=401, says="over"))
    app.add_exception_handler(NotOurs, lambda request, _: shown(request, "said.html", status=403, says="refused"))
    app.add_exception_handler(TooLarge, lambda request, _: shown(request, "said.html", status=413, says="refused"))
