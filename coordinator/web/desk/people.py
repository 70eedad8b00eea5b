"""People: who works here. Add somebody, change their roles, forget a lost device, let somebody go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import Refused
from coordinator.domain.viewer import SECOND_STEP_ASKED_OF, May
from coordinator.domain.words import StaffRole
from coordinator.services.desk import people
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import staff_list
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.desk.looks import day_words, desk_page, moment_words
from coordinator.web.forms import one, world_of

router = APIRouter()

Manages = Annotated[SignedIn, Depends(who_may(May.MANAGE_STAFF))]

ROLES: Mapping[StaffRole, str] = {
    StaffRole.NAVIGATOR: "Navigator: their own cases, and those nobody has yet",
    StaffRole.RECORDS_COORDINATOR: "Records coordinator: the cases of the team",
    StaffRole.SUPERVISOR: "Supervisor: the cases of the team, assigning, reports, operations",
    StaffRole.CLINICAL_REVIEWER: "Clinical reviewer: the cases of the team, classifying",
    StaffRole.ADMIN: "Admin: people, directory and operations; no case",
}

SENTENCES = {
    "staff.has_cases": "This person has open cases: choose who takes them.",
    "staff.oneself": "Nobody does this to themselves: ask another admin.",
    "staff.known": "Somebody with this address is in the list already.",
    "role.unknown": "Choose at least one role.",
    "key.missing": "Say how colleagues call them.",
}
DONE = {
    "changed": "The changes are kept. Who has new roles signs in again.",
    "device": "The device is forgotten: the next sign-in makes another one known.",
    "ended": "The person left. Nobody signs in under this name any more.",
}


@router.get("/people")
def listed(request: Request, found: Manages, did: str = "") -> Response:
    """Everybody, those who left last."""
    with world_of(request).database.reading() as session:
        rows = staff_list.listed(session)
    return desk_page(request, found, "people.html", people=[_words(row) for row in rows], did=DONE.get(did, ""))


@router.get("/people/new")
def ask(request: Request, found: Manages) -> Response:
    """The form for somebody new."""
    return _form(request, found, None, {})


@router.post("/people")
def add(request: Request, found: Manages, told: Form) -> Response:
    """Add somebody, and show the password to hand over, once."""
    try:
        password = people.add(
            world_of(request), found.viewer, one(told, "email"), one(told, "name"), told.get("roles", []),
            one(told, "team"),
        )  # fmt: skip
    except Refused as refusal:
        return _form(request, found, None, told, refusal)
    return desk_page(request, found, "people_password.html", name=one(told, "name"), password=password)


@router.get("/people/{staff_id}")
def show(request: Request, found: Manages, staff_id: str) -> Response:
    """One person, to be changed."""
    person = people.found(world_of(request), staff_id)
    return _form(request, found, person, _told(person))


@router.post("/people/{staff_id}")
def change(request: Request, found: Manages, told: Form, staff_id: str) -> Response:
    """Keep name, roles and team."""
    person = people.found(world_of(request), staff_id)
    try:
        people.change(
            world_of(request), found.viewer, staff_id, one(told, "name"), told.get("roles", []), one(told, "team")
        )
    except Refused as refusal:
        return _form(request, found, person, {**told, "email": [person.email]}, refusal)
    return RedirectResponse("/people?did=changed", status_code=303)


@router.post("/people/{staff_id}/password")
def password(request: Request, found: Manages, told: Form, staff_id: str) -> Response:
    """Make a new password, and show it once."""
    person = people.found(world_of(request), staff_id)
    made = people.new_password(world_of(request), found.viewer, staff_id)
    return desk_page(request, found, "people_password.html", name=person.name, password=made)


@router.post("/people/{staff_id}/device")
def device(request: Request, found: Manages, told: Form, staff_id: str) -> Response:
    """Forget a lost device."""
    people.forget_device(world_of(request), found.viewer, staff_id)
    return RedirectResponse("/people?did=device", status_code=303)


@router.post("/people/{staff_id}/end")
def end(request: Request, found: Manages, told: Form, staff_id: str) -> Response:
    """Let somebody go."""
    person = people.found(world_of(request), staff_id)
    try:
        people.end(world_of(request), found.viewer, staff_id, one(told, "to"))
    except Refused as refusal:
        return _form(request, found, person, _told(person), refusal)
    return RedirectResponse("/people?did=ended", status_code=303)


def _form(
    request: Request, found: SignedIn, person: Any, told: Mapping[str, Sequence[str]], refusal: Refused | None = None
) -> Response:
    colleagues: list[tuple[str, str]] = []
    if person is not None:
        with world_of(request).database.reading() as session:
            rows = staff_list.listed(session)
        able = {StaffRole.NAVIGATOR, StaffRole.SUPERVISOR, StaffRole.RECORDS_COORDINATOR}
        colleagues = [
            (row.email, row.name)
            for row in rows
            if row.deactivated_at is None and row.id != person.id and able & set(row.roles)
        ]
    field = {"role": "roles"}.get(refusal.field, refusal.field) if refusal is not None else ""
    sentence = SENTENCES.get(refusal.code, refusal.detail or refusal.code) if refusal is not None else ""
    return desk_page(
        request, found, "people_form.html", status=422 if refusal is not None else 200, person=person,
        email=one(_lists(told), "email"), name=one(_lists(told), "name"), team=one(_lists(told), "team"),
        roles=[(role.value, words, role in told.get("roles", ())) for role, words in ROLES.items()],
        colleagues=colleagues, field=field, sentence=sentence, cases=[r.detail for r in refusal.reasons]
        if refusal is not None else [],
    )  # fmt: skip


def _told(person: Any) -> dict[str, list[str]]:
    return {"email": [person.email], "name": [person.name], "team": [person.team or ""], "roles": list(person.roles)}


def _lists(told: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in told.items()}


def _words(row: Any) -> dict[str, object]:
    away = row.absent_until is not None
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "roles": ", ".join(role.replace("_", " ") for role in row.roles),
        "team": row.team or "",
        "left": day_words(row.deactivated_at.date()) if row.deactivated_at else "",
        "seen": moment_words(row.seen_at, "UTC") if row.seen_at else "",
        "may_sign_in": row.may_sign_in,
        "device": row.device_known,
        "needs_device": bool(SECOND_STEP_ASKED_OF & set(row.roles)),
        "away": f"{day_words(row.absent_from)} to {day_words(row.absent_until)}" if away else "",
        "cover": row.cover or "",
    }
