"""The consultation tab, and the entry of an opinion as a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.opinion_file import STEP_TAKERS, OpinionProblems, Problem
from coordinator.domain.viewer import May
from coordinator.services.desk.consultation_shown import CAUSES, WHO, consultation_shown
from coordinator.services.desk.opinion_form import BLOCKS, filled, pointed_at, told_file
from coordinator.services.desk.patient_sheet import LANGUAGES
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import journal
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import LargeForm, who_may
from coordinator.web.desk.looks import moment_words
from coordinator.web.desk.recorded import back
from coordinator.web.forms import one, world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]
MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

ORDINALS = (1, 2, 3)
TITLES = {1: "First opinion", 2: "Second opinion", 3: "Third opinion"}
RECOLLECTION = "recollection"

REFUSED = {
    "opinion.third_not_wanted": "Nobody asked for a third opinion yet. Record first that the patient wants one.",
    "appointment.not_yet": "The visit for this opinion has not taken place. Record the visit first.",
}


@router.get("/cases/{ref}/consultation")
def consultation(request: Request, found: SeesCases, ref: str) -> Response:
    """The visit, the questions, the packet, the opinions and what follows from them."""
    world = world_of(request)
    with world.database.reading() as session:
        case, now = open_case(session, found, ref), world.now(session)
        texts = journal.texts_of(session, case.id)
        today = local(now, case.patient.time_zone).date()
        return case_tab(
            request, found, session, case, "consultation", "case/consultation.html",
            shown=consultation_shown(case, texts, now, today), moment=moment_words, languages=LANGUAGES.items(),
            reader=case.patient.language.split("-")[0], causes=list(CAUSES.items()),
            takers=[(word, WHO[word]) for word in STEP_TAKERS],
        )  # fmt: skip


@router.get("/cases/{ref}/consultation/opinion")
def opinion(request: Request, found: MayRecord, ref: str, ordinal: int = 2, basis: str = "") -> Response:
    """The form, filled with what is on file of this opinion."""
    with world_of(request).database.reading() as session:
        case = open_case(session, found, ref)
        kept = case.opinion(_known(ordinal))
        content: dict[str, Any] = dict(kept.content) if kept is not None else {}
        if kept is None and (visit := case.attended()) is not None:
            author = {"name": visit.provider.name, "organization": visit.provider.organization.name}
            content = {"author": author, "date": str(local(visit.starts_at, visit.time_zone).date())}
        if basis == RECOLLECTION:
            content["basis_mode"] = RECOLLECTION
        return _form(request, found, session, case, ordinal, content, kept.document_id or "" if kept else "")


@router.post("/cases/{ref}/consultation/opinion")
def file_opinion(request: Request, found: MayRecord, told: LargeForm, ref: str) -> Response:
    """File it; one more empty entry; or the form again with what is wrong, and everything typed still there."""
    world = world_of(request)
    typed = one(told, "ordinal")
    ordinal = _known(int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 1 else 0)
    document, more = one(told, "document"), one(told, "more")
    with world.database.reading() as session:
        case = open_case(session, found, ref)
    content = {**_pointing_to(document, told_file(told)), "ordinal": ordinal}
    if more:
        with world.database.reading() as session:
            return _form(request, found, session, case, ordinal, content, document, more=more)
    problems: Sequence[Problem] = ()
    rest = ""
    fact = "no_written_opinion" if content.get("basis_mode") == RECOLLECTION else "opinion_filed"
    values: dict[str, object] = {"file": content}
    if document and fact == "opinion_filed":
        values["document"] = document
    try:
        recorded = record(world, ref, fact, values, by=found.viewer.email)
    except OpinionProblems as wrong:
        problems = wrong.problems
    except Refused as refusal:
        rest = REFUSED.get(refusal.code) or refusal.detail or refusal.code
    else:
        return back(f"/cases/{ref}/consultation", ref, recorded)
    with world.database.reading() as session:
        return _form(request, found, session, case, ordinal, content, document, problems, rest)


def _form(
    request: Request, found: SignedIn, session: Session, case: Case, ordinal: int, content: Mapping[str, Any],
    document: str, problems: Sequence[Problem] = (), rest: str = "", *, more: str = "",
) -> Response:  # fmt: skip
    return case_tab(
        request, found, session, case, "consultation", "case/opinion.html", status=422 if problems or rest else 200,
        form=filled(case, ordinal, content, problems, more=more), opinion_title=TITLES[ordinal], rest=rest, more=more,
        document=document, blocks=BLOCKS,
        documents=pointed_at(case),
    )  # fmt: skip


def _pointing_to(document: str, content: dict[str, Any]) -> dict[str, Any]:
    """Places that name no document are in the author's own."""
    if document:
        entries = [entry for value in content.values() if isinstance(value, list) for entry in value]
        pointers = [entry["source"] for entry in entries if isinstance(entry, dict) and "source" in entry]
        sources = content.get("sources")
        pointers += sources.values() if isinstance(sources, dict) else []
        for pointer in pointers:
            if isinstance(pointer, dict):
                pointer.setdefault("document", document)
    return content


def _known(ordinal: int) -> int:
    if ordinal not in ORDINALS:
        raise NotFound("opinion.unknown")
    return ordinal
