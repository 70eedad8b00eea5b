"""One thing that came in, beside what it may mean: a mail here, a document in ``inbox_document``."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.facts import FACTS
from coordinator.domain.facts.fact import Fact
from coordinator.domain.viewer import May
from coordinator.domain.words.inbound_words import InboundStatus
from coordinator.services.desk import looking, mail_item
from coordinator.services.desk.fact_acts import ACTS
from coordinator.services.desk.fact_fields import fields_of, parts_for, problems_of, values_of
from coordinator.services.desk.looking import note_mail_read
from coordinator.services.desk.tray import kind_words
from coordinator.services.inbox.assigning import assign, dismiss
from coordinator.services.inbox.paper import PAPER
from coordinator.services.inbox.passing import pass_on
from coordinator.services.inbox.reopening import ENDED, WITHIN, reopen
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import cases, proposals
from coordinator.web.desk.guard import Form, case_in_sight, who_may
from coordinator.web.desk.inbox_document import document_page
from coordinator.web.desk.inbox_words import refusal_words, result_words
from coordinator.web.desk.looks import ago_words, desk_page, moment_words
from coordinator.web.forms import one, world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]


@router.get("/inbox/{came}")
def item(request: Request, found: MayRecord, came: str, case: str = "", q: str = "") -> Response:
    """A mail or a document. ``case`` is one that somebody chose, ``q`` what they search for."""
    try:
        return _mail_page(request, found, came, case, q, "")
    except NotFound:
        return document_page(request, found, came)


@router.post("/inbox/{came}/tell")
def tell(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """Record what the mail tells, or only file what is attached; the mail is done with that."""
    world, ref, name = world_of(request), one(told, "case").strip().upper(), one(told, "fact")
    with world.database.reading() as session:
        mail_item.mail_in_reach(session, found.viewer, came)
        case_id = case_in_sight(session, found, ref)
        zone = cases.with_parts(session, case_id, ()).patient.time_zone if name else ""
    fact = _fact(name) if name else None
    values = values_of(fact, told, zone) if fact else {}
    try:
        assign(world, came, ref, name, values, by=found.viewer.email)
    except Refused as refusal:
        if fact is not None and one(told, "typed"):
            return _form(request, found, came, ref, fact, told, refusal)
        return _mail_page(request, found, came, ref, "", refusal_words(refusal), 409 if _ended(refusal) else 422)
    return RedirectResponse(f"/inbox?did={came}", status_code=303)


@router.get("/inbox/{came}/tell/{name}")
def form(request: Request, found: MayRecord, came: str, name: str, case: str = "") -> Response:
    """The form of a fact that asks for more than a click; what the address says of a key is filled in."""
    told = {key: request.query_params.getlist(key) for key in request.query_params if key != "case"}
    return _form(request, found, came, case, _fact(name), told, None)


@router.get("/inbox/{came}/another")
def another(found: MayRecord, came: str, fact: str = "", case: str = "") -> Response:
    """To the form of a fact that somebody chose from all of them."""
    return RedirectResponse(f"/inbox/{quote(came)}/tell/{_fact(fact).name}?case={quote(case)}", status_code=303)


@router.post("/inbox/{came}/dismiss")
def nothing(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """Nothing follows from it, for a reason."""
    world = world_of(request)
    with world.database.reading() as session:
        mail_item.mail_in_reach(session, found.viewer, came)
    try:
        dismiss(world, came, one(told, "why"), by=found.viewer.email)
    except Refused as refusal:
        status = 409 if _ended(refusal) else 422
        return _mail_page(request, found, came, "", "", refusal_words(refusal), status, why=one(told, "why"))
    return RedirectResponse(f"/inbox?did={came}", status_code=303)


@router.post("/inbox/{came}/pass")
def elsewhere(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """It is of a case that one does not see: to whoever has it, and to supervisors."""
    world, ref = world_of(request), one(told, "ref").strip().upper()
    with world.database.reading() as session:
        mail_item.mail_in_reach(session, found.viewer, came)
        own = proposals.cases_in_sight(session, found.viewer.navigators, refs=[ref])
    if own:
        return RedirectResponse(f"/inbox/{came}?case={quote(ref)}", status_code=303)
    try:
        pass_on(world, found.viewer, came, ref)
    except NotFound:
        raise
    except Refused as refusal:
        return _mail_page(request, found, came, "", "", refusal_words(refusal), 409 if _ended(refusal) else 422)
    return RedirectResponse("/inbox?passed=1", status_code=303)


@router.post("/inbox/{came}/reopen")
def again(request: Request, found: MayRecord, told: Form, came: str) -> Response:
    """Take back what was made of a mail: it waits again."""
    world = world_of(request)
    with world.database.reading() as session:
        mail_item.mail_in_reach(session, found.viewer, came)
    try:
        reopen(world, came, by=found.viewer.email)
    except Refused as refusal:
        return _mail_page(request, found, came, "", "", refusal_words(refusal), 422)
    return RedirectResponse(f"/inbox/{came}", status_code=303)


def _mail_page(
    request: Request, found: SignedIn, came: str, chosen: str, q: str, problem: str, status: int = 200, *, why: str = ""
) -> Response:
    world = world_of(request)
    with world.database.reading() as session:
        row = mail_item.mail_in_reach(session, found.viewer, came)
        now = world.now(session)
        proposed = mail_item.proposed(session, found.viewer, row, chosen)
        results = mail_item.search(session, found.viewer, q)
        who = looking.name_of(session, row.ended_by) if row.status in ENDED else ""
    if row.case_id is not None:
        note_mail_read(world, found.viewer, came, row.case_id)
    attached = mail_item.attachments_of(row)
    zone = proposed[0].zone if proposed else "UTC"
    return desk_page(
        request, found, "inbox/mail.html", status=status,
        mail=row, kind=kind_words(row), paper=row.came_by == PAPER, came_at=moment_words(row.received_at, zone),
        ago=ago_words(row.received_at, now), proposed=proposed, chosen=chosen.upper(), q=q, results=results,
        attached=mail_item.attachments_shown(attached), own=own_words(row), problem=problem, why=why,
        ended=_ended_words(found, row, who), undo=row.status in ENDED and now - row.ended_at <= WITHIN,
        being_read=row.status is InboundStatus.RECEIVED,
        facts=sorted(ACTS.items(), key=lambda one: one[1]),
    )  # fmt: skip


def own_words(row: Any) -> str:
    """What the writer wrote, as plain text."""
    return str(row.text or "").strip()


def _ended_words(found: SignedIn, row: Any, who: str) -> str:
    if row.status not in ENDED:
        return ""
    mine = row.ended_by == found.viewer.email
    return result_words(row, "You" if mine else who)


def _ended(refusal: Refused) -> bool:
    return refusal.code == "inbound.ended"


def _form(
    request: Request, found: SignedIn, came: str, ref: str, fact: Fact, told: Any, refusal: Refused | None
) -> Response:
    world = world_of(request)
    by_field, rest = problems_of(fact, refusal) if refusal is not None else ({}, [])
    with world.database.reading() as session:
        row = mail_item.mail_in_reach(session, found.viewer, came)
        case = cases.with_parts(session, case_in_sight(session, found, ref), parts_for(fact))
        fields = fields_of(session, fact, case, told, by_field)
    if refusal is not None and not by_field:
        rest = [refusal_words(refusal)]
    return desk_page(
        request, found, "inbox/tell.html", status=422 if refusal else 200, mail=row, case=case, fact=fact,
        act=ACTS[fact.name], fields=fields, zone=case.patient.time_zone, own=own_words(row), rest=rest,
        problems=[(f.name, f.label, f.problem) for f in fields if f.problem],
    )  # fmt: skip


def _fact(name: str) -> Fact:
    fact = FACTS.get(name)
    if fact is None:
        raise NotFound("fact.unknown")
    return fact
