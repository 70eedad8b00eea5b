"""An office says no in writing (``domain.md`` §3.6)."""

from __future__ import annotations

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.denial import GROUNDS, complain_by, ground_code
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import answered, heard, imply_receipt
from coordinator.domain.facts.reading import zone_of
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.facts.search_facts import wants_something
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import ItemStatus, RequestStatus


@fact(
    needed("request", Kind.REQUEST, "the record request"),
    needed("basis", Kind.TEXT, f"the ground: {', '.join(GROUNDS)}; or in the office's own words"),
    maybe("items", Kind.ITEMS, "what is denied, where it is not all that is outstanding"),
    usually="records", says="The office refused in writing what is still outstanding, or the items named.",
)  # fmt: skip
def request_refused(
    case: Case, act: Act, known: Known, request: RecordRequest, basis: str, items: list[RecordItem] | None = None
) -> Recorded:
    """What came before stays; what is not denied is still owed, and asked for (45 CFR 164.524(d)(1))."""
    denied = [item for item in items or request.items if item in request.outstanding()]
    if not denied and request.details.get("denial") and not request.reply_unread:
        return already(request=request.id)
    wants_something(request)
    code = ground_code(basis)
    imply_receipt(case, request, act)
    on = local(act.at, zone_of(case, request)).date()
    request.keep(
        denial={"basis": code, "ground": GROUNDS[code].value, "on": on.isoformat(),
                "complain_by": complain_by(on).isoformat(), "items": [item.id for item in denied]}
    )  # fmt: skip
    event = case.note(
        "request_refused", act, request=request.id, basis=code, ground=GROUNDS[code], items=[i.id for i in denied]
    )
    case.write_down(event, "text", basis)
    for item in denied:
        item.status = ItemStatus.REFUSED
    if not request.outstanding():
        request.status = RequestStatus.REFUSED
    heard(case, request, act)
    answered(case, request, act)
    return said(event, request=request.id)
