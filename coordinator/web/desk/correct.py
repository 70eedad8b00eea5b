"""Putting a recorded fact right (``domain.md`` §12, "Correction"): what was told, what left, what rests on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.facts import FACTS
from coordinator.domain.facts.past import FactChange
from coordinator.domain.viewer import May
from coordinator.services.desk.correction_words import instead, only_replaced, reader_of
from coordinator.services.desk.fact_fields import fields_of, parts_for, problems_of, typed_again, values_of
from coordinator.services.desk.looking_back import LookedBack, look_back
from coordinator.services.desk.mail_words import channel_words, title_of
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import cases
from coordinator.store.whole_case import whole_case
from coordinator.web.desk.changed import change_words, fact_words
from coordinator.web.desk.guard import Form, case_in_sight, inside, who_may
from coordinator.web.desk.looks import desk_page, moment_words
from coordinator.web.desk.recorded import back
from coordinator.web.forms import one, world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

Told = Mapping[str, Sequence[str]]

WHY_NOT = {
    "undo.too_late": "Only who recorded a fact can undo it, and only within ten minutes. You can correct it here.",
    "undo.left": "It cannot simply be undone: something has left because of it. You can correct it here.",
    "undo.rested_on": "It cannot simply be undone: what was recorded since rests on it. You can correct it here.",
    "correction.overtaken": "What was recorded later changed the same. Correct the later one first.",
    "correction.done": "This was corrected already.",
    "correction.not_possible": "This cannot be corrected here.",
}


@router.get("/cases/{ref}/correct/{seq}")
def ask(request: Request, found: MayRecord, ref: str, seq: int, why: str = "") -> Response:
    """What was told, to be put right. ``why`` is the code of the refusal that led here."""
    return _page(request, found, ref, seq, None, notice=WHY_NOT.get(why, ""))


@router.post("/cases/{ref}/correct/{seq}")
def take(request: Request, found: MayRecord, told: Form, ref: str, seq: int) -> Response:
    """Record what changed in the form as the correction; or take the fact back altogether."""
    world = world_of(request)
    with world.database.reading() as session:
        case_id = case_in_sight(session, found, ref)
        change = look_back(session, ref, seq).change
        case = cases.with_parts(session, case_id, parts_for(FACTS[change.fact]))
    fact, zone = FACTS[change.fact], case.patient.time_zone
    given: dict[str, object] = {}
    if not one(told, "take_back"):
        before = _typed(change, typed_again(fact, change.values, case, zone), zone)
        values = values_of(fact, told, zone)
        changed = [key.name for key in fact.keys if _said(told.get(key.name)) != _said(before.get(key.name))]
        given = {name: values.get(name, "") for name in changed}
        if not given:
            return _page(request, found, ref, seq, told, rest=["Nothing is different from what was told."])
    try:
        recorded = record(world, ref, "corrected", {"seq": seq, **given}, by=found.viewer.email)
    except Refused as refusal:
        if refusal.code in WHY_NOT:
            return _page(request, found, ref, seq, told, rest=[WHY_NOT[refusal.code]])
        by_field, rest = problems_of(fact, refusal)
        return _page(request, found, ref, seq, told, by_field, rest)
    return back(one(told, "back") or f"/cases/{ref}", ref, recorded)


def _page(
    request: Request, found: SignedIn, ref: str, seq: int, told: Told | None,
    by_field: Mapping[str, str] | None = None, rest: Sequence[str] = (), notice: str = "",
) -> Response:  # fmt: skip
    world = world_of(request)
    with world.database.reading() as session:
        case_in_sight(session, found, ref)
        wrong = look_back(session, ref, seq)
        fact = FACTS.get(wrong.change.fact)
        if fact is None:
            raise NotFound("fact.unknown")
        case = whole_case(session, ref)
        zone = case.patient.time_zone
        typed = _typed(wrong.change, typed_again(fact, wrong.change.values, case, zone), zone) if told is None else told
        fields = fields_of(session, fact, case, typed, by_field or {})
    asked = next(iter((told or {}).get("back", ())), "") or request.query_params.get("back", "")
    onward = inside(asked or f"/cases/{ref}")
    return desk_page(
        request, found, "correct.html", status=422 if by_field or rest else 200, case=case, fact=fact, fields=fields,
        zone=zone, seq=seq, notice=notice, problems=[(f.name, f.label, f.problem) for f in fields if f.problem],
        rest=rest, back=onward, **_words(wrong, case),
    )  # fmt: skip


def _words(wrong: LookedBack, case: Case) -> dict[str, object]:
    change, zone = wrong.change, case.patient.time_zone
    return {
        "name": fact_words(change.fact),
        "by": wrong.by,
        "at": moment_words(change.recorded_at, zone),
        "left": [
            {"what": title_of(one.name), "kind": one.kind, "channel": channel_words(one.channel),
             "to": reader_of(case, one), "at": moment_words(one.at, one.time_zone)}
            for one in wrong.left
        ],
        "resting": [change_words(one, case) for one in wrong.resting],
        "corrected": change.corrected_by,
        "replaced_by": change.replaced_by,
        "instead": instead(change.fact),
        "only_replaced": only_replaced(change.fact),
    }  # fmt: skip


def _typed(change: FactChange, typed: dict[str, list[str]], zone: str) -> Told:
    """Where nobody said when it happened, it happened when it was recorded."""
    return {"at": [f"{local(change.at, zone):%Y-%m-%dT%H:%M}"], **typed}


def _said(typed: Sequence[str] | None) -> list[str]:
    return sorted(value.strip().replace("\r\n", "\n") for value in typed or () if value.strip())
