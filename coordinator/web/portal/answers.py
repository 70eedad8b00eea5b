"""Answers: to a visit, to a fee, and whatever else somebody wants to write to us."""

from __future__ import annotations

import unicodedata

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import Refused
from coordinator.services.intake.addresses import clean_prose
from coordinator.services.portal import acting, reading
from coordinator.services.portal.visiting import Visitor
from coordinator.web.portal import guard
from coordinator.web.portal.looks import language_of, shown
from coordinator.web.portal.words import words

router = APIRouter()


@router.get("/p/visit")
def visit(request: Request, here: guard.Here) -> Response:
    """When, how and where; to say yes, or to ask for another time."""
    return _visit(request, here)


@router.post("/p/visit/yes")
def confirm(request: Request, here: guard.Here, form: guard.Fields) -> Response:
    """They will come."""
    _ours(request, here, form)
    acting.confirm_visit(guard.world_of(request), here)
    return RedirectResponse("/p/home?done=came", status_code=303)


@router.post("/p/visit/change")
def change(request: Request, here: guard.Here, form: guard.Fields) -> Response:
    """They need another time: a person looks for one."""
    _ours(request, here, form)
    return _written(request, here, form, acting.VISIT) or _visit(request, here, *_wrong(request, here, form))


@router.get("/p/fees/{request_id}")
def fee(request: Request, here: guard.Here, request_id: str) -> Response:
    """What an office asks for."""
    return _fee(request, here, request_id)


@router.post("/p/fees/{request_id}/{answer}")
def answer_fee(request: Request, here: guard.Here, request_id: str, answer: str, form: guard.Fields) -> Response:
    """Yes, no, or a question about it."""
    _ours(request, here, form)
    acting.open_fee(here, request_id)
    if answer == "ask":
        written = _written(request, here, form, acting.FEE)
        return written or _fee(request, here, request_id, *_wrong(request, here, form))
    if answer not in ("yes", "no"):
        raise Refused("key.wrong", "yes, no or ask", field="answer")
    acting.decide_fee(guard.world_of(request), here, request_id, agreed=answer == "yes")
    return RedirectResponse(f"/p/home?done=fee-{answer}", status_code=303)


@router.get("/p/ask")
def ask(request: Request, here: guard.Here) -> Response:
    """A page to write to us."""
    return shown(request, "ask.html", here=here, error="", text="")


@router.post("/p/ask")
def asked(request: Request, here: guard.Here, form: guard.Fields) -> Response:
    """A person reads it."""
    _ours(request, here, form)
    written = _written(request, here, form, acting.ANYTHING)
    if written is not None:
        return written
    error, text = _wrong(request, here, form)
    return shown(request, "ask.html", status=422, here=here, error=error, text=text)


def _visit(request: Request, here: Visitor, error: str = "", text: str = "") -> Response:
    found = reading.home(guard.world_of(request), here, language_of(request, here)).visit
    status = 422 if error else 200 if found else 404
    return shown(request, "visit.html", status=status, here=here, visit=found, error=error, text=text, path="/p/visit")


def _fee(request: Request, here: Visitor, request_id: str, error: str = "", text: str = "") -> Response:
    wanted = acting.open_fee(here, request_id)
    return shown(
        request, "fee.html", status=422 if error else 200, here=here, request_id=wanted.id,
        office=wanted.organization_name, amount=f"${(wanted.fee_quoted_minor or 0) / 100:,.2f}", error=error, text=text,
        path=f"/p/fees/{wanted.id}",
    )  # fmt: skip


def _ours(request: Request, here: Visitor, form: guard.Fields) -> None:
    guard.check_form(guard.world_of(request), here.visit_id, guard.one(form, "form"))


def _written(request: Request, here: Visitor, form: guard.Fields, topic: str) -> Response | None:
    """Keep what was written; ``None`` where there is nothing, or nothing that can be kept."""
    try:
        text = clean_prose(_visible(guard.one(form, "text")))
    except Refused:
        return None
    acting.tell_us(guard.world_of(request), here, topic, text)
    return RedirectResponse("/p/home?done=asked", status_code=303)


def _wrong(request: Request, here: Visitor, form: guard.Fields) -> tuple[str, str]:
    text = _visible(guard.one(form, "text"))
    return words(language_of(request, here))("ask.long" if text.strip() else "ask.empty"), text[:10_000]


def _visible(text: str) -> str:
    """Without the signs nobody typed: a copied text brings them along, and nobody could find them to take them out."""
    return "".join(char for char in text if char in "\r\n\t" or unicodedata.category(char)[0] != "C")
