"""Calls today: by desk, provider and patient; one call, everybody who waits there, an outcome for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.calendar import local
from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import May
from coordinator.services.desk.call_outcomes import Done, Outcome, Told, outcomes_of, record_outcome
from coordinator.services.desk.calls import Callee, Group, an_id, calls, whom_named, whom_of_item
from coordinator.services.desk.one_call import Call, Line, lines_by_id, one_call
from coordinator.services.desk.said_on_calls import said, undo_all, written
from coordinator.services.desk.script_words import at_desk
from coordinator.services.rendering.lines import phone_number
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.views.calls import scripts_for
from coordinator.store import call_claims
from coordinator.web.desk.case_tab import open_case
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.desk.looks import ago_words, day_words, desk_page
from coordinator.web.forms import one, world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]
Fields = Mapping[str, list[str]]

PER_LINE = ("outcome", "on", "amount", "again", "note")


@router.get("/calls")
def calls_today(request: Request, found: MayRecord, after: str = "", told: str = "", kept: str = "") -> Response:
    """Every call that is due; ``told`` names what was just recorded, ``kept`` is set where undoing did not work."""
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        listed = calls(session, found.viewer, now, after)
        recorded = said(session, found.viewer, told)
    return desk_page(
        request, found, "calls.html", groups=[_group(group, now, found) for group in listed.entries],
        total=listed.total, onward=listed.onward, further=bool(after), recorded=recorded, told=told, kept=bool(kept),
    )  # fmt: skip


@router.get("/calls/work/{item}")
def of_work(request: Request, found: MayRecord, item: str) -> Response:
    """To the call that a work item is part of."""
    world = world_of(request)
    with world.database.reading() as session:
        whom = whom_of_item(session, found.viewer, item, world.now(session))
    return RedirectResponse(f"/calls/with/{whom.word}", status_code=303)


@router.get("/calls/script/{ref}/{item}")
def script(request: Request, found: MayRecord, ref: str, item: str) -> Response:
    """What to say on one call, with the case's own values."""
    world = world_of(request)
    with world.database.reading() as session:
        scripts = scripts_for(world, session, open_case(session, found, ref), an_id(item))
    if not scripts:
        raise NotFound("script.unknown")
    alone = request.headers.get("hx-request") == "true"
    spoken, then = at_desk(str(scripts[0]["text"]))
    return desk_page(
        request, found, "_script.html" if alone else "script.html", ref=ref, language=scripts[0]["language"],
        spoken=spoken, then=then,
    )  # fmt: skip


@router.get("/calls/with/{sort}/{key}")
def call(request: Request, found: MayRecord, sort: str, key: str) -> Response:
    """Everybody whom this call is about."""
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        shown = one_call(session, found.viewer, whom_named(sort, key), now)
    return _page(request, found, shown, now, {}, {})


@router.post("/calls/with/{sort}/{key}/claim")
def claim(request: Request, found: MayRecord, told: Form, sort: str, key: str) -> Response:
    """Say that one is calling now; or that one is done, with ``leave``."""
    world, whom = world_of(request), whom_named(sort, key)
    with world.database.reading() as session:
        one_call(session, found.viewer, whom, world.now(session))
    with world.database.transaction() as session:
        if one(told, "leave"):
            call_claims.give_up(session, whom.word, found.viewer.email)
        else:
            call_claims.take(session, whom.word, found.viewer.email)
    return RedirectResponse("/calls" if one(told, "leave") else f"/calls/with/{whom.word}", status_code=303)


@router.post("/calls/with/{sort}/{key}")
def take(request: Request, found: MayRecord, told: Form, sort: str, key: str) -> Response:
    """Record what was said about each patient: each whole or not at all, and none holds up another."""
    world, whom = world_of(request), whom_named(sort, key)
    with world.database.reading() as session:
        now = world.now(session)
        shown = one_call(session, found.viewer, whom, now)
    with world.database.transaction() as session:
        mine = call_claims.take(session, whom.word, found.viewer.email)
    lines, typed = lines_by_id(shown), _typed(told)
    if not mine or not typed:
        return _page(request, found, shown, now, told, {}, status=409 if not mine else 422, nothing=mine)
    zone = shown.callee.time_zone
    done = [
        record_outcome(world, whom, lines[line], what, zone, found.viewer.email)
        for line, what in typed.items()
        if line in lines
    ]
    gone = [line for line in typed if line not in lines]
    if gone or any(item.problems for item in done):
        with world.database.reading() as session:
            recorded = said(session, found.viewer, written(done))
        rest = Call(shown.whom, shown.callee, shown.claim, [line for line in shown.lines if not _settled(line, done)])
        problems = {item.line.id: item.problems for item in done if item.problems}
        return _page(request, found, rest, now, told, problems, status=422, recorded=recorded, gone=len(gone))
    with world.database.transaction() as session:
        call_claims.give_up(session, whom.word, found.viewer.email)
    return RedirectResponse(f"/calls?{urlencode({'told': written(done)})}", status_code=303)


@router.post("/calls/undo")
def take_back(request: Request, found: MayRecord, told: Form) -> Response:
    """Take back what was recorded for one patient on a call."""
    whole = undo_all(world_of(request), found.viewer, one(told, "one"))
    kept = {} if whole else {"kept": "1"}
    return RedirectResponse(f"/calls?{urlencode({'told': one(told, 'told'), **kept})}", status_code=303)


def _settled(line: Line, done: Sequence[Done]) -> bool:
    return any(item.line.id == line.id and not item.problems for item in done)


def _typed(told: Fields) -> dict[str, Told]:
    """By line, where an outcome was chosen."""
    lines = [name.removeprefix("outcome-") for name in told if name.startswith("outcome-") and one(told, name)]
    return {line: Told(*(one(told, f"{name}-{line}") for name in PER_LINE)) for line in lines}


def _page(
    request: Request, found: SignedIn, shown: Call, now: datetime, told: Fields,
    problems: Mapping[str, Mapping[str, str]], *, status: int = 200, **more: object,
) -> Response:  # fmt: skip
    claim = shown.claim
    mine = claim is not None and claim.by == found.viewer.email
    values = {"nothing": False, "recorded": [], "gone": 0, **more}
    outcomes = outcomes_of(shown.whom)
    return desk_page(
        request, found, "call.html", status=status, whom=shown.whom, callee=_callee(shown.callee, now),
        mine=mine, theirs=claim.by if claim is not None and not mine else "",
        lines=[_line(line, outcomes, told, problems.get(line.id, {})) for line in shown.lines],
        problems=[
            (f"{name}-{line.id}", line.patient, said_)
            for line in shown.lines
            for name, said_ in problems.get(line.id, {}).items()
        ],
        **values,
    )  # fmt: skip


def _line(line: Line, outcomes: Sequence[Outcome], told: Fields, problems: Mapping[str, str]) -> dict[str, object]:
    return {
        **vars(line),
        "called": line.called,
        "born": f"{line.birth_date.day} {line.birth_date:%b %Y}",
        "sent": [
            {"how": sent.how, "on": day_words(local(sent.at, line.zone).date()), "proof": sent.proof}
            for sent in line.sent
        ],
        "due": day_words(line.due_on) if line.due_on else "",
        "promised": day_words(line.promised_on) if line.promised_on else "",
        "outcomes": outcomes,
        "told": {name: one(told, f"{name}-{line.id}") for name in PER_LINE},
        "problems": {name: problems.get(name, "") for name in PER_LINE},
        "wrong": bool(problems),
        "script": f"/calls/script/{line.ref}/{line.items[0]}" if line.items else "",
    }


def _group(group: Group, now: datetime, found: SignedIn) -> dict[str, object]:
    claim = group.claim
    return {
        "page": f"/calls/with/{group.whom.word}",
        "sort": group.whom.sort,
        "callee": _callee(group.callee, now),
        "priority": group.priority,
        "since": ago_words(group.due_at, now),
        "patients": group.patients,
        "reasons": group.reasons,
        "mine": claim is not None and claim.by == found.viewer.email,
        "theirs": claim.by if claim is not None and claim.by != found.viewer.email else "",
    }


def _callee(callee: Callee, now: datetime) -> dict[str, object]:
    there = local(now, callee.time_zone)
    return {
        **vars(callee),
        "phones": [(whose, number, phone_number(number)) for whose, number in callee.phones],
        "clock": f"{there:%H:%M} {there.tzname()}",
        "open": callee.opening is not None and callee.opening.open,
        "hours": _hours(callee, now),
    }


def _hours(callee: Callee, now: datetime) -> str:
    if callee.opening is None:
        return callee.hours
    at = local(callee.opening.changes_at, callee.time_zone)
    if callee.opening.open:
        return f"Open now until {at:%H:%M} {at.tzname()}"
    today = local(now, callee.time_zone).date()
    day = "today" if at.date() == today else day_words(at.date())
    return f"Closed; opens {day}, {at:%H:%M} {at.tzname()}"
