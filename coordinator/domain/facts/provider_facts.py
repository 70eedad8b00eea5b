"""The choice of a provider and the provider's answer."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import leave_to_engine, remember, with_engine
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.visit import Referral
from coordinator.domain.words import Disclosure, RecordType, ReferralStatus, WorkItemKind

CHOSEN, WANTED = "provider_chosen", "shortlist_wanted"


@fact(usually="scheduling", says="Somebody wants the shortlist before its stage.", after_acceptance=True)
def shortlist_wanted(case: Case, act: Act, known: Known) -> Recorded:
    """A list that names anybody at all is not made again by asking."""
    if with_engine(case, WANTED) or any(not entry["excluded"] for entry in case.shortlist):
        return already()
    event = case.note("shortlist_wanted", act)
    leave_to_engine(case, WANTED, "yes", event)
    return said(event)


@fact(
    needed("provider", Kind.PROVIDER, "an id of the shortlist"),
    usually="scheduling", says="The patient chose this provider; the offer goes out.", after_acceptance=True,
)  # fmt: skip
def provider_chosen(case: Case, act: Act, known: Known, provider: str) -> Recorded:
    """Only from the shortlist, and nobody the filters exclude."""
    if chosen(case) == provider:
        return already(provider=provider)
    if not any(entry["provider"] == provider and not entry["excluded"] for entry in case.shortlist):
        raise Refused("provider.not_on_shortlist", "choose from the shortlist", field="provider")
    return choose(case, provider, act)


@fact(
    maybe("gap_accepted", Kind.LIST, "items or record types the provider's office does without, with commas"),
    usually="scheduling", says="The provider's office takes the case.",
)  # fmt: skip
def referral_accepted(case: Case, act: Act, known: Known, gap_accepted: list[str] | None = None) -> Recorded:
    """Accepted gaps let the records stage end without these items."""
    referral = offered(case)
    gaps = _gaps(case, gap_accepted)
    if referral.status is ReferralStatus.ACCEPTED and gaps in (None, referral.gap_accepted):
        return already(referral=referral.id)
    referral.status, referral.answered_at = ReferralStatus.ACCEPTED, act.at
    referral.gap_accepted = gaps if gaps is not None else referral.gap_accepted
    event = case.note("referral_accepted", act, referral=referral.id, gap_accepted=gaps)
    _answered(case, referral, act)
    return said(event, referral=referral.id)


@fact(
    needed("reason", Kind.TEXT, "why"),
    usually="scheduling", says="The provider's office does not take the case.",
)  # fmt: skip
def referral_declined(case: Case, act: Act, known: Known, reason: str) -> Recorded:
    """Next on the shortlist the same day (``domain.md`` §1.5)."""
    latest = case.referrals[-1] if case.referrals else None
    if latest is not None and latest.status is ReferralStatus.DECLINED and latest.decline_reason == reason:
        return already(referral=latest.id)
    referral = offered(case)
    referral.status, referral.answered_at = ReferralStatus.DECLINED, act.at
    referral.decline_reason = reason
    event = case.note("referral_declined", act, referral=referral.id)
    case.write_down(event, "text", reason)
    _answered(case, referral, act)
    return said(event, referral=referral.id)


@fact(usually="consultation", says="The packet for the provider left by another way than ours.")
def packet_sent(case: Case, act: Act, known: Known) -> Recorded:
    """The first time counts."""
    referral = offered(case)
    if referral.packet_sent_at is not None:
        return already(referral=referral.id)
    referral.packet_sent_at = act.at
    return said(case.note("packet_sent", act, referral=referral.id), referral=referral.id)


@fact(usually="consultation", says="The provider's office has the packet.")
def packet_acknowledged(case: Case, act: Act, known: Known) -> Recorded:
    """Once for each referral."""
    referral = offered(case)
    if case.answers.get("packet_acknowledged") == referral.id:
        return already(referral=referral.id)
    remember(case, "packet_acknowledged", referral.id)
    return said(case.note("packet_acknowledged", act, referral=referral.id), referral=referral.id)


@fact(usually="consultation", says="The second provider may see the first recommendation from now on.")
def opinion_unsealed(case: Case, act: Act, known: Known) -> Recorded:
    """It cannot be sealed again: what was seen was seen."""
    if case.disclosure is Disclosure.FULL:
        return already()
    case.disclosure = Disclosure.FULL
    for document in case.documents:
        document.sealed = False
    return said(case.note("opinion_unsealed", act))


def chosen(case: Case) -> str:
    """The id of the provider the case is offered to, or will be as soon as the engine looks; empty for nobody."""
    referral = case.referral()
    return with_engine(case, CHOSEN) or (referral.provider.id if referral else "")


def choose(case: Case, provider_id: str, act: Act) -> Recorded:
    """Let the engine offer the case to this provider."""
    event = case.note("provider_chosen", act, provider=provider_id)
    leave_to_engine(case, CHOSEN, provider_id, event)
    return said(event, provider=provider_id)


def offered(case: Case) -> Referral:
    """The live referral."""
    referral = case.referral()
    if referral is None:
        raise Refused("referral.missing", "the case is offered to nobody now")
    return referral


def _answered(case: Case, referral: Referral, act: Act) -> None:
    for kind in (WorkItemKind.CALL_PROVIDER, WorkItemKind.ASK_NEXT_PROVIDER):
        finish(case, kind, act, referral.id)


def _gaps(case: Case, named: list[str] | None) -> list[str] | None:
    if named is None:
        return None
    ids = {item.id for item in case.items()}
    gaps = [name if name in ids else name.upper() for name in named]
    if not all(gap in ids or gap in list(RecordType) for gap in gaps):
        raise Refused("key.wrong", "ids of items or record types, with commas", field="gap_accepted")
    return gaps
