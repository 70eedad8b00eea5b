"""The choice of a provider and the provider's answer."""

from __future__ import annotations

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import leave_to_engine, mark, remember, with_engine
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.packet_told import keep_told
from coordinator.domain.visit import Referral
from coordinator.domain.words import DeclineReason, Disclosure, PacketAccess, RecordType, ReferralStatus, WorkItemKind

CHOSEN, WANTED = "provider_chosen", "shortlist_wanted"
REFERRAL = maybe("referral", Kind.REFERRAL, "which offer, where several wait for an answer")


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
    REFERRAL,
    usually="scheduling", says="The provider's office takes the case.",
)  # fmt: skip
def referral_accepted(
    case: Case, act: Act, known: Known, gap_accepted: list[str] | None = None, referral: Referral | None = None
) -> Recorded:
    """Accepted gaps let the records stage end without these items. Of several offers the first acceptance counts.

    An office that answers after its day still may, as long as no other has accepted.
    """
    referral = referral or _answerable(case)
    if referral.status is ReferralStatus.DECLINED:
        raise Refused("referral.declined", "choose the provider again to offer the case anew", field="referral")
    _refuse_second_acceptance(case, referral)
    gaps = _gaps(case, gap_accepted)
    if referral.status is ReferralStatus.ACCEPTED and gaps in (None, referral.gap_accepted):
        return already(referral=referral.id)
    referral.status, referral.answered_at = ReferralStatus.ACCEPTED, act.at
    referral.gap_accepted = gaps if gaps is not None else referral.gap_accepted
    referral.packet_access = PacketAccess.OPEN
    event = case.note("referral_accepted", act, referral=referral.id, gap_accepted=gaps)
    _answered(case, referral, act)
    return said(event, referral=referral.id)


@fact(
    needed("reason", Kind.TEXT, f"why: {', '.join(DeclineReason)}; other words count as other"),
    maybe("note", Kind.TEXT, "what they said"),
    REFERRAL,
    usually="scheduling", says="The provider's office does not take the case.",
)  # fmt: skip
def referral_declined(
    case: Case, act: Act, known: Known, reason: str, note: str | None = None, referral: Referral | None = None
) -> Recorded:
    """Next on the shortlist the same day; the office loses the packet (``domain.md`` §1.5)."""
    code = DeclineReason(reason) if reason in list(DeclineReason) else DeclineReason.OTHER
    latest = referral or (case.referrals[-1] if case.referrals else None)
    text = note or ("" if reason == code else reason)
    said_before = f"{code}.{mark(text)}" if text else code.value
    if latest is not None and case.answers.get(f"decline.{latest.id}") == said_before:
        return already(referral=latest.id)
    referral = referral or _answerable(case)
    if referral.status is ReferralStatus.DECLINED:
        raise Refused("referral.declined", "this office declined before", field="referral")
    referral.status, referral.answered_at = ReferralStatus.DECLINED, act.at
    referral.decline_reason = code
    remember(case, f"decline.{referral.id}", said_before)
    event = case.note("referral_declined", act, referral=referral.id, reason=code)
    if text:
        case.write_down(event, "text", text)
    _answered(case, referral, act)
    return said(event, referral=referral.id)


@fact(
    needed("what", Kind.TEXT, "what the office wanted, as it stands in office_wants"),
    REFERRAL,
    maybe("note", Kind.TEXT, "how it was settled"),
    usually="scheduling", says="The provider's office has what it wanted, or does without.",
)  # fmt: skip
def office_want_settled(
    case: Case, act: Act, known: Known, what: str, referral: Referral | None = None, note: str | None = None
) -> Recorded:
    """From the directory's list of what the office asks for."""
    referral = referral or offered(case)
    wants = referral.office_wants or []
    found = next((w for w in wants if w["what"].casefold() == what.casefold()), None)
    if found is None:
        listed = ", ".join(w["what"] for w in wants) or "this office asks for nothing"
        raise Refused("key.wrong", listed, field="what")
    if found["settled_on"]:
        return already(referral=referral.id)
    day = local(act.at, case.patient.time_zone).date().isoformat()
    referral.office_wants = [{**w, "settled_on": day} if w is found else w for w in wants]
    event = case.note("office_want_settled", act, referral=referral.id, number=wants.index(found) + 1)
    if note:
        case.write_down(event, "text", note)
    return said(event, referral=referral.id)


@fact(usually="consultation", says="The packet for the provider left by another way than ours.")
def packet_sent(case: Case, act: Act, known: Known) -> Recorded:
    """The first time counts."""
    referral = offered(case)
    if referral.packet_sent_at is not None:
        return already(referral=referral.id)
    referral.packet_sent_at = act.at
    keep_told(case, referral.id, local(act.now, case.patient.time_zone).date())
    return said(case.note("packet_sent", act, referral=referral.id), referral=referral.id)


@fact(usually="consultation", says="The provider's office has the packet.")
def packet_acknowledged(case: Case, act: Act, known: Known) -> Recorded:
    """Once for each referral."""
    referral = offered(case)
    if case.answers.get("packet_acknowledged") == referral.id:
        return already(referral=referral.id)
    remember(case, "packet_acknowledged", referral.id)
    return said(case.note("packet_acknowledged", act, referral=referral.id), referral=referral.id)


@fact(
    maybe("reason", Kind.TEXT, "why, when it is before the second opinion is written"),
    usually="consultation", says="The second provider may see the first recommendation from now on.",
)  # fmt: skip
def opinion_unsealed(case: Case, act: Act, known: Known, reason: str | None = None) -> Recorded:
    """It cannot be sealed again: what was seen was seen."""
    if case.disclosure is Disclosure.FULL:
        return already()
    case.disclosure = Disclosure.FULL
    for document in case.documents:
        document.sealed = False
    event = case.note("opinion_unsealed", act, cause="person")
    if reason:
        case.write_down(event, "text", reason)
    return said(event)


@fact(
    needed("document", Kind.DOCUMENT, "a document that tells the first opinion and cannot be left out"),
    usually="consultation", says="The packet is sealed only in part: this document tells the first opinion.",
)  # fmt: skip
def seal_incomplete(case: Case, act: Act, known: Known, document: Document) -> Recorded:
    """Recorded so that whoever reads the comparison knows (``domain.md`` §8.6)."""
    kept = list(case.answers.get("partially_blinded") or [])
    if document.id in kept:
        return already(document=document.id)
    remember(case, "partially_blinded", [*kept, document.id])
    event = case.note("seal_incomplete", act, document=document.id)
    case.note("partially_blinded", act, documents=[*kept, document.id])
    return said(event, document=document.id)


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


def _answerable(case: Case) -> Referral:
    """The offer that an answer is about: the live one, else the latest that lapsed unanswered."""
    lapsed = [r for r in case.referrals if r.status is ReferralStatus.LAPSED and r.answered_at is None]
    referral = case.referral() or (lapsed[-1] if lapsed else None)
    return referral or offered(case)


def _refuse_second_acceptance(case: Case, referral: Referral) -> None:
    if any(r.status is ReferralStatus.ACCEPTED and r is not referral for r in case.referrals):
        raise Refused("referral.accepted_elsewhere", "another office has taken the case", field="referral")


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
