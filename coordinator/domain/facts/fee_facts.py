"""What an office asks to be paid, and what becomes of it (``domain.md`` §3.4). Money is in cents (US dollars)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import heard
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.fee import CLAIMS
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import WorkItemKind

REQUEST = needed("request", Kind.REQUEST, "the record request")
PAID = "paid"


@fact(
    REQUEST,
    needed("amount_minor", Kind.WHOLE, "cents"),
    maybe("basis_claimed", Kind.LIST, "what the office says it charges for", CLAIMS),
    maybe("per_page", Kind.TEXT, "yes, or cents a page, where it charges by the page"),
    usually="records", says="The office asks for money before it releases records; it waits for us.",
)  # fmt: skip
def fee_quoted(
    case: Case, act: Act, known: Known, request: RecordRequest, amount_minor: int,
    basis_claimed: list[str] | None = None, per_page: str | None = None,
) -> Recorded:  # fmt: skip
    """Another amount is a new question, whatever became of the first. The legal clock keeps running meanwhile."""
    by_page = _per_page(per_page)
    told = (basis_claimed or request.details.get("fee_claimed"), by_page or request.details.get("fee_per_page"))
    same = request.fee_status is not None and request.fee_quoted_minor == amount_minor
    same = same and told == (request.details.get("fee_claimed"), request.details.get("fee_per_page"))
    if same and not request.reply_unread:
        return already(request=request.id)
    if not same:
        request.fee_status, request.fee_quoted_minor = "quoted", amount_minor
        request.keep(fee_claimed=basis_claimed, fee_per_page=by_page, fee_doubts=None)
        finish(case, WorkItemKind.APPROVE_FEE, act, request.id)
    event = case.note(
        "fee_quoted", act, request=request.id, amount_minor=amount_minor, basis_claimed=basis_claimed, per_page=by_page
    )
    heard(case, request, act)
    return said(event, request=request.id)


@fact(REQUEST, usually="records", says="The patient agrees to pay the fee.")
def fee_approved(case: Case, act: Act, known: Known, request: RecordRequest) -> Recorded:
    """The ball is back with the office."""
    return _settle(case, act, request, "approved")


@fact(REQUEST, usually="records", says="The patient does not pay the fee.")
def fee_refused(case: Case, act: Act, known: Known, request: RecordRequest) -> Recorded:
    """The ball is back with the office; no fee is ever paid without approval."""
    return _settle(case, act, request, "refused")


@fact(REQUEST, usually="records", says="We challenge the fee.")
def fee_challenged(case: Case, act: Act, known: Known, request: RecordRequest) -> Recorded:
    """The ball is back with the office, and the legal clock keeps running."""
    return _settle(case, act, request, "challenged")


@fact(
    REQUEST,
    maybe("reference", Kind.TEXT, "the number of the payment"),
    usually="records", says="The fee was paid.",
)  # fmt: skip
def fee_paid(case: Case, act: Act, known: Known, request: RecordRequest, reference: str | None = None) -> Recorded:
    """The last word about a fee until the office asks for another. Nothing is paid without the patient's approval."""
    if request.fee_status not in (None, "approved", PAID):
        raise Refused("fee.not_approved", f"the fee is {request.fee_status}; the patient has not approved it")
    return _settle(case, act, request, PAID, reference)


def _per_page(told: str | None) -> str | None:
    """``yes`` or a number of cents; ``None`` for no."""
    word = (told or "no").strip().lower()
    if word in ("no", "false", "0"):
        return None
    if word not in ("yes", "true") and not (word.isascii() and word.isdigit()):
        raise Refused("key.wrong", "yes, no, or cents a page", field="per_page")
    return "yes" if word == "true" else word


def _settle(case: Case, act: Act, request: RecordRequest, status: str, reference: str | None = None) -> Recorded:
    if request.fee_status is None:
        raise Refused("fee.not_quoted", "the office has not asked for a fee")
    if request.fee_status == status:
        return already(request=request.id)
    if request.fee_status == PAID:
        raise Refused("fee.paid", "the fee was paid before")
    request.fee_status = status
    event = case.note(f"fee_{status}", act, request=request.id)
    if reference:
        case.write_down(event, "reference", reference)
    for kind in (WorkItemKind.APPROVE_FEE, *((WorkItemKind.CALL_DESK,) if status == PAID else ())):
        finish(case, kind, act, request.id)
    return said(event, request=request.id)
