"""Today: what needs a person now, who is waited for too long, what comes up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.calendar import local
from coordinator.domain.errors import Refused
from coordinator.domain.viewer import May
from coordinator.services.desk.claiming import claim_case
from coordinator.services.desk.handovers import waiting as handovers_waiting
from coordinator.services.desk.waiting import Ahead, Waiting, coming_up, waiting_too_long, why_not_here
from coordinator.services.desk.work_acts import Act
from coordinator.services.desk.worklist import Work, worklist
from coordinator.services.sign_in.here import SignedIn
from coordinator.store.today import Whose
from coordinator.web.desk.guard import Form, case_in_sight, who_may
from coordinator.web.desk.looks import ago_words, day_words, desk_page, moment_words
from coordinator.web.desk.recorded import back
from coordinator.web.forms import one, world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]
MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

LATE_AFTER = timedelta(days=1)
"""What has waited longer for a person is marked."""


@router.get("/")
def today(
    request: Request,
    found: SeesCases,
    after: str = "",
    late: str = "",
    whose: str = "all",
    show: str = "",
    why: str = "",
) -> Response:
    """What needs somebody, what waits too long, what comes up; ``why`` asks about one case by its reference."""
    world = world_of(request)
    who: Whose = "mine" if whose == "mine" else "nobody" if whose == "nobody" else "all"
    put_off = show == "later"
    with world.database.reading() as session:
        now, playbook = world.now(session), partial(world.version, session)
        listed = worklist(session, found.viewer, now, after, whose=who, put_off=put_off)
        waiting = waiting_too_long(session, found.viewer, now, playbook, late, who)
        ahead = [] if put_off else coming_up(session, found.viewer, now, who)
        handed_over = 0 if put_off else handovers_waiting(session, found.viewer)
        told = why_not_here(session, found.viewer, why.strip().upper(), now) if why.strip() else []
    return desk_page(
        request, found, "today.html", status=404 if told is None else 200,
        work=[_work(item, now, found) for item in listed.entries], total=listed.total, put_off=listed.put_off,
        handed_over=handed_over,
        onward=listed.onward, further=bool(after), later=put_off, whose=who, now=now,
        tomorrow=(now + timedelta(days=1)).date().isoformat(), clock=moment_words(now, "UTC"),
        waiting=[_waiting(case, now) for case in waiting.entries], late_onward=waiting.onward, late_further=bool(late),
        ahead=_by_day(ahead), why=why.strip().upper(), told=told, may_record=found.viewer.may(May.RECORD_FACTS),
        kept=_kept(whose=who if who != "all" else "", show="later" if put_off else ""),
    )  # fmt: skip


@router.post("/cases/{ref}/claim")
def claim(request: Request, found: MayRecord, told: Form, ref: str) -> Response:
    """Take a case that nobody has."""
    world = world_of(request)
    with world.database.reading() as session:
        case_in_sight(session, found, ref)
    try:
        recorded = claim_case(world, ref, found.viewer.email)
    except Refused as refusal:
        return desk_page(request, found, "taken.html", status=409, ref=ref, detail=refusal.detail)
    return back(one(told, "back") or "/", ref, recorded)


def _work(work: Work, now: datetime, found: SignedIn) -> dict[str, object]:
    return {
        **vars(work),
        "since": ago_words(work.due_at, now),
        "due": moment_words(work.due_at, work.time_zone),
        "late": now - work.due_at > LATE_AFTER,
        "back": moment_words(work.back_at, work.time_zone) if work.back_at else "",
        "act": _act(work, work.act),
        "others": [_act(work, other) for other in work.others],
        "nobodys": work.navigator is None,
        "somebody_elses": work.navigator not in (None, found.viewer.email),
        "snooze": f"/cases/{work.ref}/facts/work_snoozed",
        "call_back": _form_of(work.ref, "call_back_agreed", {}),
        "promise": _form_of(work.ref, "next_step_added", {"who": "navigator"}),
    }


def _act(work: Work, act: Act) -> dict[str, object]:
    to = _form_of(work.ref, act.fact, act.values) if act.fact else act.to
    action = f"/cases/{work.ref}/facts/{act.fact}" if act.posts else ""
    return {"label": act.label, "to": to, "action": action, "hidden": {**act.values, "back": "/"}}


def _form_of(ref: str, fact: str, values: Mapping[str, str]) -> str:
    return f"/cases/{ref}/facts/{fact}?{urlencode({**values, 'back': '/'})}"


def _waiting(case: Waiting, now: datetime) -> dict[str, object]:
    return {
        **vars(case),
        "overdue": [
            {"who": ball.who, "what": ball.what, "since": day_words(local(ball.since, case.time_zone).date()),
             "days": (now - ball.since).days}
            for ball in case.overdue
        ],
        "planned_on": day_words(local(case.planned_at, case.time_zone).date()) if case.planned_at else "",
    }  # fmt: skip


def _by_day(ahead: list[Ahead]) -> list[tuple[str, list[dict[str, object]]]]:
    days: dict[str, list[dict[str, object]]] = {}
    for thing in ahead:
        there = local(thing.at, thing.time_zone) if thing.at else None
        time = f"{there:%H:%M} {there.tzname()}" if there else ""
        days.setdefault(day_words(thing.on), []).append({**vars(thing), "time": time})
    return list(days.items())


def _kept(**values: str) -> str:
    return urlencode({name: value for name, value in values.items() if value})
