"""What came in as pictures of its pages, and as the file itself: under the policy of the page that shows them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May
from coordinator.services.desk import mail_item
from coordinator.services.desk.looking import look, note_mail_read
from coordinator.services.inbox.attaching import suffix_of
from coordinator.services.page_pictures import draw
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import who_may
from coordinator.web.forms import world_of

router = APIRouter()

MayRecord = Annotated[SignedIn, Depends(who_may(May.RECORD_FACTS))]

AS_IT_IS = {".jpg": "image/jpeg", ".png": "image/png"}
"""Pictures that every browser shows, and in which nothing can run."""


@router.get("/inbox/{came}/pages/{number}")
def page_of_document(request: Request, found: MayRecord, came: str, number: int) -> Response:
    """One page of a document."""
    return _picture(_document(request, found, came), number)


@router.get("/inbox/{came}/file")
def document_file(request: Request, found: MayRecord, came: str) -> Response:
    """The document itself."""
    return _download(_document(request, found, came), came)


@router.get("/inbox/{came}/attached/{which}/pages/{number}")
def page_of_attachment(request: Request, found: MayRecord, came: str, which: int, number: int) -> Response:
    """One page of what was attached to a mail."""
    return _picture(_attached(request, found, came, which), number)


@router.get("/inbox/{came}/attached/{which}")
def attachment(request: Request, found: MayRecord, came: str, which: int) -> Response:
    """What was attached, as it came."""
    return _download(_attached(request, found, came, which), f"{came}-{which}")


def _document(request: Request, found: SignedIn, came: str) -> bytes:
    try:
        return look(world_of(request), found.viewer, came)[1]
    except NotFound:
        raise
    except Refused as refusal:
        raise NotFound(refusal.code) from None  # locked away: as if it were not there


def _attached(request: Request, found: SignedIn, came: str, which: int) -> bytes:
    world = world_of(request)
    with world.database.reading() as session:
        row = mail_item.mail_in_reach(session, found.viewer, came)
    attached = mail_item.attachments_of(row)
    if not 1 <= which <= len(attached):
        raise NotFound("attachment.unknown")
    if row.case_id is not None:
        note_mail_read(world, found.viewer, came, row.case_id)
    return attached[which - 1].content


def _picture(content: bytes, number: int) -> Response:
    kind = AS_IT_IS.get(suffix_of(content) or "")
    if kind is not None:
        if number != 1:
            raise NotFound("page.unknown")
        return Response(content, media_type=kind)
    drawn = draw(content, number) if 1 <= number <= 9999 else None
    if drawn is None:
        raise NotFound("page.unknown")
    return Response(drawn, media_type="image/png")


def _download(content: bytes, name: str) -> Response:
    """Never shown by the browser, whatever it is; its name is ours."""
    suffix = suffix_of(content) or ".bin"
    disposition = f'attachment; filename="{name}{suffix}"'
    return Response(content, media_type="application/octet-stream", headers={"content-disposition": disposition})
