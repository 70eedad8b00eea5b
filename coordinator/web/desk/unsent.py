"""A form that could not be taken because the sign-in behind it had ended: what was typed goes back to who typed it.

Nothing is kept on our side, and nothing is done before the person presses a button of a page of their new sign-in.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request, Response

from coordinator.services.sign_in.here import SignedIn, signed_in
from coordinator.web.desk.following import by_itself
from coordinator.web.desk.places import NOTHING_BESIDE, header
from coordinator.web.forms import NotOurs, TooLarge, from_our_page, read_fields, world_of
from coordinator.web.templating import page

LONGEST_SHOWN = 4000
"""Characters of one field that the page shows; all of it is sent again."""

NEVER = ("/sign-", "/p/", "/account/password")
"""Below these nobody types what is worth keeping or may be shown again, or the door is another."""

OURS = ("form_token", "seen", "back", "next")
"""Fields of our own, which nobody typed."""


async def typed_in(request: Request) -> Mapping[str, list[str]] | None:
    """What a form of a page of ours held; ``None`` where the browser does not say that a page of ours sent it."""
    if request.method != "POST" or by_itself(request) or request.url.path.startswith(NEVER):
        return None
    if request.headers.get("sec-fetch-site") != "same-origin" and "origin" not in request.headers:
        return None
    read: Mapping[str, list[str]] | None = getattr(request.state, "told", None)
    if read is not None:
        return read
    try:
        from_our_page(request)
        return await read_fields(request)
    except (NotOurs, TooLarge):
        return None


def signed_off(request: Request, told: Mapping[str, list[str]]) -> Response:
    """Nobody is signed in behind this form: how to send it all the same."""
    return _page(request, told, None, status=401)


def stale(request: Request, told: Mapping[str, list[str]], cookie: str) -> Response | None:
    """The form is of an earlier sign-in of whoever is here now: it can be sent with one more click."""
    world = world_of(request)
    with world.database.transaction() as session:
        found = signed_in(world, session, cookie)
    return _page(request, told, found, status=403) if found is not None and found.whole else None


def _page(request: Request, told: Mapping[str, list[str]], found: SignedIn | None, *, status: int) -> Response:
    dropped = ("form_token", "password")
    kept = [(name, value) for name, values in told.items() if name not in dropped for value in values]
    return page(
        request,
        "desk/unsent.html",
        status=status,
        action=request.url.path,
        fresh_token=found.form_token if found is not None else "",
        kept=kept,
        typed=[value[:LONGEST_SHOWN] for name, value in kept if name not in OURS and value.strip()],
        **(header(request, found) | NOTHING_BESIDE if found is not None else {}),
    )
