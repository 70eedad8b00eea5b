"""A case's messages: what left, what waits or did not leave and why, and the send plan as a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.calendar import local
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import mail_acts
from coordinator.services.desk.case_mail import sent_of, unsent_of
from coordinator.services.desk.plan_ahead import AHEAD, plan_ahead
from coordinator.services.desk.plan_calendar import WEEK, months
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import Form, case_in_sight, who_may
from coordinator.web.desk.looks import moment_words
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]
MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

TAB = "messages"
BY_HAND = "from the desk"
"""The reason that is kept with what somebody cancels or tries again by a button."""


@router.get("/cases/{ref}/messages")
def sent(request: Request, found: SeesCases, ref: str, after: str = "") -> Response:
    """What left, newest first."""
    with world_of(request).database.reading() as session:
        case = open_case(session, found, ref)
        listed = sent_of(session, case, after)
        return case_tab(
            request, found, session, case, TAB, "case/messages.html", sent=listed.entries, onward=listed.onward,
            further=bool(after), moment=moment_words,
        )  # fmt: skip


@router.get("/cases/{ref}/messages/waiting")
def waiting(request: Request, found: SeesCases, ref: str, after: str = "") -> Response:
    """What has not left: waiting, held, in doubt, stopped, or ended with a reason."""
    return _waiting(request, found, ref, after)


@router.get("/cases/{ref}/messages/plan")
def plan(request: Request, found: SeesCases, ref: str, month: str = "") -> Response:
    """The send plan, a month at a time; ``month`` is ``2026-12``, today's where it names none of the plan."""
    world = world_of(request)
    with world.database.reading() as session:
        case, now = open_case(session, found, ref), world.now(session)
        entries = plan_ahead(session, case, world.book(session).of(case), now)
        today = local(now, case.patient.time_zone).date()
        listed = months(case, entries, today, today + timedelta(days=AHEAD))
        return case_tab(
            request, found, session, case, TAB, "case/plan.html", months=listed, today=today, week=WEEK, ahead=AHEAD,
            month=next((one for one in listed if one.word == month), listed[0]),
        )  # fmt: skip


@router.post("/cases/{ref}/messages/orders/{order}/send")
def send(request: Request, found: MayRecord, told: Form, ref: str, order: str) -> Response:
    """Let an order leave now, if the gate lets it go; else its reason is shown."""
    world = world_of(request)
    return _done(request, found, ref, lambda: mail_acts.send_now(world, ref, order, found.viewer.email))


@router.post("/cases/{ref}/messages/orders/{order}/cancel")
def cancel(request: Request, found: MayRecord, told: Form, ref: str, order: str) -> Response:
    """Take an order back that has not left."""
    world = world_of(request)
    return _done(request, found, ref, lambda: mail_acts.take_back(world, ref, order, BY_HAND, found.viewer.email))


@router.post("/cases/{ref}/messages/orders/{order}/retry")
def retry(request: Request, found: MayRecord, told: Form, ref: str, order: str) -> Response:
    """Ask the gate once more for one that stopped."""
    world = world_of(request)
    return _done(request, found, ref, lambda: mail_acts.try_again(world, ref, order, BY_HAND, found.viewer.email))


def _done(request: Request, found: SignedIn, ref: str, act: Callable[[], None]) -> Response:
    with world_of(request).database.reading() as session:
        case_in_sight(session, found, ref)
    try:
        act()
    except NotFound:
        raise
    except Refused as refusal:
        return _waiting(request, found, ref, "", problem=refusal.detail or refusal.code)
    return RedirectResponse(f"/cases/{ref}/messages/waiting", status_code=303)


def _waiting(request: Request, found: SignedIn, ref: str, after: str, problem: str = "") -> Response:
    with world_of(request).database.reading() as session:
        case = open_case(session, found, ref)
        listed = unsent_of(session, case, after)
        return case_tab(
            request, found, session, case, TAB, "case/messages_waiting.html", status=422 if problem else 200,
            unsent=listed.entries, onward=listed.onward, further=bool(after), problem=problem,
        )  # fmt: skip
