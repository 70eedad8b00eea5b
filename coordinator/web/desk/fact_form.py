"""A form for any fact. What is wrong stands at its field; nothing typed is lost.

Buttons elsewhere post to the same address: ``back`` says where to go on, ``seen`` up to which entry of the case's
journal their page was read (``case.seq``), so that nobody writes over what a colleague has just done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.facts import FACTS
from coordinator.domain.facts.fact import Fact
from coordinator.domain.viewer import May
from coordinator.services.desk.closed_case import closed_shown, still_recorded
from coordinator.services.desk.fact_acts import ACTS
from coordinator.services.desk.fact_fields import document_field, fields_of, parts_for, problems_of, values_of
from coordinator.services.desk.looking_back import Later
from coordinator.services.desk.meanwhile import ChangedMeanwhile, record_as_seen
from coordinator.services.ids import is_id
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import cases
from coordinator.web.desk.changed import change_words
from coordinator.web.desk.guard import Form, case_in_sight, inside, who_may
from coordinator.web.desk.looks import desk_page
from coordinator.web.desk.recorded import back
from coordinator.web.forms import one, world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

Told = Mapping[str, Sequence[str]]

ON_THE_DOCUMENT = {"document_split": "split", "documents_merged": "merge"}
"""Facts that are told beside the pages they speak of, and where on that page."""


@router.get("/cases/{ref}/facts/{name}")
def ask(request: Request, found: MayRecord, ref: str, name: str) -> Response:
    """The form. What the address says of a key is filled in."""
    told = {key: request.query_params.getlist(key) for key in request.query_params}
    if name in ON_THE_DOCUMENT and is_id(document := one(told, "document")):
        place = ON_THE_DOCUMENT[name]
        return RedirectResponse(f"/cases/{ref}/documents/{document}?open={place}#{place}", status_code=303)
    return _form(request, found, ref, _fact(name), told)


@router.post("/cases/{ref}/facts/{name}")
def take(request: Request, found: MayRecord, told: Form, ref: str, name: str) -> Response:
    """Record it, and go on where the form says; or show what is wrong, or what a colleague did meanwhile."""
    world, fact = world_of(request), _fact(name)
    with world.database.reading() as session:
        case_id = case_in_sight(session, found, ref)
        zone = cases.with_parts(session, case_id, ()).patient.time_zone
    seen = one(told, "seen")
    try:
        recorded = record_as_seen(
            world, ref, fact.name, values_of(fact, told, zone), by=found.viewer.email,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
        )  # fmt: skip
    except ChangedMeanwhile as meanwhile:
        return _form(request, found, ref, fact, told, changes=meanwhile.changes)
    except Refused as refusal:
        by_field, rest = problems_of(fact, refusal)
        return _form(request, found, ref, fact, told, by_field, rest)
    return back(one(told, "back") or f"/cases/{ref}", ref, recorded)


def _form(
    request: Request, found: SignedIn, ref: str, fact: Fact, told: Told, by_field: Mapping[str, str] | None = None,
    rest: Sequence[str] = (), changes: Sequence[Later] = (),
) -> Response:  # fmt: skip
    world, elsewhere = world_of(request), fact.name in ON_THE_DOCUMENT
    with world.database.reading() as session:
        case = cases.with_parts(
            session, case_in_sight(session, found, ref),
            parts_for(fact) | ({"requests"} if changes else set()) | ({"documents"} if elsewhere else set()),
        )  # fmt: skip
        fields = [document_field(case)] if elsewhere else fields_of(session, fact, case, told, by_field or {})
        closed = closed_shown(case, found.viewer.roles, world.now(session))
    zone = case.patient.time_zone
    onward = inside(next(iter(told.get("back", ())), "") or f"/cases/{ref}")
    return desk_page(
        request, found, "fact.html", status=409 if changes else 422 if by_field or rest else 200, case=case, fact=fact,
        act=ACTS[fact.name], fields=fields, zone=zone, rest=rest,
        problems=[(f.name, f.label, f.problem) for f in fields if f.problem], back=onward, seen=case.seq,
        elsewhere=elsewhere, changes=[change_words(one, case) for one in changes],
        closed=None if still_recorded(fact, closed) else closed,
        typed=[(f.label, ", ".join(f.values)) for f in fields if f.values and f.looks in ("line", "text")],
    )  # fmt: skip


def _fact(name: str) -> Fact:
    fact = FACTS.get(name)
    if fact is None:
        raise NotFound("fact.unknown")
    return fact
