"""A document that lies in the wrong case leaves it: nobody opens it there again."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.document import Document, DocumentStatus
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.quarantine_facts import not_needed
from coordinator.domain.words import ItemStatus, WorkItemKind

MAY_LEAVE = (DocumentStatus.RECEIVED, DocumentStatus.UNREADABLE)


def take_out(case: Case, document: Document, act: Act, *, to: str | None = None) -> list[str]:
    """Take a document out of ``case``; returns the stored documents whose bytes nothing here needs any more.

    Its sender is owed no notice: they sent it to us, and we put it into the wrong file. Only what nobody verified and
    what was not counted as an answer leaves by this way: that would have to be said of the request first, and what was
    verified may stand in a packet. ``to``: the case that it goes to; none for the inbox.
    """
    if document.status not in MAY_LEAVE:
        raise Refused(f"document.{document.status}", "it cannot be moved from here", field="document")
    answered = case.item_and_request(document.item_id or "")
    others = any(d.live and d is not document and d.item_id == document.item_id for d in case.documents)
    if answered is not None and answered[0].status is ItemStatus.RECEIVED and not others:
        raise Refused("document.counted", "correct first that this item was received", field="document")
    document.status = DocumentStatus.MOVED.value
    case.note("document_moved", act, document=document.id, to=to)
    finish(case, WorkItemKind.CHECK_DOCUMENT, act, document.id)
    return not_needed(case, [document])


def put_back(case: Case, document: Document, act: Act) -> None:
    """It comes back to the case that it had left, and is checked anew."""
    document.status, document.suspected = DocumentStatus.RECEIVED.value, False
    case.note("document_filed", act, document=document.id, item=document.item_id)
    case.ask(WorkItemKind.CHECK_DOCUMENT, act, about=document.id)
