"""A form for any fact. What is wrong stands at its field; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.facts import FACTS
from coordinator.domain.facts.fact import Fact
from coordinator.domain.viewer import May
from coordinator.services.desk.fact_fields import fields_of, problems_of, values_of
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import cases
from coordinator.web.desk.guard import Form, case_in_sight, who_may
from coordinator.web.desk.looks import desk_page
from coordinator.web.desk.recorded import back
from coordinator.web.forms import world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

Told = Mapping[str, Sequence[str]]


@router.get("/cases/{ref}/facts/{name}")
def ask(request: Request, found: MayRecord, ref: str, name: str) -> Response:
    """The form. What the address says of a key is filled in."""
    told = {key: request.query_params.getlist(key) for key in request.query_params}
    return _form(request, found, ref, _fact(name), told, {}, [])


@router.post("/cases/{ref}/facts/{name}")
def take(request: Request, found: MayRecord, told: Form, ref: str, name: str) -> Response:
    """Record it, and go back to the case; or show what is wrong."""
    world, fact = world_of(request), _fact(name)
    with world.database.reading() as session:
        case_in_sight(session, found, ref)
        zone = cases.by_ref(session, ref).patient.time_zone
    try:
        recorded = record(world, ref, fact.name, values_of(fact, told, zone), by=found.viewer.email)
    except Refused as refusal:
        by_field, rest = problems_of(fact, refusal)
        return _form(request, found, ref, fact, told, by_field, rest)
    return back(f"/cases/{ref}", ref, recorded)


def _form(
    request: Request, found: SignedIn, ref: str, fact: Fact, told: Told, by_field: Mapping[str, str], rest: list[str]
) -> Response:
    world = world_of(request)
    with world.database.reading() as session:
        case_in_sight(session, found, ref)
        case = cases.by_ref(session, ref)
        fields = fields_of(session, fact, case, told, by_field)
    wrong = bool(by_field or rest)
    return desk_page(
        request, found, "fact.html", status=422 if wrong else 200, case=case, fact=fact, fields=fields,
        zone=case.patient.time_zone, problems=[(f.name, f.label, f.problem) for f in fields if f.problem], rest=rest,
    )  # fmt: skip


def _fact(name: str) -> Fact:
    fact = FACTS.get(name)
    if fact is None:
        raise NotFound("fact.unknown")
    return fact
