"""Where records turn out not to be: nothing found under this name, or nobody there any more (``domain.md`` §1.4)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.addresses import telephone
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import answered, heard, imply_receipt
from coordinator.domain.facts.obligations import ask, finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.facts.source_facts import add_source, give_back
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import ItemStatus, RequestStatus, WorkItemKind

NO_RECORD = "no_record"
OFFICE_CLOSED = "office_closed"

TRIES = ("former_names", "birth_date", "record_number", "date_range", "sister_site", "merged_practice")
"""What a person tries before a record counts as not available; "destroyed under retention" ends the search at once."""

ENDS_SEARCH = (*TRIES, "destroyed")


@fact(
    needed("request", Kind.REQUEST, "the record request"),
    maybe("items", Kind.ITEMS, "what was not found, where it is not all that is outstanding"),
    maybe("tried", Kind.LIST, "what was tried already, or destroyed where the office says so", ENDS_SEARCH),
    usually="records", says="The office finds no record; other names, dates and sites are tried before it counts.",
)  # fmt: skip
def no_record_found(
    case: Case, act: Act, known: Known, request: RecordRequest, items: list[RecordItem] | None = None,
    tried: list[str] | None = None,
) -> Recorded:  # fmt: skip
    """The first time it is a search for a person; said again, or with what was tried, the items are not available."""
    missing = [item for item in items or request.items if item in request.outstanding()]
    gone = any(i.status is ItemStatus.NOT_AVAILABLE for i in items or request.items)
    waits = request.status is RequestStatus.RETURNED and request.returned_cause == NO_RECORD
    if not request.reply_unread and not tried and (waits or (not missing and gone)):
        return already(request=request.id)
    wants_something(request)
    imply_receipt(case, request, act)
    event = case.note("no_record_found", act, request=request.id, items=[i.id for i in missing], tried=tried)
    if tried or request.details.get("searched"):
        request.keep(searched=sorted({*(request.details.get("searched") or []), *(tried or [])}))
        for item in missing:
            item.status = ItemStatus.NOT_AVAILABLE
        if waits and request.outstanding():
            request.status, request.returned_cause = RequestStatus.RECEIVED, None
        request.refresh_status()
        finish(case, WorkItemKind.FIND_SOURCE, act, request.id)
        answered(case, request, act)
    else:
        request.keep(searched=[NO_RECORD])
        give_back(case, request, NO_RECORD, act)
        ask(case, WorkItemKind.FIND_SOURCE, act, about=request.id, code=f"{NO_RECORD}: {', '.join(TRIES)}")
    heard(case, request, act)
    return said(event, request=request.id)


@fact(
    needed("request", Kind.REQUEST, "the record request"),
    maybe("successor", Kind.ORGANIZATION, "who keeps its records now, where that is known"),
    maybe("fax", Kind.TEXT, "the successor's fax number, where the directory does not know it"),
    usually="records", says="The office is gone: its records are looked for elsewhere.",
)  # fmt: skip
def office_closed(
    case: Case, act: Act, known: Known, request: RecordRequest, successor: str | None = None, fax: str | None = None
) -> Recorded:
    """Nothing more is asked there. A successor is asked for the same; without one a person looks for it."""
    known_closed = bool(request.details.get(OFFICE_CLOSED))
    if known_closed and successor is None:
        return already(request=request.id)
    lost = [i for i in request.items if known_closed and i.status is ItemStatus.NOT_AVAILABLE] or request.outstanding()
    if not lost:
        raise Refused("request.nothing_outstanding", "the office owes nothing more of this request")
    if fax is not None:
        telephone(fax, field="fax")  # refused before anything changes
    event = case.note("office_closed", act, request=request.id)
    request.keep(office_closed="yes")
    for item in lost:
        item.status = ItemStatus.NOT_AVAILABLE
    request.status = RequestStatus.DONE
    heard(case, request, act)
    for kind in (WorkItemKind.CALL_DESK, WorkItemKind.FIND_OFFICE_ADDRESS):
        finish(case, kind, act, request.id)
    ids = {"request": request.id}
    if successor is not None:
        types = [item.record_type.value for item in lost]
        made = add_source(case, act, known, successor, request.department, types, fax=fax)
        finish(case, WorkItemKind.FIND_SOURCE, act, request.id)
        return said(event, **ids, **made.ids)
    tips = "successor, state_board, portal, primary_care_copies, insurer_claims"
    ask(case, WorkItemKind.FIND_SOURCE, act, about=request.id, code=f"{OFFICE_CLOSED}: {tips}")
    return said(event, **ids)


def wants_something(request: RecordRequest) -> None:
    """Raise unless the office still owes something, or an answer of it waits to be understood."""
    if not request.outstanding() and not request.reply_unread:
        raise Refused("request.nothing_outstanding", "the office owes nothing more of this request")
