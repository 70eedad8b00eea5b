"""An office keeps back what is specially protected: it wants a paper with its own initials (``domain.md`` §1.4)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import heard, imply_receipt
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words.sensitivity import Sensitivity


@fact(
    needed("request", Kind.REQUEST, "the record request"),
    needed("categories", Kind.LIST, "what is kept back, such as SUD_PART2,HIV", tuple(Sensitivity)),
    maybe("items", Kind.ITEMS, "which of its items; everything that is still owed"),
    usually="records", says="The office keeps specially protected records back until they are initialled.",
    after_acceptance=True,
)  # fmt: skip
def records_withheld(
    case: Case, act: Act, known: Known, request: RecordRequest, categories: list[str],
    items: list[RecordItem] | None = None,
) -> Recorded:  # fmt: skip
    """The engine asks for these items on a paper of their own; the request goes on with the rest."""
    kept_back = items or request.outstanding()
    if request.from_patient or request.legal_basis is None:
        raise Refused("request.not_sent", "the patient holds these records")
    labels = {item.record_type.value: sorted(categories) for item in kept_back}
    if not kept_back or labels.items() <= (request.details.get("withheld") or {}).items():
        return already(request=request.id)
    request.details = {**request.details, "withheld": {**(request.details.get("withheld") or {}), **labels}}
    imply_receipt(case, request, act)
    event = case.note(
        "records_withheld", act, request=request.id, categories=sorted(categories), items=[i.id for i in kept_back]
    )
    heard(case, request, act)
    return said(event, request=request.id)
