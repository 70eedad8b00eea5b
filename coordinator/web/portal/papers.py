"""Papers: read, sign, and take a copy along."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound, Refused
from coordinator.services.portal import signing
from coordinator.services.portal.paper import Paper
from coordinator.services.portal.signing import Signing
from coordinator.services.portal.visiting import Visitor
from coordinator.web.portal import guard
from coordinator.web.portal.looks import fragment, language_of, shown
from coordinator.web.portal.words import words

router = APIRouter()


@router.get("/p/papers/{paper_id}")
def read(request: Request, here: guard.Here, paper_id: str) -> Response:
    """The paper, and below it where to sign."""
    return _paper(request, here, paper_id)


@router.post("/p/papers/{paper_id}")
def sign(request: Request, here: guard.Here, paper_id: str, form: guard.Fields) -> Response:
    """Sign it. What is missing is said beside the field, and nothing is signed."""
    world = guard.world_of(request)
    guard.check_form(world, here.visit_id, guard.one(form, "form"))
    language = language_of(request, here)
    told = Signing(
        name=" ".join(guard.one(form, "name").split())[:200],
        drawn=guard.one(form, "strokes"),
        agreed=guard.one(form, "agreed") == "yes",
        initials=[one for one in form.get("initials", []) if one in signing.CATEGORIES],
        shown_sha256=guard.one(form, "shown"),
        language=language,
        address=request.client.host if request.client else "",
    )
    try:
        signing.sign(world, here, paper_id, told, lambda paper: _text(request, paper, language))
    except NotFound:
        raise
    except Refused as refusal:
        return _paper(request, here, paper_id, told, refusal)
    return RedirectResponse(f"/p/papers/{paper_id}/signed", status_code=303)


@router.get("/p/papers/{paper_id}/signed")
def signed(request: Request, here: guard.Here, paper_id: str) -> Response:
    """Thank you, the copy, and what is next."""
    paper = here.case.authorization(paper_id)
    if paper is None:
        raise NotFound("paper.not_found", field="authorization")
    return shown(request, "signed.html", here=here, paper_id=paper.id, office=paper.organization_name)


@router.get("/p/papers/{paper_id}/copy.pdf")
def copy(request: Request, here: guard.Here, paper_id: str) -> Response:
    """The signed paper as a file."""
    content = signing.signed_copy(guard.world_of(request), here, paper_id)
    return Response(
        content,
        media_type="application/pdf",
        headers={"content-disposition": f'attachment; filename="{here.case.ref}.pdf"'},
    )


def _paper(
    request: Request, here: Visitor, paper_id: str, told: Signing | None = None, refusal: Refused | None = None
) -> Response:
    language = language_of(request, here)
    paper = signing.paper_shown(guard.world_of(request), here, paper_id, language)
    text = _text(request, paper, language)
    error = words(language).error("paper", refusal.code, name=here.name, phone=_phone(request)) if refusal else ""
    return shown(
        request, "paper.html", status=422 if refusal else 200, here=here, paper=paper,
        shown_sha256=signing.digest(text), told=told, error=error, field=(refusal.field or "agreed") if refusal else "",
    )  # fmt: skip


def _text(request: Request, paper: Paper, language: str) -> str:
    return fragment(guard.world_of(request), "_paper_text.html", language, paper=paper)


def _phone(request: Request) -> str:
    return guard.world_of(request).letterhead.sender.help_phone
