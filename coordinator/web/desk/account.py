"""One's own account: the password, and being away with somebody who covers; supervisors set it for the team too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.services.desk import away
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.sign_in.own_password import change_password
from coordinator.services.staff import SHORTEST_PASSWORD
from coordinator.web.desk.guard import Form, Here
from coordinator.web.desk.looks import day_words, desk_page
from coordinator.web.desk.sign_in_words import FORGOTTEN, WAIT
from coordinator.web.forms import one, world_of

router = APIRouter()

PLACE = "/account"

SENTENCES = {
    "password.short": f"Take at least {SHORTEST_PASSWORD} characters; several words are easy to remember.",
    "password.long": "This is too long. A few words are enough.",
    "password.same": "This is the password you have. Choose another one.",
    "password.differs": "This is not what stands above. Type the new password twice.",
    "password.wrong": "This is not your password.",
    "code.wrong": "This code does not fit, or it was used already. Take the next one that your device shows.",
    "sign_in.wait": f"{WAIT} {FORGOTTEN}",
    "away.day": "Name a day.",
    "away.until": "Name a day that is not before the first one, and not past.",
    "away.long": "This is longer than a year: hand the cases over instead.",
    "away.cover": "Choose somebody else of the same team.",
    "away.both": "They are away in these days themselves. Choose somebody else.",
}
DONE = {
    "password": "Your new password holds. You were signed off everywhere else.",
    "away": "It is kept. From the first day on the colleague has these cases as well.",
    "back": "It is kept: nobody covers any more.",
}


@router.get(PLACE)
def show(request: Request, found: Here, did: str = "") -> Response:
    """The page."""
    return _page(request, found, {}, did=did)


@router.post(f"{PLACE}/password")
def password(request: Request, found: Here, told: Form) -> Response:
    """Change one's own password."""
    address = request.client.host if request.client else ""
    try:
        change_password(
            world_of(request), found, one(told, "current"), one(told, "new"), one(told, "again"), address,
            one(told, "code"),
        )  # fmt: skip
    except Refused as refusal:
        status = 429 if refusal.code == "sign_in.wait" else 422
        return _page(request, found, {}, refusal=refusal, status=status)
    return RedirectResponse(f"{PLACE}?did=password", status_code=303)


@router.post(f"{PLACE}/away")
def be_away(request: Request, found: Here, told: Form) -> Response:
    """Say from when to when somebody is away, and who covers."""
    try:
        since, until = _day(told, "since"), _day(told, "until")
        away.go_away(
            world_of(request), found.viewer, one(told, "who") or found.staff_id, since, until, one(told, "cover")
        )  # fmt: skip
    except NotFound:
        raise
    except Refused as refusal:
        return _page(request, found, told, refusal=refusal)
    return RedirectResponse(f"{PLACE}?did=away", status_code=303)


@router.post(f"{PLACE}/back")
def be_back(request: Request, found: Here, told: Form) -> Response:
    """Nobody covers any more."""
    away.come_back(world_of(request), found.viewer, one(told, "who"))
    return RedirectResponse(f"{PLACE}?did=back", status_code=303)


def _day(told: Mapping[str, Sequence[str]], name: str) -> date:
    try:
        return date.fromisoformat(next(iter(told.get(name, ())), ""))
    except ValueError:
        raise Refused("away.day", field=name) from None


def _page(
    request: Request, found: SignedIn, told: Mapping[str, Sequence[str]], *, refusal: Refused | None = None,
    status: int = 422, did: str = "",
) -> Response:  # fmt: skip
    world = world_of(request)
    with world.database.reading() as session:
        today = away.today_of(world.now(session))
        colleagues = away.colleagues(session, found.viewer, today)
    names = {row.email: row.name for row in colleagues.covers}
    return desk_page(
        request, found, "account.html", status=status if refusal is not None else 200,
        may_set=[(row.id, row.name) for row in colleagues.may_set],
        covers=[(row.id, row.name) for row in colleagues.covers if len(colleagues.may_set) > 1 or
                row.id != found.staff_id],
        away=[
            {"id": row.id, "name": row.name, "own": row.id == found.staff_id, "cover": names.get(row.cover, row.cover),
             "since": day_words(row.absent_from), "until": day_words(row.absent_until)}
            for row in colleagues.away
        ],
        field=refusal.field if refusal is not None else "", did=DONE.get(did, ""), today=today.isoformat(),
        sentence=SENTENCES.get(refusal.code, refusal.detail) if refusal is not None else "",
        told={name: next(iter(told.get(name, ())), "") for name in ("who", "since", "until", "cover")},
        shortest=SHORTEST_PASSWORD, device=found.second_step_secret is not None,
    )  # fmt: skip
