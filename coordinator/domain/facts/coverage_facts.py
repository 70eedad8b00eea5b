"""Who pays for the visit: the plan, the insurer's approval, the agreed price. Money is in cents (US dollars)."""

from __future__ import annotations

from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import mark, remember
from coordinator.domain.facts.registry import fact, maybe, needed

STATUSES = ("asked", "approved", "denied", "appealed", "not_needed")


@fact(
    needed("status", Kind.CHOICE, "how far it is", STATUSES),
    maybe("reference", Kind.TEXT, "the insurer's number"),
    maybe("from", Kind.DATE, "the first day it covers"),
    maybe("to", Kind.DATE, "the last day it covers"),
    maybe("visits", Kind.WHOLE, "how many visits it covers"),
    maybe("appeal_by", Kind.DATE, "the last day to appeal"),
    usually="scheduling", says="The insurer's prior authorization: asked for, given or not.",
)  # fmt: skip
def prior_authorization(
    case: Case, act: Act, known: Known, status: str, reference: str | None = None, from_: date | None = None,
    to: date | None = None, visits: int | None = None, appeal_by: date | None = None,
) -> Recorded:  # fmt: skip
    """An approval settles who pays (``domain.md`` §1.5)."""
    if from_ is not None and to is not None and to < from_:
        raise Refused("key.wrong", "a day not before the first one", field="to")
    days = {"from": from_, "to": to, "appeal_by": appeal_by}
    told: dict[str, object] = {"status": status, "visits": visits, "reference": mark(reference) if reference else None}
    told |= {name: day.isoformat() if day else None for name, day in days.items()}
    if case.answers.get("prior_authorization") == told:
        return already()
    case.prior_authorization = status
    remember(case, "prior_authorization", told)
    event = case.note("prior_authorization", act, status=status, visits=visits, **days)
    if reference:
        case.write_down(event, "reference", reference)
    return said(event)


@fact(
    needed("network", Kind.CHOICE, "whether the provider is in the plan's network", ("in", "out", "unknown")),
    usually="scheduling", says="The plan was asked whether the provider is in its network.",
)  # fmt: skip
def coverage_checked(case: Case, act: Act, known: Known, network: str) -> Recorded:
    """The latest answer holds."""
    if case.coverage_network == network:
        return already()
    case.coverage_network = network
    return said(case.note("coverage_checked", act, network=network))


@fact(
    needed("amount_minor", Kind.WHOLE, "cents; 0 where nothing is to be paid"),
    usually="any stage", says="The patient agreed to what the visit costs.",
)  # fmt: skip
def cost_agreed(case: Case, act: Act, known: Known, amount_minor: int) -> Recorded:
    """The latest amount holds."""
    if case.cost_agreed_minor == amount_minor:
        return already()
    case.cost_agreed_minor = amount_minor
    return said(case.note("cost_agreed", act, amount_minor=amount_minor))
