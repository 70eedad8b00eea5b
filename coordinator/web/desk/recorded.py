"""After a fact was recorded: back to where one was, with a sentence that says so, and *Undo* for some minutes.

A page that records calls :func:`back`; ``desk_page`` shows the sentence on whatever page comes next.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import Refused
from coordinator.domain.facts import Recorded
from coordinator.domain.viewer import May
from coordinator.services.desk.undoing import JustRecorded, just_recorded, undo
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import Form, case_in_sight, inside, who_may
from coordinator.web.forms import one, world_of

router = APIRouter()

DONE = "done"
"""The key in an address that names what was just recorded: ``SO-7K4M-Q2.17``, ``.0`` where it was so already."""

_DONE = re.compile(r"(SO-[0-9A-Z]{4}-[0-9A-Z]{2})\.([0-9]{1,9})")


def back(to: str, ref: str, recorded: Recorded) -> Response:
    """303 to ``to``, a path of ours with or without a query, where the next page says what was recorded."""
    parts = urlsplit(inside(to))
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key != DONE]
    query = urlencode([*kept, (DONE, f"{ref.upper()}.{recorded.seq or 0}")])
    place = f"#{parts.fragment}" if parts.fragment else ""
    return RedirectResponse(f"{parts.path}?{query}{place}", status_code=303)


def said_here(request: Request, found: SignedIn) -> JustRecorded | None:
    """What the address of this page says was just recorded, where it is true."""
    named = _DONE.fullmatch(request.query_params.get(DONE, ""))
    if named is None:
        return None
    ref, seq = named[1], int(named[2])
    if seq == 0:
        return JustRecorded(ref, 0, "", did="Recorded", can_be_undone=False)
    world = world_of(request)
    with world.database.reading() as session:
        return just_recorded(session, found.viewer, ref, seq, world.now(session))


def here_again(request: Request) -> str:
    """The address of this page without the key of what was recorded; what answers a form has none of its own."""
    if request.method not in ("GET", "HEAD"):
        ref = request.path_params.get("ref")
        return f"/cases/{ref}" if ref else "/"
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != DONE]
    return request.url.path + (f"?{urlencode(kept)}" if kept else "")


@router.post("/cases/{ref}/undo/{seq}")
def take_back(
    request: Request, found: Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))], told: Form, ref: str, seq: int
) -> Response:
    """Take back what one has just recorded, and go back to the page one was on."""
    world = world_of(request)
    with world.database.reading() as session:
        case_in_sight(session, found, ref)
    try:
        recorded = undo(world, found.viewer, ref, seq)
    except Refused as refusal:
        query = urlencode({"why": refusal.code, "back": inside(one(told, "back"))})
        return RedirectResponse(f"/cases/{ref}/correct/{seq}?{query}", status_code=303)
    return back(one(told, "back"), ref, recorded)
