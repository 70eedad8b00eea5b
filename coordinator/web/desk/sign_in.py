"""Signing in and off."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import segno
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import Refused
from coordinator.services.sign_in.entering import enter
from coordinator.services.sign_in.here import LONGEST, SignedIn, leave
from coordinator.services.sign_in.second_step import confirm, offer
from coordinator.web.desk.behind import COOKIE
from coordinator.web.desk.guard import SECOND_STEP, SIGN_IN, Form, HalfHere, inside
from coordinator.web.desk.sign_in_words import FORGOTTEN, WAIT
from coordinator.web.forms import Fields, one, secure, world_of
from coordinator.web.templating import page

router = APIRouter()

SENTENCES = {
    "sign_in.refused": "The e-mail address and the password do not fit together.",
    "sign_in.wait": WAIT,
    "code.wrong": "This code does not fit. Take the one that your device shows now.",
    "sign_in.over": "There were too many wrong codes. Start again with your password.",
}


@router.get(SIGN_IN)
def ask(request: Request, next: str = "", off: str = "") -> Response:  # noqa: A002 - the name in the address
    """The page with two fields. ``off``: a sign-in has ended, ``here`` where its own person ended it."""
    return _page(request, inside(next), off=off)


@router.post(SIGN_IN)
def take(request: Request, told: Fields) -> Response:
    """Check the password. A cookie is set in any case that it fits; the desk may still ask for a code."""
    email, onward = one(told, "email"), inside(one(told, "next"))
    try:
        entered = enter(world_of(request), email, one(told, "password"), request.client.host if request.client else "")
    except Refused as refusal:
        status = 429 if refusal.code == "sign_in.wait" else 401
        return _page(request, onward, email=email, problem=SENTENCES[refusal.code], status=status)
    away = RedirectResponse(onward if entered.whole else _with_next(SECOND_STEP, onward), status_code=303)
    away.set_cookie(
        COOKIE, entered.cookie, max_age=int(LONGEST.total_seconds()), httponly=True, samesite="lax",
        secure=secure(request), path="/",
    )  # fmt: skip
    return away


@router.get(SECOND_STEP)
def ask_code(request: Request, found: HalfHere, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """The page for the code of a device; the first time also the picture that makes the device known."""
    if found.whole:
        return RedirectResponse(inside(next), status_code=303)
    return _code_page(request, found, inside(next), "")


@router.get("/sign-in/device.svg")
def picture(request: Request, found: HalfHere) -> Response:
    """What an authenticator app reads; there while no device is known."""
    drawn = BytesIO()
    segno.make(offer(world_of(request), found), micro=False).save(drawn, kind="svg", scale=5, border=4)
    return Response(drawn.getvalue(), media_type="image/svg+xml")


@router.post(SECOND_STEP)
def take_code(request: Request, found: HalfHere, told: Form) -> Response:
    """Check the code."""
    onward = inside(one(told, "next"))
    try:
        confirm(world_of(request), found, one(told, "code"))
    except Refused as refusal:
        if refusal.code == "sign_in.over":
            return _page(request, onward, problem=SENTENCES[refusal.code], status=401)
        return _code_page(request, found, onward, SENTENCES.get(refusal.code, SENTENCES["code.wrong"]))
    return RedirectResponse(onward, status_code=303)


@router.post("/sign-off")
def off(request: Request, found: HalfHere, told: Form) -> Response:
    """Sign off: the cookie is worth nothing from now on."""
    leave(world_of(request), found)
    away = RedirectResponse(f"{SIGN_IN}?off=here", status_code=303)
    away.delete_cookie(COOKIE, path="/")
    return away


def _page(
    request: Request, onward: str, *, email: str = "", problem: str = "", off: str = "", status: int = 200
) -> Response:
    return page(
        request, "desk/sign_in.html", status=status, next=onward, email=email, problem=problem, off=off,
        forgotten=FORGOTTEN,
    )  # fmt: skip


def _code_page(request: Request, found: SignedIn, onward: str, problem: str) -> Response:
    secret = ""
    if found.second_step_secret is None:
        whole = offer(world_of(request), found).partition("secret=")[2].partition("&")[0]
        secret = " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))
    return page(
        request, "desk/second_step.html", status=401 if problem else 200, next=onward, secret=secret,
        form_token=found.form_token, problem=problem,
    )  # fmt: skip


def _with_next(where: str, onward: str) -> str:
    return where if onward == "/" else f"{where}?next={quote(onward, safe='')}"
