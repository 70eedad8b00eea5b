"""Writing a message to the patient or to somebody beside them: typed, looked at as it would leave, then ordered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.errors import Refused
from coordinator.domain.facts.message_facts import LONGEST
from coordinator.domain.viewer import May
from coordinator.services.desk.exact_copy import Copy, copy_in_parts
from coordinator.services.desk.writing import preview, readers
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.forms import one, world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]


@router.get("/cases/{ref}/messages/new")
def write(request: Request, found: MayRecord, ref: str, contact: str = "patient") -> Response:
    """The empty form."""
    with world_of(request).database.reading() as session:
        return _page(request, found, session, ref, contact, "")


@router.post("/cases/{ref}/messages/new")
def take(request: Request, found: MayRecord, told: Form, ref: str) -> Response:
    """Show how it would read, or order it; what is wrong stands at its field, and nothing typed is lost."""
    world, contact, text = world_of(request), one(told, "contact"), one(told, "text").strip()
    with world.database.reading() as session:
        case = open_case(session, found, ref)
        if not case.open:
            return _page(request, found, session, ref, contact, text, rest="case.closed")
        if not text:
            return _page(request, found, session, ref, contact, text, problems=[("text", "Message", "Write it first.")])
        if one(told, "step") != "send":
            try:
                return _page(
                    request, found, session, ref, contact, text,
                    copy=copy_in_parts(preview(world, session, case, contact, text)),
                )  # fmt: skip
            except Refused as refusal:
                return _page(request, found, session, ref, contact, text, rest=refusal.detail or refusal.code)
    try:
        record(world, ref, "message_written", {"contact": contact, "text": text}, by=found.viewer.email)
    except Refused as refusal:
        said = refusal.detail or refusal.code
        wrong = [(refusal.field, refusal.field.capitalize(), said)] if refusal.field else []
        with world.database.reading() as session:
            return _page(request, found, session, ref, contact, text, problems=wrong, rest="" if wrong else said)
    return RedirectResponse(f"/cases/{ref}/messages/waiting", status_code=303)


def _page(
    request: Request, found: SignedIn, session: Session, ref: str, contact: str, text: str, *,
    copy: Copy | None = None, problems: list[tuple[str, str, str]] | None = None, rest: str = "",
) -> Response:  # fmt: skip
    case = open_case(session, found, ref)
    today = local(world_of(request).now(session), case.patient.time_zone).date()
    return case_tab(
        request, found, session, case, "messages", "case/write.html", status=422 if problems or rest else 200,
        readers=readers(case, today), contact=contact, text=text, copy=copy, problems_of=problems or [], rest=rest,
        longest=LONGEST,
    )  # fmt: skip
