"""What stands before every page of the desk: who is here, what they may, and whose form this is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import May
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.sign_in.tokens import same
from coordinator.store import cases
from coordinator.web.desk import unsent
from coordinator.web.desk.behind import COOKIE, asked
from coordinator.web.desk.error_page import error_page
from coordinator.web.desk.following import begin, by_itself
from coordinator.web.desk.places import places
from coordinator.web.forms import Fields, ManyFields, NotOurs, TooLarge, one

FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field
SIGN_IN, SECOND_STEP = "/sign-in", "/sign-in/code"


class SignInFirst(Exception):
    """Nobody is signed in behind this request, or no more."""


class StepFirst(Exception):
    """The password was right; the code of the device is still to come."""


class HomeElsewhere(Exception):
    """The first page is not for this person; its text is where theirs is."""


def half_here(request: Request) -> SignedIn:
    """Who gave a password, whether or not the second step was taken."""
    found = asked(request)
    if found is None:
        raise SignInFirst
    return found


HalfHere = Annotated[SignedIn, Depends(half_here)]


def here(found: HalfHere) -> SignedIn:
    """Who is signed in with all that is asked of them."""
    if not found.whole:
        raise StepFirst
    return found


Here = Annotated[SignedIn, Depends(here)]


def who_may(wanted: May) -> Callable[..., SignedIn]:
    """A dependency: who is here, and may do this. To anybody else the page is not there."""

    def allowed(request: Request, found: Here) -> SignedIn:
        if not found.viewer.may(wanted):
            if request.url.path == "/":
                raise HomeElsewhere(next((path for path, _ in places(request, found.viewer)), SIGN_IN))
            raise NotFound("page.unknown")
        begin(request, found)
        return found

    return allowed


def our_form(found: HalfHere, told: Fields) -> Any:
    """The fields of a form that a page of this very sign-in sent."""
    if not same(found.form_token, one(told, FORM_TOKEN)):
        raise NotOurs
    return told


Form = Annotated[Any, Depends(our_form)]


def our_large_form(found: HalfHere, told: ManyFields) -> Any:
    """The same for a form of many fields."""
    if not same(found.form_token, one(told, FORM_TOKEN)):
        raise NotOurs
    return told


LargeForm = Annotated[Any, Depends(our_large_form)]


def inside(path: str) -> str:
    """``path`` where it is one of ours, else the first page: nobody is led elsewhere by an address of ours."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path else "/"


def case_in_sight(session: Session, found: SignedIn, ref: str) -> str:
    """The id of a case that this person sees; ``NotFound`` alike for one that they do not and one that is not."""
    case_id, navigator = cases.id_and_navigator(session, ref)
    if not found.viewer.sees(navigator):
        raise NotFound("case.unknown")
    return case_id


def answer(app: FastAPI) -> None:
    """What these refusals look like."""
    app.add_exception_handler(SignInFirst, _first)
    app.add_exception_handler(StepFirst, _first)
    app.add_exception_handler(HomeElsewhere, lambda _, error: RedirectResponse(str(error), status_code=303))
    app.add_exception_handler(NotOurs, _not_ours)
    app.add_exception_handler(TooLarge, lambda request, _: _refused(request, 413))


async def _first(request: Request, error: Exception) -> Response:
    """To the sign-in, and afterwards back to the page that was asked for; a form is not sent again by itself."""
    where = SIGN_IN if isinstance(error, SignInFirst) else SECOND_STEP
    if by_itself(request):
        return Response(status_code=401)
    was_in = where == SIGN_IN and COOKIE in request.cookies
    told = await unsent.typed_in(request) if was_in else None
    if told is not None:
        return unsent.signed_off(request, told)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    query = {"next": path} if request.method == "GET" and path != "/" else {}
    query |= {"off": "1"} if was_in else {}
    return RedirectResponse(where + (f"?{urlencode(query)}" if query else ""), status_code=303)


async def _not_ours(request: Request, _error: Exception) -> Response:
    """A form that is none of ours is refused; one of an earlier sign-in comes back with what was typed."""
    told = await unsent.typed_in(request)
    cookie = request.cookies.get(COOKIE, "")
    again = await run_in_threadpool(unsent.stale, request, told, cookie) if told is not None and cookie else None
    return again or _refused(request, 403)


def _refused(request: Request, status: int) -> Response:
    sentence = {
        403: "This form did not come from a page of ours, or it is too old. Load its page again and send it once more.",
        413: "This is more than a form can hold. Shorten it, or add it as a document.",
    }[status]
    return error_page(request, status, "Not taken", sentence)
