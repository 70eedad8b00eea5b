"""Pages to read: one's own page, a message in full, the comparison; and the way out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import Refused
from coordinator.services.portal import acting, reading, visiting
from coordinator.web.portal import guard
from coordinator.web.portal.looks import language_of, shown

router = APIRouter()


@router.get("/p/home")
def home(request: Request, here: guard.Here, done: str = "") -> Response:
    """What is open, and the messages. ``done`` names what somebody just did, to say thank you."""
    found = reading.home(guard.world_of(request), here, language_of(request, here))
    return shown(request, "home.html", here=here, home=found, name=here.name.split()[0], done=DONE.get(done, ""))


DONE = {
    "came": "visit.confirmed", "fee-yes": "fee.done_yes", "fee-no": "fee.done_no", "asked": "ask.done",
    "filed": "upload.done",
}  # fmt: skip


@router.get("/p/messages/{message_id}")
def message(request: Request, here: guard.Here, message_id: str) -> Response:
    """One message in full."""
    world, language = guard.world_of(request), language_of(request, here)
    found = reading.message(world, here, message_id, language)
    return shown(request, "message.html", here=here, message=found, home=reading.home(world, here, language))


@router.get("/p/comparison")
def comparison(request: Request, here: guard.Here) -> Response:
    """Both opinions side by side, once a second person verified them; before the first look a button."""
    world = guard.world_of(request)
    try:
        block = reading.open_comparison(world, here, language_of(request, here))
    except Refused as refusal:
        if refusal.code != "comparison.not_shared":
            raise
        return shown(request, "comparison.html", status=404, here=here, block=None, ready=False)
    made = here.case.comparison()
    opened = made is not None and made.opened_at is not None
    return shown(request, "comparison.html", here=here, block=block if opened else None, ready=True)


@router.post("/p/comparison")
def see_comparison(request: Request, here: guard.Here, form: guard.Fields) -> Response:
    """They want to see it: that they did is a fact."""
    world = guard.world_of(request)
    guard.check_form(world, here.visit_id, guard.one(form, "form"))
    reading.open_comparison(world, here, language_of(request, here))
    acting.comparison_seen(world, here)
    return RedirectResponse("/p/comparison", status_code=303)


@router.post("/p/leave")
def leave(request: Request, here: guard.Here, form: guard.Fields) -> Response:
    """Sign off."""
    world = guard.world_of(request)
    guard.check_form(world, here.visit_id, guard.one(form, "form"))
    visiting.leave(world, here)
    response = shown(request, "said.html", says="left")
    response.delete_cookie(guard.VISIT_COOKIE, path="/p")
    return response
