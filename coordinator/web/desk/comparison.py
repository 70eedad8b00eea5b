"""The comparison tab: opinions side by side, checked by a second person, shown to the patient, decided about."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from coordinator.domain.errors import Refused
from coordinator.domain.facts.comparison_facts import HOW
from coordinator.domain.viewer import May
from coordinator.domain.words import StaffRole
from coordinator.services.desk.comparison_shown import CAUSES, DIAGNOSIS, TREATMENT, comparison_shown
from coordinator.services.desk.decision_shown import decision_shown
from coordinator.services.desk.patient_sheet import LANGUAGES, sheet_pdf
from coordinator.services.desk.who_checks import who_checks
from coordinator.services.record import record
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import journal
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.file_looks import looked
from coordinator.web.desk.guard import Form, case_in_sight, who_may
from coordinator.web.desk.recorded import back
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]
MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

REFUSED = {
    "comparison.same_person": "Whoever filed one of the opinions does not check them. Ask somebody named below.",
    "comparison.not_verified": "A second person has not checked it yet, so the patient is not shown it. A draft may"
    " say something that no author wrote.",
    "comparison.unsourced": "Some fields point to no document, page and quote. They are listed below; file the opinion"
    " again with its pointers.",
    "comparison.not_made": "There is no comparison before two opinions are on file.",
}
"""What is said where the law of the case says no."""


@router.get("/cases/{ref}/comparison")
def comparison(request: Request, found: SeesCases, ref: str) -> Response:
    """The side by side, and what may be done about it now."""
    with world_of(request).database.reading() as session:
        return _page(request, found, session, ref)


@router.post("/cases/{ref}/comparison/verify")
def verify(request: Request, found: MayRecord, told: Form, ref: str) -> Response:
    """A second person checked it; where that is refused, the page says who may."""
    return _record(request, found, ref, "comparison_verified")


@router.post("/cases/{ref}/comparison/share")
def share(request: Request, found: MayRecord, told: Form, ref: str) -> Response:
    """The patient may see it; refused for a draft."""
    return _record(request, found, ref, "comparison_shared")


@router.get("/cases/{ref}/comparison/sheet")
def sheet(request: Request, found: SeesCases, ref: str, language: str = "", large: str = "") -> Response:
    """The patient's version as PDF; never of a draft."""
    world = world_of(request)
    with world.database.reading() as session:
        case = open_case(session, found, ref)
        try:
            pdf = sheet_pdf(world, session, case, "comparison", language, large=large == "yes")
        except Refused as refusal:
            return _page(request, found, session, ref, problem=_words(refusal))
    looked(request, found, case.id, "comparison")
    name = f"inline; filename={case.ref}-comparison.pdf"
    return Response(pdf, media_type="application/pdf", headers={"content-disposition": name})


def _record(request: Request, found: SignedIn, ref: str, fact: str) -> Response:
    world = world_of(request)
    with world.database.reading() as session:
        case_in_sight(session, found, ref)
    try:
        recorded = record(world, ref, fact, {}, by=found.viewer.email)
    except Refused as refusal:
        with world.database.reading() as session:
            return _page(request, found, session, ref, problem=_words(refusal))
    return back(f"/cases/{ref}/comparison", ref, recorded)


def _page(request: Request, found: SignedIn, session: Session, ref: str, problem: str = "") -> Response:
    case = open_case(session, found, ref)
    texts = journal.texts_of(session, case.id)
    shown = comparison_shown(case, texts)
    mine = shown is not None and found.viewer.email in shown.not_by
    reviewer = StaffRole.CLINICAL_REVIEWER in found.viewer.roles
    return case_tab(
        request, found, session, case, "comparison", "case/comparison.html", status=422 if problem else 200,
        shown=shown, problem=problem, decision=decision_shown(case, texts), mine=mine, reviewer=reviewer,
        who=who_checks(session, found.viewer, case.navigator, shown.not_by) if shown is not None else None,
        classes=(list(DIAGNOSIS.items()), list(TREATMENT.items()), list(CAUSES.items())), languages=LANGUAGES.items(),
        reader=case.patient.language.split("-")[0], how=[(word, HOW_WORDS[word]) for word in HOW],
    )  # fmt: skip


HOW_WORDS = {"page": "online, by themselves", "phone": "walked through by telephone", "letter": "by letter"}


def _words(refusal: Refused) -> str:
    return REFUSED.get(refusal.code) or refusal.detail or refusal.code
