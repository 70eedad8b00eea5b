"""Who gives opinions: facts with their source and date, checks of credentials, openings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import Refused
from coordinator.domain.viewer import May
from coordinator.domain.words import CredentialStatus, VisitMode
from coordinator.services.desk import office_directory as offices
from coordinator.services.desk.provider_words import facts_of, mode_words, specialties
from coordinator.services.directory_changing import ChangedMeanwhile, add_slot, check_credentials, withdraw_slot
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.directory import by_field
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.desk.looks import desk_page, moment_words
from coordinator.web.forms import one, world_of

router = APIRouter()

MaySee = Annotated[SignedIn, Depends(who_may(May.SEE_DIRECTORY))]
MayChange = Annotated[SignedIn, Depends(who_may(May.CHANGE_DIRECTORY))]

DONE = {"checked": "The check is kept.", "added": "The opening is listed.", "withdrawn": "The opening is gone."}
TAKEN = "Somebody booked this opening, or it is held for somebody. Reschedule that visit first."


@router.get("/directory/providers")
def providers(request: Request, found: MaySee, q: str = "", after: str = "") -> Response:
    """Everybody who gives opinions, by name: in no order of merit."""
    world = world_of(request)
    with world.database.reading() as session:
        listed = offices.providers_listed(session, q, world.now(session), after)
    return desk_page(
        request, found, "directory/providers.html", here="/directory/providers", q=q, providers=listed.entries,
        onward=listed.onward, further=bool(after), specialties=specialties,
    )  # fmt: skip


@router.get("/directory/providers/{provider}")
def provider_page(request: Request, found: MaySee, provider: str, did: str = "") -> Response:
    """One provider."""
    return _page(request, found, provider, did=DONE.get(did, ""))


@router.post("/directory/providers/{provider}/credentials")
def credentials(request: Request, found: MayChange, told: Form, provider: str) -> Response:
    """Somebody looked into a register."""
    given = {key: one(told, key) for key in ("name", "status", "source", "checked_on")}
    try:
        check_credentials(world_of(request), provider, given, one(told, "seen"), by=found.viewer.email)
    except ChangedMeanwhile as meanwhile:
        who = ", ".join(dict.fromkeys(change.who for change in meanwhile.since))
        faster = {"": f"Somebody changed this meanwhile: {who}. Look at it as it stands now, and send it again."}
        return _page(request, found, provider, given=given, problems=faster, status=409)
    except Refused as refusal:
        if not refusal.reasons:
            raise
        return _page(request, found, provider, given=given, problems=by_field(refusal), status=422)
    return RedirectResponse(f"/directory/providers/{provider}?did=checked", status_code=303)


@router.post("/directory/providers/{provider}/slots")
def new_slot(request: Request, found: MayChange, told: Form, provider: str) -> Response:
    """The office offers an opening, by its own wall clock."""
    world, given = world_of(request), {key: one(told, key) for key in ("starts_at", "minutes", "mode")}
    with world.database.reading() as session:
        row = offices.provider_shown(session, provider)
    moment = _with_offset(given["starts_at"], row.office_time_zone or row.zone)
    try:
        add_slot(world, provider, {**given, "starts_at": moment}, by=found.viewer.email)
    except Refused as refusal:
        if not refusal.reasons:
            raise
        return _page(request, found, provider, given=given, problems=by_field(refusal), status=422)
    return RedirectResponse(f"/directory/providers/{provider}?did=added", status_code=303)


@router.post("/directory/providers/{provider}/slots/{slot}/withdraw")
def no_slot(request: Request, found: MayChange, told: Form, provider: str, slot: str) -> Response:
    """The office takes an opening back."""
    try:
        withdraw_slot(world_of(request), provider, slot, by=found.viewer.email)
    except Refused as refusal:
        if refusal.code != "slot.taken":
            raise
        return _page(request, found, provider, problems={"": TAKEN}, status=409)
    return RedirectResponse(f"/directory/providers/{provider}?did=withdrawn", status_code=303)


def _page(
    request: Request, found: SignedIn, provider: str, *, did: str = "", given: dict[str, str] | None = None,
    problems: dict[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        row = offices.provider_shown(session, provider)
        slots = offices.slots(session, provider, now)
        changes = offices.changes(session, provider)
        newest = offices.newest_change(session, provider)
    zone = row.office_time_zone or row.zone
    return desk_page(
        request, found, "directory/provider.html", status=status, row=row, facts=facts_of(row.profile), zone=zone,
        slots=[(slot, moment_words(slot.starts_at, zone), _stands(slot, now)) for slot in slots], seen=newest, did=did,
        changes=[(who, moment_words(at, zone), words) for who, at, words in changes], given=given or {},
        problems=problems or {}, statuses=[(s.value, s.value.replace("_", " ").capitalize()) for s in CredentialStatus],
        modes=[(mode.value, mode_words(mode.value).capitalize()) for mode in VisitMode], mode_words=mode_words,
        may_change=found.viewer.may(May.CHANGE_DIRECTORY),
    )  # fmt: skip


def _stands(slot: object, now: datetime) -> str:
    if getattr(slot, "taken_by", None) is not None:
        return "booked"
    until = getattr(slot, "held_until", None)
    return "held for somebody" if until is not None and until > now else ""


def _with_offset(typed: str, zone: str) -> str:
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return typed
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).isoformat()
