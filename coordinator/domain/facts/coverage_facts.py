"""Who pays for the visit: the plan, the insurer's approval, the agreed price. Money is in cents (US dollars)."""

from __future__ import annotations

from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.prior_authorization import PriorAuthorization
from coordinator.domain.words import PriorStatus


@fact(
    needed("status", Kind.CHOICE, "how far it is", tuple(PriorStatus)),
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
    """An approval settles who pays for the days and visits it names (``domain.md`` §1.5, §12)."""
    if from_ is not None and to is not None and to < from_:
        raise Refused("key.wrong", "a day not before the first one", field="to")
    word, latest = PriorStatus(status), case.prior_authorizations[-1] if case.prior_authorizations else None
    told = (from_, to, visits, appeal_by, reference)
    kept = (latest.valid_from, latest.valid_to, latest.visits, latest.appeal_by, latest.reference) if latest else None
    if latest is not None and latest.status is word and _adds_nothing(told, kept):
        return already(prior_authorization=latest.id)
    if latest is None or (word is PriorStatus.ASKED and not latest.waiting):
        latest = PriorAuthorization(act.new_id(), word, asked_at=act.at)
        case.prior_authorizations.append(latest)
    latest.status = word
    if word is not PriorStatus.ASKED:
        latest.answered_at = act.at
    latest.valid_from, latest.valid_to = from_ or latest.valid_from, to or latest.valid_to
    latest.visits = visits if visits is not None else latest.visits
    latest.appeal_by, latest.reference = appeal_by or latest.appeal_by, reference or latest.reference
    case.prior_authorization = word
    days = {"from": from_, "to": to, "appeal_by": appeal_by}
    event = case.note("prior_authorization", act, prior_authorization=latest.id, status=word, visits=visits, **days)
    if reference:
        case.write_down(event, "reference", reference)
    return said(event, prior_authorization=latest.id)


def _adds_nothing(told: tuple[object, ...], kept: tuple[object, ...] | None) -> bool:
    return kept is not None and all(new is None or new == old for new, old in zip(told, kept, strict=True))


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
