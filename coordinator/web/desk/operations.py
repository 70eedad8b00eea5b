"""Operations: sends that need somebody, the tap, health, and the playbook to read. Ids and times only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services import operate, playbooks
from coordinator.services.desk import operating, playbook_words
from coordinator.services.desk.mail_words import title_of
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.world import World
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.desk.looks import ago_words, desk_page, moment_words
from coordinator.web.forms import one, world_of

router = APIRouter()

MayOperate = Annotated[SignedIn, Depends(who_may(May.OPERATE))]

ZONE = "UTC"
"""Operators sit anywhere; their pages say times as logs do."""

DONE = {
    "retry": "It is tried again.", "cancel": "It never leaves.", "sent": "Settled: it left.",
    "not-sent": "Settled: it did not leave, and is tried again.", "paused": "Paused.", "resumed": "Open again.",
}  # fmt: skip
PROBLEMS = {
    "text.empty": "Say why: it is kept with your name.",
    "effect.wrong_status": "Somebody or something was faster: it stands elsewhere by now. Look again.",
    "effect.not_found": "There is no such send.",
    "pause.unknown": "Choose what to pause.",
}


@router.get("/operations")
def sends(request: Request, found: MayOperate, which: str = "stuck", after: str = "", did: str = "") -> Response:
    """One of the lists of sends."""
    return _sends(request, found, which if which in operating.LISTS else "stuck", after, did=DONE.get(did, ""))


@router.post("/operations/sends/{effect}/{act}")
def act_on(request: Request, told: Form, found: MayOperate, effect: str, act: str) -> Response:
    """Try again, let it be, or say what became of it; each keeps who and why."""
    which, why, by = one(told, "which"), one(told, "why"), found.viewer.email
    acts: dict[str, Callable[[World], None]] = {
        "retry": lambda world: operate.retry(world, effect, why, by=by),
        "cancel": lambda world: operate.cancel(world, effect, why, by=by),
        "sent": lambda world: operate.settle(world, effect, True, why, by=by),
        "not-sent": lambda world: operate.settle(world, effect, False, why, by=by),
    }
    if act not in acts:
        raise NotFound("page.unknown")
    which = which if which in operating.LISTS else "stuck"
    try:
        acts[act](world_of(request))
    except Refused as refusal:
        return _sends(request, found, which, "", problem=(effect, _words(refusal)), typed=why)
    return RedirectResponse(f"/operations?which={which}&did={act}", status_code=303)


@router.get("/operations/pauses")
def pauses(request: Request, found: MayOperate, did: str = "") -> Response:
    """What is held from leaving, and the tap itself."""
    return _pauses(request, found, did=DONE.get(did, ""))


@router.post("/operations/pauses/begin")
def begin(request: Request, told: Form, found: MayOperate) -> Response:
    """Let nothing leave, or nothing of one kind."""
    only, why = one(told, "only"), one(told, "why")
    try:
        operate.pause(world_of(request), why, only=only, by=found.viewer.email)
    except Refused as refusal:
        return _pauses(request, found, problem=_words(refusal), chosen=only, typed=why)
    return RedirectResponse("/operations/pauses?did=paused", status_code=303)


@router.post("/operations/pauses/end")
def end(request: Request, told: Form, found: MayOperate) -> Response:
    """Let it leave again; each is asked for its reason anew."""
    try:
        operate.resume(world_of(request), one(told, "why"), only=one(told, "only"), by=found.viewer.email)
    except Refused as refusal:
        return _pauses(request, found, problem=_words(refusal))
    return RedirectResponse("/operations/pauses?did=resumed", status_code=303)


@router.get("/operations/health")
def health(request: Request, found: MayOperate) -> Response:
    """What the database knows of how the service is. Broker and relay are asked by the command line."""
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        signs = operating.health(session, now, time.time())
        breakers = operating.breakers(session)
        held, _ = operating.pauses_listed(session, world.active(session))
    return desk_page(
        request, found, "operations/health.html", here="/operations/health", signs=signs,
        now=moment_words(now, ZONE), breakers=breakers, safe_mode=operating.safe_mode_words(world),
        well=all(sign.well for sign in signs), held=held,
    )  # fmt: skip


@router.get("/operations/playbook")
def playbook(request: Request, found: MayOperate) -> Response:
    """The policy in words."""
    world = world_of(request)
    with world.database.reading() as session:
        book = world.active(session)
    in_use = playbooks.standing(world).in_use
    return desk_page(
        request, found, "operations/playbook.html", here="/operations/playbook", name=book.name, version=book.version,
        under_it=in_use.pop(book.version, 0), under_others=in_use,
        stages=playbook_words.stages(book), ladders=playbook_words.ladders(book), limits=playbook_words.limits(book),
        at_once=playbook_words.at_once(book),
    )  # fmt: skip


def _sends(
    request: Request, found: SignedIn, which: str, after: str, *, did: str = "", problem: tuple[str, str] = ("", ""),
    typed: str = "",
) -> Response:  # fmt: skip
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        listed, counts = operating.sends_listed(session, now, which, after)
        held, _ = operating.pauses_listed(session, world.active(session))
    return desk_page(
        request, found, "operations/sends.html", status=422 if problem[0] else 200, here="/operations", which=which,
        lists=operating.LISTS.items(), means=operating.MEANS[which], counts=counts, onward=listed.onward,
        nothing=operating.EMPTY[which],
        further=bool(after), did=did, problem=problem, typed=typed, held=held, now=moment_words(now, ZONE),
        safe_mode=operating.safe_mode_words(world), sees_cases=found.viewer.may(May.SEE_CASES),
        sends=[(send, moment_words(send.due_at, ZONE)) for send in listed.entries], title_of=title_of,
    )  # fmt: skip


def _pauses(
    request: Request, found: SignedIn, *, did: str = "", problem: str = "", chosen: str = "", typed: str = ""
) -> Response:
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        held, choices = operating.pauses_listed(session, world.active(session))
    return desk_page(
        request, found, "operations/pauses.html", status=422 if problem else 200, here="/operations/pauses",
        held=[(pause, moment_words(pause.since, ZONE), ago_words(pause.since, now)) for pause in held],
        choices=choices, did=did, problem=problem, chosen=chosen, typed=typed,
        safe_mode=operating.safe_mode_words(world),
    )  # fmt: skip


def _words(refusal: Refused) -> str:
    return PROBLEMS.get(refusal.code) or refusal.detail or refusal.code
