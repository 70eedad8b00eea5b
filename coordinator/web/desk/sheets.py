"""Sheets for the patient's hands as PDF: to prepare the visit with a page for a companion, and the decision guide."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import May
from coordinator.services.desk.patient_sheet import sheet_pdf
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.case_tab import open_case
from coordinator.web.desk.file_looks import looked
from coordinator.web.desk.guard import who_may
from coordinator.web.forms import world_of

router = APIRouter()

HERE = ("preparation", "decision-guide")
"""The comparison has a page of its own: it may be refused."""


@router.get("/cases/{ref}/sheets/{name}")
def sheet(
    request: Request, found: Annotated[SignedIn, Depends(who_may(May.SEE_CASES))], ref: str, name: str,
    language: str = "", large: str = "",
) -> Response:  # fmt: skip
    """One sheet, in the patient's language where none is named."""
    world = world_of(request)
    with world.database.reading() as session:
        case = open_case(session, found, ref)
        if name not in HERE:
            raise NotFound("page.unknown")
        pdf = sheet_pdf(world, session, case, name, language, large=large == "yes")
    looked(request, found, case.id, "consultation")
    disposition = f"inline; filename={case.ref}-{name}.pdf"
    return Response(pdf, media_type="application/pdf", headers={"content-disposition": disposition})
