"""The offer of a case to a provider: made, silent, declined, lapsed, and what the office may still hold of it."""

from __future__ import annotations

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.provider import Provider
from coordinator.domain.visit import Referral
from coordinator.domain.words import PacketAccess, ReferralStatus, Stage, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.scheduling import make_shortlist, offer_shortlist

ACCEPT_WITHIN = 5
"""Business days a provider's office has to answer; domain.md §1.5: then the next one is asked in parallel."""

LADDER, LAPSE = "referral", "lapse"
"""The rung on which an unanswered offer lapses."""

PACKET_RECALLED = "packet_recalled"
VISIT_IN_DOUBT = "declined_after_booking"
UNWANTED_AFTER_ACCEPTANCE = "unwanted_after_acceptance"
ASK_THE_INSURER = "ask_prior_authorization"
"""The intake says that the plan wants to approve the visit first, and nobody has asked it."""

DECLINES_FOR_REVIEW = 2


def make_referral(case: Case, provider_id: str, book: Book, act: Act) -> None:
    """Offer the case to the chosen provider.

    An earlier unanswered offer lapses, unless its office was silent and the next is asked beside it.
    """
    provider = book.directory.provider(provider_id)
    if provider is None:
        return
    for earlier in case.referrals:
        silent = bool(case.open_items(WorkItemKind.ASK_NEXT_PROVIDER, earlier.id))
        again = earlier.provider.id == provider.id
        if earlier.live and (again or not silent):
            _lapse(case, earlier, act)
    case.finish(WorkItemKind.ASK_NEXT_PROVIDER, act)
    accept_by = book.calendar().add(local(act.now, provider.time_zone).date(), ACCEPT_WITHIN)
    referral = Referral(
        act.new_id(), provider, chosen_at=act.now, accept_by=accept_by, office_wants=_office_wants(provider)
    )
    case.referrals.append(referral)
    case.note("referral_made", act, referral=referral.id, provider=provider.id, accept_by=accept_by)


def _office_wants(provider: Provider) -> list[dict[str, object]]:
    """What the directory says this office asks for; ``before_visit`` are the ones that hold the visit."""
    first = list(provider.profile.get("requires_before_visit") or ())
    every = dict.fromkeys([*(provider.profile.get("requires") or ()), *first])
    return [{"what": what, "before_visit": what in first, "settled_on": None} for what in every]


def accepted(case: Case, event: Event, book: Book, act: Act) -> None:
    """Of several offices the first that accepts has the case; the others are told."""
    for other in case.referrals:
        if other.status is ReferralStatus.SENT and other.id != event["referral"]:
            _lapse(case, other, act)
    case.finish(WorkItemKind.ASK_NEXT_PROVIDER, act)
    needed = (case.intake.get("coverage") or {}).get("prior_authorization_needed")
    if needed and not case.prior_authorizations and case.cost_agreed_minor is None:
        case.ask(WorkItemKind.CALL_PROVIDER, act, about=event["referral"], code=ASK_THE_INSURER)


def declined(case: Case, event: Event, book: Book, act: Act) -> None:
    """The packet is taken back, the next provider is offered the same day; after two a supervisor looks."""
    referral = next((r for r in case.referrals if r.id == event["referral"]), None)
    if referral is not None:
        revoke_packet(case, referral, act)
        _visit_in_doubt(case, referral, act)
    ahead = case.stage in (Stage.SCHEDULING, Stage.CONSULTATION) or case.referral() is None
    make_shortlist(case, book, act, offer=ahead)
    if case.referral() is None and not case.open_items(WorkItemKind.NO_PROVIDER):
        case.ask(WorkItemKind.ASK_NEXT_PROVIDER, act, about=event["referral"], code="declined")
    if sum(r.status is ReferralStatus.DECLINED for r in case.referrals) >= DECLINES_FOR_REVIEW:
        case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, code="two_declines")


def unwanted(case: Case, event: Event, book: Book, act: Act) -> None:
    """The patient does not want this provider, or there is a conflict: an offer that waits for an answer ends."""
    for referral in case.referrals:
        if not referral.live or referral.provider.id != event["provider"]:
            continue
        if referral.status is ReferralStatus.SENT:
            _lapse(case, referral, act)
        else:
            case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, about=referral.id, code=UNWANTED_AFTER_ACCEPTANCE)


def _visit_in_doubt(case: Case, referral: Referral, act: Act) -> None:
    """An office that declines after it gave a time: a person asks what becomes of the visit."""
    booked = case.appointment()
    if booked is not None and booked.provider.id == referral.provider.id:
        case.ask(WorkItemKind.CALL_PROVIDER, act, about=booked.id, code=VISIT_IN_DOUBT)


def rung_reached(case: Case, event: Event, book: Book, act: Act) -> None:
    """On its last rung an unanswered offer lapses. The office may still accept until another one has."""
    if event["rung"] != LAPSE or event["ladder"] != LADDER:
        return
    referral = next((r for r in case.referrals if r.id == event["subject"]), None)
    if referral is None:
        return
    booked = case.appointment()
    if booked is not None and booked.provider.id == referral.provider.id:
        return  # an office that gave a time is not silent
    if referral.status is ReferralStatus.SENT:
        referral.status = ReferralStatus.LAPSED
        case.note("referral_lapsed", act, referral=referral.id, accept_by=referral.accept_by)
        if case.referral() is None:
            offer_shortlist(case, act, offer=case.stage is Stage.SCHEDULING)


def revoke_packet(case: Case, referral: Referral, act: Act) -> None:
    """The office no longer has a use for the packet; where it left, somebody asks for it back."""
    if referral.packet_access is PacketAccess.REVOKED:
        return
    referral.packet_access = PacketAccess.REVOKED
    case.note("packet_access_revoked", act, referral=referral.id, provider=referral.provider.id)
    if referral.packet_sent_at is not None:
        case.ask(WorkItemKind.CALL_PROVIDER, act, about=referral.id, code=PACKET_RECALLED)


def _lapse(case: Case, referral: Referral, act: Act) -> None:
    referral.status = ReferralStatus.LAPSED
    case.note("referral_lapsed", act, referral=referral.id)
    revoke_packet(case, referral, act)
