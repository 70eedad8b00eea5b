"""Pages that follow what they show: which do, and from where on.

A followed page carries the mark of what it showed; ``static/desk/live.js`` asks ``/live/…`` now and then whether the
mark still holds, and takes in the page anew when it does not. Nothing asked this way counts as a click: whoever walks
away from an open page is signed off all the same.
"""

from __future__ import annotations

from fastapi import Request

from coordinator.services.sign_in.here import SignedIn
from coordinator.store import marks
from coordinator.web.forms import world_of

FOLLOWED = {
    "/": "cases",
    "/calls": "cases",
    "/cases": "cases",
    "/inbox": "inbox",
    "/cases/{ref}": "case",
    "/cases/{ref}/records": "case",
    "/cases/{ref}/scheduling": "case",
    "/cases/{ref}/consultation": "case",
    "/cases/{ref}/comparison": "case",
    "/cases/{ref}/messages": "case",
    "/cases/{ref}/timeline": "case",
}
"""What each page that follows is about, by its route."""

BY_ITSELF = "x-following"
"""A header of requests that a page sends by itself."""


def by_itself(request: Request) -> bool:
    """Whether a page asks, and not a person: that keeps nobody signed in, and is no look at a case."""
    return BY_ITSELF in request.headers


def begin(request: Request, found: SignedIn) -> None:
    """Before a followed page is read: keep the mark of what it is about to show. One statement."""
    about = FOLLOWED.get(getattr(request.scope.get("route"), "path", ""))
    if about is None or request.method != "GET":
        return
    ref = request.path_params.get("ref", "")
    mark = mark_of(request, found, about, ref)
    if mark is not None:
        request.state.follows = f"/live/{about}{f'/{ref}' if ref else ''}?since={mark}"


def follows(request: Request) -> str:
    """The address that tells whether this page still shows what is so; empty where it follows nothing."""
    return str(getattr(request.state, "follows", ""))


def mark_of(request: Request, found: SignedIn, about: str, ref: str = "") -> str | None:
    """The mark as it is now; ``None`` for a case that this person does not see. One statement."""
    with world_of(request).database.reading() as session:
        if about == "case":
            seen = marks.of_case(session, ref)
            return seen[0] if seen is not None and found.viewer.sees(seen[1]) else None
        return (marks.of_inbox if about == "inbox" else marks.of_cases)(session, found.viewer.navigators)
