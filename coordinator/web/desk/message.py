"""One message or letter: the exact copy that left, or what a planned one would say; shown in a frame without rights."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk.case_mail import Sent, about_words, sent_words
from coordinator.services.desk.exact_copy import PDF, Copy, attachment_of, copy_in_parts, html_of
from coordinator.services.desk.mail_words import purpose_of, title_of
from coordinator.services.ids import is_id
from coordinator.services.preview import preview_of
from coordinator.services.sign_in.here import SignedIn
from coordinator.services.world import World
from coordinator.store import case_mail
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.file_looks import looked
from coordinator.web.desk.guard import case_in_sight, who_may
from coordinator.web.desk.looks import moment_words
from coordinator.web.forms import world_of
from coordinator.web.headers import IN_FRAME, WITH_FRAME, answers_with

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]

SHOWN_INSIDE = ("application/pdf", "image/png", "image/jpeg")
"""What a browser may show by itself; everything else is saved."""


@router.get("/cases/{ref}/messages/preview/{name}")
def preview(request: Request, found: SeesCases, ref: str, name: str, about: str = "") -> Response:
    """What a planned message would say now, with this case's data."""
    problem, content = "", b""
    world = world_of(request)
    with world.database.reading() as session:
        case = open_case(session, found, ref)
        try:
            content = preview_of(world, session, case, name, about or None)
        except NotFound:
            raise
        except Refused as refusal:
            problem = (refusal.detail or refusal.code).rstrip(".") + "."
        copy = copy_in_parts(content) if content else None
        below = f"/cases/{case.ref}/messages/preview/{quote(name)}"
        query = f"?{urlencode({'about': about})}" if about else ""
        return _page(
            request, found, session, case, title_of(name), copy, problem=problem, purpose=purpose_of(name),
            frame=f"{below}/mail{query}", page=f"{below}/page{query}" if copy is not None and copy.printed else "",
        )  # fmt: skip


@router.get("/cases/{ref}/messages/preview/{name}/mail")
def preview_mail(request: Request, found: SeesCases, ref: str, name: str, about: str = "") -> Response:
    """The same as HTML, for the frame."""
    return _framed(request, html_of(_previewed(world_of(request), found, ref, name, about)))


@router.get("/cases/{ref}/messages/preview/{name}/page")
def preview_page(request: Request, found: SeesCases, ref: str, name: str, about: str = "") -> Response:
    """The same as PDF, where it goes on paper."""
    content = _previewed(world_of(request), found, ref, name, about)
    if not content.startswith(PDF):
        raise NotFound("page.unknown")
    return _file(content, "application/pdf", f"{name}.pdf")


@router.get("/cases/{ref}/messages/{message}")
def exact(request: Request, found: SeesCases, ref: str, message: str) -> Response:
    """The exact copy: to whom, when, how it went, and the mail or page itself."""
    world = world_of(request)
    with world.database.reading() as session:
        case = open_case(session, found, ref)
        row = _row(session, case.id, message)
        said, copy = sent_words(case, row), copy_in_parts(row.bytes)
        return _page(
            request, found, session, case, said.title, copy, sent=said, proof_at=row.proof_at,
            frame=f"/cases/{case.ref}/messages/{row.id}/mail",
            page=f"/cases/{case.ref}/messages/{row.id}/page" if copy.printed or row.letter else "",
            again=[{"request": row.request_id, "words": _again(case, row)}] if case.open and row.request_id else [],
        )  # fmt: skip


@router.get("/cases/{ref}/messages/{message}/mail")
def exact_mail(request: Request, found: SeesCases, ref: str, message: str) -> Response:
    """The HTML of the mail, for the frame."""
    return _framed(request, html_of(_copy(request, found, ref, message).bytes))


@router.get("/cases/{ref}/messages/{message}/page")
def exact_page(request: Request, found: SeesCases, ref: str, message: str) -> Response:
    """The letter or printed message as PDF."""
    row = _copy(request, found, ref, message)
    content = bytes(row.letter or row.bytes)
    if not content.startswith(PDF):
        raise NotFound("page.unknown")
    return _file(content, "application/pdf", f"{row.name}.pdf")


@router.get("/cases/{ref}/messages/{message}/exact")
def exact_bytes(request: Request, found: SeesCases, ref: str, message: str) -> Response:
    """Every byte as it was sent, to be saved: evidence."""
    row = _copy(request, found, ref, message)
    return _file(bytes(row.bytes), "message/rfc822", f"{row.name}.eml")


@router.get("/cases/{ref}/messages/{message}/attached/{number}")
def attached(request: Request, found: SeesCases, ref: str, message: str, number: int) -> Response:
    """One attachment."""
    part = attachment_of(_copy(request, found, ref, message).bytes, number)
    if part is None:
        raise NotFound("page.unknown")
    return _file(part[1], part[0].kind, part[0].name)


def _page(
    request: Request, found: SignedIn, session: Any, case: Any, title: str, copy: Copy | None, *,
    sent: Sent | None = None, **values: Any,
) -> Response:  # fmt: skip
    answers_with(request, WITH_FRAME)
    usual: dict[str, Any] = {
        "problem": "",
        "purpose": "",
        "proof_at": None,
        "page": "",
        "again": [],
        "moment": moment_words,
    }
    return case_tab(
        request, found, session, case, "messages", "case/message.html", title=title, copy=copy, sent=sent,
        **{**usual, **values},
    )  # fmt: skip


def _again(case: Any, row: Any) -> str:
    return f"To send it once more to {about_words(case, row.request_id)}, choose another way: both proofs are kept."


def _previewed(world: World, found: SignedIn, ref: str, name: str, about: str) -> bytes:
    with world.database.reading() as session:
        return preview_of(world, session, open_case(session, found, ref), name, about or None)


def _copy(request: Request, found: SignedIn, ref: str, message: str) -> Any:
    with world_of(request).database.reading() as session:
        row = _row(session, case_in_sight(session, found, ref), message)
    looked(request, found, row.case_id, "messages")
    return row


def _row(session: Any, case_id: str, message: str) -> Any:
    row = case_mail.copy_of(session, case_id, message) if is_id(message) else None
    if row is None:
        raise NotFound("page.unknown")
    return row


def _framed(request: Request, html: str | None) -> Response:
    if html is None:
        raise NotFound("page.unknown")
    answers_with(request, IN_FRAME)
    return Response(html, media_type="text/html; charset=utf-8")


def _file(content: bytes, kind: str, name: str) -> Response:
    how = "inline" if kind in SHOWN_INSIDE else "attachment"
    disposition = f"{how}; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=kind, headers={"content-disposition": disposition})
