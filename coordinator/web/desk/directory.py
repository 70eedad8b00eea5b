"""The directory: offices and how they are reached, who gives opinions, and where patients may turn."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import office_directory as offices
from coordinator.services.directory_changing import CONTACT, ChangedMeanwhile, change_contact
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.desk.looks import day_words, desk_page, moment_words
from coordinator.web.forms import one, world_of

router = APIRouter()

MaySee = Annotated[SignedIn, Depends(who_may(May.SEE_DIRECTORY))]
MayChange = Annotated[SignedIn, Depends(who_may(May.CHANGE_DIRECTORY))]

FIELDS = (
    ("phone", "Telephone", "With its area code."),
    ("fax", "Fax", "Letters go here first where it works. A new number is trusted anew."),
    ("email", "Mail address", "Used only as secure mail, and only where they agreed to it."),
    ("portal_url", "Address of their portal", "Begins with https://"),
    ("hours", "Hours", "In their own zone, such as Mon-Fri 08:00-16:00."),
    ("phone_tree", "Way through their telephone menu", "Which keys to press, whom to ask for."),
)
ZONE = "UTC"


@router.get("/directory")
def offices_page(request: Request, found: MaySee, q: str = "", after: str = "") -> Response:
    """Organizations and their desks."""
    with world_of(request).database.reading() as session:
        listed = offices.offices_listed(session, q, after)
    return desk_page(
        request, found, "directory/offices.html", here="/directory", q=q, offices=listed.entries, onward=listed.onward,
        further=bool(after),
    )  # fmt: skip


@router.get("/directory/resources")
def resources_page(request: Request, found: MaySee, q: str = "") -> Response:
    """Where patients may turn; what nobody looked at for a year is marked, and hidden from patients."""
    world = world_of(request)
    with world.database.reading() as session:
        today = world.now(session).date()
    entries = offices.resources(q, today)
    return desk_page(
        request, found, "directory/resources.html", here="/directory/resources", q=q,
        resources=[(entry, old, day_words(entry.checked_on)) for entry, old in entries],
        stale=sum(old for _, old in entries), kinds=offices.RESOURCES,
    )  # fmt: skip


@router.get("/directory/desks/{desk}")
def desk_page_(request: Request, found: MaySee, desk: str, did: str = "") -> Response:
    """One desk: how it is reached, how it answers, and what waits there."""
    with world_of(request).database.reading() as session:
        shown = offices.desk_shown(session, desk)
        waiting, others = offices.waiting_at(session, found.viewer, shown)
        changes = offices.changes(session, desk)
    return desk_page(
        request, found, "directory/desk.html", desk=shown, waiting=waiting, others=others,
        changed=did == "changed", may_change=found.viewer.may(May.CHANGE_DIRECTORY),
        may_record=found.viewer.may(May.RECORD_FACTS), closed_on=[day_words(day) for day in shown.row.closed_on],
        changes=[(who, moment_words(at, shown.row.time_zone), words) for who, at, words in changes],
    )  # fmt: skip


@router.get("/directory/desks/{desk}/change")
def ask_change(request: Request, found: MayChange, desk: str) -> Response:
    """The form of how it is reached."""
    return _change_page(request, found, desk)


@router.post("/directory/desks/{desk}/change")
def take_change(request: Request, found: MayChange, told: Form, desk: str) -> Response:
    """Change it; or say what is wrong at its field, or who was faster."""
    given = {name: one(told, name) for name in CONTACT}
    try:
        changed = change_contact(world_of(request), desk, given, one(told, "seen"), by=found.viewer.email)
    except ChangedMeanwhile as meanwhile:
        since = [(c.who, moment_words(c.at, ZONE), offices.change_words(dict(c.changes))) for c in meanwhile.since]
        return _change_page(request, found, desk, given, since=since, status=409)
    except Refused as refusal:
        if not refusal.reasons:
            raise
        return _change_page(request, found, desk, given, problems=by_field(refusal), status=422)
    return RedirectResponse(f"/directory/desks/{desk}{'?did=changed' if changed else ''}", status_code=303)


def by_field(refusal: Refused) -> dict[str, str]:
    """What is wrong with each field."""
    return {
        name: f"{said[:1].upper()}{said[1:]}." for name, _, said in (r.detail.partition(": ") for r in refusal.reasons)
    }


def _change_page(
    request: Request, found: SignedIn, desk: str, given: dict[str, str] | None = None, *, since: Any = (),
    problems: dict[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    with world_of(request).database.reading() as session:
        shown = offices.desk_shown(session, desk)
        newest = offices.newest_change(session, desk)
    values = given or {name: getattr(shown.row, name) or "" for name in CONTACT}
    if given is None:
        values["secure_email_agreed"] = "yes" if shown.row.secure_email_agreed else ""
    stands = {name: getattr(shown.row, name) or "" for name, _, _ in FIELDS}
    return desk_page(
        request, found, "directory/change.html", status=status, desk=shown, values=values, fields=FIELDS, seen=newest,
        problems=problems or {}, since=since, stands=stands,
    )  # fmt: skip
