"""Contact points: confirmed, changed, no longer wanted, and allowed to carry detail."""

from __future__ import annotations

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.facts.addresses import cleaned
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.reading_replies import read
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.patient import ContactPoint
from coordinator.domain.words import ContactKind, WorkItemKind

RISK_TEXT_VERSION = "1"
"""The version of the plain words about unencrypted mail (``domain.md`` §4.1)."""

CONTACT = needed("contact", Kind.CONTACT_POINT, "the contact point")


@fact(CONTACT, usually="request", says="The contact point answered: one confirmed round trip.")
def contact_verified(case: Case, act: Act, known: Known, contact: ContactPoint) -> Recorded:
    """What bounced before does so no more."""
    if contact.verified_at is not None and contact.bounced_at is None:
        return already(contact=contact.id)
    contact.verified_at, contact.bounced_at = act.at, None
    event = case.note("contact_verified", act, contact=contact.id)
    finish(case, WorkItemKind.ADDRESS_BOUNCED, act, contact.id)
    return said(event, contact=contact.id)


@fact(
    CONTACT,
    maybe("everything", Kind.FLAG, "yes for every address and number of this person: stop all"),
    usually="any stage", says="Nothing is to be sent to this contact point any more.",
)  # fmt: skip
def channel_opted_out(
    case: Case, act: Act, known: Known, contact: ContactPoint, everything: bool = False
) -> Recorded:  # fmt: skip
    """Per channel (``domain.md`` §4.3): a letter or a call takes its place. A stop for what is on its way there."""
    same_owner = [p for p in case.patient.contact_points if p.contact_id == contact.contact_id]
    points = [p for p in (same_owner if everything else [contact]) if p.opted_out_at is None]
    if not points:
        return already(contact=contact.id)
    for point in points:
        point.opted_out_at = act.at
    event = case.note("channel_opted_out", act, contact=contact.id, everything=True if everything else None)
    case.stopped_seq = event.seq
    for point in points:
        read(case, point.id, act)
    return said(event, contact=contact.id)


@fact(CONTACT, usually="any stage", says="This contact point may be used again: its owner asked for it.")
def channel_opted_in(case: Case, act: Act, known: Known, contact: ContactPoint) -> Recorded:
    """Takes an opt-out, or the complaint that counted as one, back. Nothing that was not sent is sent by it."""
    if contact.opted_out_at is None:
        return already(contact=contact.id)
    contact.opted_out_at = None
    return said(case.note("channel_opted_in", act, contact=contact.id), contact=contact.id)


@fact(
    CONTACT,
    maybe("text_version", Kind.TEXT, f"which text about the risk the reader was told; {RISK_TEXT_VERSION}"),
    usually="any stage", says="Messages to this contact point may say more than that there is news.",
)  # fmt: skip
def detail_allowed(
    case: Case, act: Act, known: Known, contact: ContactPoint, text_version: str = RISK_TEXT_VERSION
) -> Recorded:
    """Until it is taken back, or the address changes. Kept with who wrote it down and what was told (§4.1)."""
    if contact.detail_allowed_at is not None:
        return already(contact=contact.id)
    contact.detail_allowed_at, contact.detail_text_version = act.at, text_version
    contact.detail_allowed_by = act.by
    event = case.note("detail_allowed", act, contact=contact.id, text_version=text_version)
    return said(event, contact=contact.id)


@fact(CONTACT, usually="any stage", says="Messages to this contact point say only that there is news.")
def detail_revoked(case: Case, act: Act, known: Known, contact: ContactPoint) -> Recorded:
    """The default for every contact point."""
    if contact.detail_allowed_at is None:
        return already(contact=contact.id)
    contact.detail_allowed_at = contact.detail_text_version = contact.detail_allowed_by = None
    return said(case.note("detail_revoked", act, contact=contact.id), contact=contact.id)


@fact(
    CONTACT,
    needed("value", Kind.TEXT, "the new address or number"),
    usually="any stage", says="The contact point has another address or number, which must prove itself.",
)  # fmt: skip
def address_changed(case: Case, act: Act, known: Known, contact: ContactPoint, value: str) -> Recorded:
    """Nothing learnt of the old address holds for the new one, except that somebody did not want to be written to."""
    address = cleaned(contact.kind, value)
    if contact.value == address:
        return already(contact=contact.id)
    contact.value = address
    contact.verified_at = contact.bounced_at = contact.detail_allowed_at = None
    contact.detail_text_version = contact.detail_allowed_by = None
    event = case.note("address_changed", act, contact=contact.id)
    case.stopped_seq = event.seq  # what is on its way to the old address does not get its final dot
    finish(case, WorkItemKind.ADDRESS_BOUNCED, act, contact.id)
    if contact.kind is ContactKind.EMAIL and contact in _read(case, act):
        case.note("contact_added", act, contact=contact.id)
    return said(event, contact=contact.id)


def _read(case: Case, act: Act) -> list[ContactPoint]:
    """Contact points of whoever reads the patient's messages: only these are asked to prove themselves by mail."""
    today = local(act.now, case.patient.time_zone).date()
    return case.patient.points_of(case.patient.reader(today))
