"""One document that waits for a look: its pages beside the facts that say what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import document_item
from coordinator.services.desk.looking import document_in_reach
from coordinator.services.desk.split_rows import parts_of_rows
from coordinator.services.moving import move_document
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk import recorded
from coordinator.web.desk.guard import Form, case_in_sight, who_may
from coordinator.web.desk.inbox_words import problem_words, refusal_words
from coordinator.web.desk.looks import ago_words, day_words, desk_page, moment_words
from coordinator.web.forms import one, world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

PARTS = 6
"""Rows of the form that splits a file; further parts are split off again."""

ON_A_PAGE = 12
"""Pictures of pages at once."""


@router.post("/inbox/{came}/check")
def check(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """It is this patient's, and what was asked for."""
    values = {"document": came, "matched": ",".join(told.get("matched", ())), "item": one(told, "item"),
              "dated": one(told, "dated")}  # fmt: skip
    return _record(request, found, told, came, "document_verified", values, "matched")


@router.post("/inbox/{came}/describe")
def describe(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """What it is, and which item it answers."""
    values = {"document": came, **{key: one(told, key) for key in ("type", "item", "dated", "pages")}}
    return _record(request, found, told, came, "document_described", values, "item")


@router.post("/inbox/{came}/split")
def split(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """A long fax is several documents: from page to page, each of its kind."""
    rows = zip(told.get("first", ()), told.get("last", ()), told.get("kind", ()), strict=False)
    try:
        parts = parts_of_rows(rows, document_in_reach(world_of(request), found.viewer, came).page_count)
    except Refused as refusal:
        if refusal.field != "parts":
            raise
        return document_page(request, found, came, told=told, problems={"parts": refusal.detail})
    return _record(request, found, told, came, "document_split", {"document": came, "parts": ",".join(parts)}, "parts")


@router.post("/inbox/{came}/wrong-patient")
def wrong_patient(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """Somebody else's: locked away at once, and its sender is told."""
    if one(told, "sure") != "yes":
        return document_page(request, found, came, problems={"sure": "Say that you are sure: nobody opens it again."})
    return _record(request, found, told, came, "wrong_patient_found", {"document": came}, "sure")


@router.post("/inbox/{came}/unreadable")
def unreadable(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """It cannot be read: it is asked for again."""
    values = {"document": came, "item": one(told, "item")}
    if not values["item"] and not document_in_reach(world_of(request), found.viewer, came).item_id:
        return document_page(request, found, came, problems={"unreadable": "Choose the item to ask for again."})
    return _record(request, found, told, came, "disc_unreadable", values, "unreadable")


@router.post("/inbox/{came}/move")
def move(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """It lies in the wrong case: out of the one, into the other, where somebody checks it."""
    world, ref = world_of(request), one(told, "ref").strip().upper()
    row = document_in_reach(world, found.viewer, came)
    try:
        with world.database.reading() as session:
            case_in_sight(session, found, ref)
        there = move_document(world, row.ref, came, ref, by=found.viewer.email)
    except NotFound:
        return document_page(request, found, came, told=told, problems={"ref": problem_words("case.not_seen")})
    except Refused as refusal:
        return document_page(request, found, came, told=told, problems={"ref": refusal_words(refusal)})
    return RedirectResponse(f"/inbox/{there}", status_code=303)


def _record(
    request: Request, found: SignedIn, told: Any, came: str, fact: str, values: Mapping[str, str], at: str
) -> Response:
    world = world_of(request)
    row = document_in_reach(world, found.viewer, came)
    if one(told, "was") not in ("", row.status):
        return document_page(request, found, came, told=told, status=409)
    try:
        done = record(world, row.ref, fact, {k: v for k, v in values.items() if v}, by=found.viewer.email)
    except Refused as refusal:
        return document_page(request, found, came, told=told, problems={at: refusal_words(refusal)})
    return recorded.back("/inbox", row.ref, done)


def document_page(
    request: Request, found: SignedIn, came: str, *, told: Any = None, problems: Mapping[str, str] | None = None,
    status: int = 200, ) -> Response:  # fmt: skip
    """The page; with ``problems`` what is wrong, at its field, and nothing typed is lost."""
    world = world_of(request)
    row = document_in_reach(world, found.viewer, came)
    with world.database.reading() as session:
        now = world.now(session)
        shown = document_item.shown(session, row)
    typed = {key: list(values) for key, values in (told or {}).items()}
    first = int(request.query_params.get("page", "1")) if request.query_params.get("page", "1").isdigit() else 1
    return desk_page(
        request, found, "inbox/document.html", status=422 if problems else status, row=row, one=shown,
        filed=moment_words(row.filed_at, row.time_zone), ago=ago_words(row.filed_at, now),
        born=day_words(row.birth_date), problems=problems or {}, told=typed, first=max(1, first),
        last=min(shown.pages, max(1, first) + ON_A_PAGE - 1), rows=range(PARTS), changed=status == 409,
        acted=moment_words(shown.acted_at, row.time_zone) if shown.acted_at else "",
    )  # fmt: skip
