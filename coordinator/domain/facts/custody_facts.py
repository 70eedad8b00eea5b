"""Borrowed slides, blocks and discs: to whom they go and where they are (``domain.md`` §2.4)."""

from __future__ import annotations

from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.document import Custody
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.reading import FoundItem
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.words import WorkItemKind

STATUSES = ("requested", "released", "in_transit", "received_by_reviewer", "returning", "returned", "lost")


@fact(
    needed("item", Kind.ITEM, "the item that is lent, by id or record type"),
    needed("status", Kind.CHOICE, "where it is", STATUSES),
    maybe("tracking", Kind.TEXT, "the courier's number"),
    maybe("return_by", Kind.DATE, "when the lender wants it back"),
    usually="any stage", says="Borrowed material moved.", when_closed=True,
)  # fmt: skip
def custody_moved(
    case: Case, act: Act, known: Known, item: FoundItem, status: str, tracking: str | None = None,
    return_by: date | None = None,
) -> Recorded:  # fmt: skip
    """The obligation to give it back outlives the case. Going out starts its ladder."""
    lent, _ = item
    custody = next((c for c in reversed(case.custody) if c.item_id == lent.id), None)
    if (
        custody is not None
        and custody.status == status
        and tracking in (None, custody.tracking)
        and return_by in (None, custody.return_by)
    ):
        return already(custody=custody.id, item=lent.id)
    was_out = custody is not None and custody.out
    if custody is None:
        custody = Custody(act.new_id(), lent.id, status, act.at)
        case.custody.append(custody)
    custody.status, custody.moved_at = status, act.at
    custody.tracking, custody.return_by = tracking or custody.tracking, return_by or custody.return_by
    event = case.note(
        "custody_moved", act, custody=custody.id, item=lent.id, status=status, return_by=custody.return_by
    )
    if custody.out and not was_out:
        case.note("material_lent", act, custody=custody.id)
    return said(event, custody=custody.id, item=lent.id)


@fact(
    needed("organization", Kind.ORGANIZATION, "the organization whose pathology reviews the material"),
    usually="any stage", says="The laboratory that will review slides and blocks is known; they may be asked for.",
)  # fmt: skip
def reviewing_laboratory_chosen(case: Case, act: Act, known: Known, organization: str) -> Recorded:
    """Material goes there and never to us (``domain.md`` §12)."""
    desk = known.laboratory(organization)
    if desk is None:
        raise Refused(
            "laboratory.unknown", "no pathology desk of that organization is a reviewing laboratory",
            field="organization",
        )  # fmt: skip
    if case.laboratory_desk_id == desk.id:
        return already(desk=desk.id)
    case.laboratory_desk_id = desk.id
    event = case.note("reviewing_laboratory_chosen", act, desk=desk.id)
    finish(case, WorkItemKind.CHOOSE_REVIEWING_LABORATORY, act)
    return said(event, desk=desk.id)
