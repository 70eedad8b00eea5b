"""Reading forms: small, from a page of ours, and only once their token was looked at (``reliability.md``, "CSRF")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, Request

from coordinator.services.world import World

LARGEST_FORM = 96 * 1024
"""Bytes of a form without a file."""

MOST_FIELDS = 100
MOST_OF_A_LONG_FORM = 1500
FORM = "application/x-www-form-urlencoded"


class NotOurs(Exception):
    """A form that no page of ours sent, or one that went stale."""


class TooLarge(Exception):
    """A form that holds more than any form of ours can."""


def world_of(request: Request) -> World:
    """The world of this application."""
    found: World = request.app.state.world
    return found


def from_our_page(request: Request, *, unnamed: bool = False) -> None:
    """Refuse what another site sends. A browser too old to say where a form comes from is told by the form's token.

    ``unnamed``: our pages there tell nobody their address, and an older browser then hides where its forms come from.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        raise NotOurs
    if origin == "null" and (unnamed or site == "same-origin"):
        return  # what a page with "no-referrer" says of itself
    if origin is not None and urlsplit(origin).netloc not in _own(request):
        raise NotOurs


async def fields(request: Request) -> Mapping[str, list[str]]:
    """The fields of a small form from a page of ours."""
    from_our_page(request)
    return await read_fields(request)


async def many_fields(request: Request) -> Mapping[str, list[str]]:
    """The fields of a long form from a page of ours, such as an opinion."""
    from_our_page(request)
    return await read_fields(request, MOST_OF_A_LONG_FORM)


async def read_fields(request: Request, most: int = MOST_FIELDS) -> Mapping[str, list[str]]:
    """The fields of a form, read no further than it may be long; not ours where it has more than ``most``."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise NotOurs
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise TooLarge
    try:
        told = parse_qs(body.decode("ascii", "replace"), keep_blank_values=True, errors="replace", max_num_fields=most)
    except ValueError:
        raise NotOurs from None
    request.state.told = told
    return told


Fields = Annotated[Mapping[str, list[str]], Depends(fields)]
ManyFields = Annotated[Mapping[str, list[str]], Depends(many_fields)]


def one(told: Mapping[str, list[str]], name: str) -> str:
    """The value of a field, empty where it is missing."""
    return (told.get(name) or [""])[0]


def came_from(request: Request) -> str:
    """The page of ours on which a link or button led here, as a path; empty where the browser does not say."""
    told = urlsplit(request.headers.get("referer", ""))
    here = request.url.path if request.method == "GET" else ""
    if told.netloc not in _own(request) or not told.path.startswith("/") or told.path.startswith("//"):
        return ""
    return "" if told.path == here else told.path + (f"?{told.query}" if told.query else "")


def secure(request: Request) -> bool:
    """Whether cookies may travel over TLS only."""
    return request.url.scheme == "https" or world_of(request).web_url.startswith("https:")


def _own(request: Request) -> set[str]:
    return {request.headers.get("host", ""), urlsplit(world_of(request).web_url).netloc}
