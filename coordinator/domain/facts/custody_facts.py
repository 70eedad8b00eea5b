"""Borrowed slides, blocks and discs: to whom they go and where they are (``domain.md`` §2.4)."""

from __future__ import annotations

from datetime import date, timedelta

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.custody import (
    BEGINNINGS,
    KINDS,
    LOAN_DAYS,
    LOST,
    MOVES,
    RETURNED,
    STATUSES,
    WITH_REVIEWER,
    Custody,
)
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.obligations import ask, finish
from coordinator.domain.facts.reading import FoundItem, zone_of
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import WorkItemKind

LOST_CODE, COUNT_DIFFERS, COUNT_UNKNOWN = "custody_lost", "custody_count_differs", "custody_count_unknown"


@fact(
    needed("item", Kind.ITEM, "the item that is lent, by id or record type"),
    needed("status", Kind.CHOICE, "where it is", STATUSES),
    maybe("tracking", Kind.TEXT, "the courier's number"),
    maybe("return_by", Kind.DATE, "when the lender wants it back"),
    maybe("count", Kind.WHOLE, "how many slides, blocks or discs; on return, how many came back"),
    maybe("accessions", Kind.LIST, "the lender's accession numbers"),
    maybe("stains", Kind.TEXT, "the stains wanted or lent"),
    maybe("recuts", Kind.FLAG, "whether recuts will do"),
    maybe("courier", Kind.TEXT, "who carries it"),
    usually="any stage", says="Borrowed material moved.", when_closed=True,
)  # fmt: skip
def custody_moved(
    case: Case, act: Act, known: Known, item: FoundItem, status: str, tracking: str | None = None,
    return_by: date | None = None, count: int | None = None, accessions: list[str] | None = None,
    stains: str | None = None, recuts: bool | None = None, courier: str | None = None,
) -> Recorded:  # fmt: skip
    """The obligation to give it back outlives the case. Going out starts its ladder; a loan that is back is over."""
    lent, request = item
    loan = next((c for c in reversed(case.custody) if c.item_id == lent.id), None)
    _allowed(loan, status)
    fresh = loan is None or (loan.status == RETURNED and status != RETURNED)
    given: dict[str, object] = {
        "tracking": tracking, "return_by": return_by, "accessions": accessions, "stains": stains, "recuts": recuts,
        "courier": courier, "returned_count" if status == RETURNED else "count": count,
    }  # fmt: skip
    told = {key: value for key, value in given.items() if value is not None}
    if loan is not None and not fresh and loan.status == status and _says_nothing_new(loan, told):
        return already(custody=loan.id, item=lent.id)
    if loan is None or fresh:
        loan = Custody(act.new_id(), lent.id, status, act.at, kind=KINDS.get(lent.record_type))
        case.custody.append(loan)
    was_out, moved = loan.out and not fresh, fresh or loan.status != status
    for key, value in told.items():
        setattr(loan, key, value)
    loan.status = status
    loan.desk = loan.desk or known.desk_by_id(request.laboratory_desk_id or case.laboratory_desk_id or "")
    if moved:
        loan.moved_at = act.at
        loan.history = [*loan.history, {"status": status, "at": act.at.isoformat(), "tracking": tracking}]
    if status == WITH_REVIEWER and loan.return_by is None:
        loan.return_by = local(act.at, zone_of(case, request)).date() + timedelta(days=LOAN_DAYS)
    event = case.note(
        "custody_moved", act, custody=loan.id, item=lent.id, status=status, return_by=loan.return_by, count=count
    )
    if loan.out and not was_out:
        case.note("material_lent", act, custody=loan.id)
    _tell_people(case, loan, request, act)
    return said(event, custody=loan.id, item=lent.id)


def _allowed(loan: Custody | None, status: str) -> None:
    """Refuse what cannot have happened, and say what can."""
    if loan is None or (loan.status == RETURNED and status != RETURNED):
        if status not in BEGINNINGS:
            raise Refused("custody.not_lent", f"a loan begins with {', '.join(BEGINNINGS)}", field="status")
    elif status != loan.status and status not in MOVES[loan.status]:
        allowed = ", ".join(MOVES[loan.status])
        raise Refused("custody.impossible", f"from {loan.status} it can only become {allowed}", field="status")


def _says_nothing_new(loan: Custody, told: dict[str, object]) -> bool:
    return all(getattr(loan, key) == value for key, value in told.items())


def _tell_people(case: Case, loan: Custody, request: RecordRequest, act: Act) -> None:
    """What was lost is told to the lender by a person; what came back is counted."""
    if loan.status == LOST:
        ask(case, WorkItemKind.SUPERVISOR_REVIEW, act, about=loan.id, code=LOST_CODE)
        ask(case, WorkItemKind.CALL_DESK, act, about=request.id, code=LOST_CODE)
    if loan.status != RETURNED:
        return
    finish(case, WorkItemKind.CALL_PROVIDER, act, loan.id)
    if loan.count is None or loan.count == loan.returned_count:
        finish(case, WorkItemKind.SUPERVISOR_REVIEW, act, loan.id)
    elif loan.returned_count is None:
        ask(case, WorkItemKind.CALL_DESK, act, about=request.id, code=COUNT_UNKNOWN)
    else:
        ask(case, WorkItemKind.SUPERVISOR_REVIEW, act, about=loan.id, code=COUNT_DIFFERS)


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
