"""One mail beside what it may mean: the cases, and in each the facts that it most likely tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from coordinator.correspondence.inbound import Attached, read
from coordinator.correspondence.labels import LABELS
from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import RecordType
from coordinator.domain.words.inbound_words import InboundKind
from coordinator.services.ids import is_id
from coordinator.services.inbox.attaching import suffix_of
from coordinator.services.inbox.passing import is_passed
from coordinator.services.page_pictures import count
from coordinator.store import inbound, proposals

MOST_FOUND = 12

NOBODYS = "00000000-0000-0000-0000-000000000000"
"""The id of no case: what was passed on by a reference that is none of ours is asked for like any other."""

MOST_PAGES = 30
"""So many of a file are shown before it is a document of a case."""


@dataclass(frozen=True)
class Telling:
    """A fact in one click; ``asks`` is a day that is typed first, ``more`` a form that asks for further things.

    ``first`` ones are shown at once, the others behind a word.
    """

    label: str
    fact: str
    values: Mapping[str, str]
    asks: str = ""
    more: bool = False
    first: bool = True


@dataclass(frozen=True)
class Group:
    """One thing in a case that the mail may concern. ``likely``: the program proposes it."""

    title: str
    says: str
    tellings: Sequence[Telling]
    likely: bool


@dataclass
class Proposed:
    """A case with what the mail may concern in it; the likely ones first."""

    ref: str
    patient: str
    stage: str
    born: Any
    open: bool
    zone: str
    groups: list[Group] = field(default_factory=list)

    @property
    def likely(self) -> list[Group]:
        """What the program proposes."""
        return [group for group in self.groups if group.likely]

    @property
    def others(self) -> list[Group]:
        """What else of this case it could be about."""
        return [group for group in self.groups if not group.likely]


@dataclass(frozen=True)
class Attachment:
    """What came attached: shown as pictures of its pages where its content is one of the kinds that are taken in."""

    number: int
    kind: str
    size: int
    pages: int


def mail_in_reach(session: Session, viewer: Viewer, inbound_id: str) -> Any:
    """The mail with its bytes; ``NotFound`` for none, and for one of a case out of sight. At most three statements."""
    row = inbound.get(session, inbound_id) if is_id(inbound_id) else None
    if row is None:
        raise NotFound("inbound.not_found")
    whose = [row.case_id] if row.case_id is not None else []
    if not whose and is_passed(session, viewer, row):
        whose = [row.passed_case or NOBODYS, *(entry["case"] for entry in row.may_answer or [])]
    if whose and not proposals.cases_in_sight(session, viewer.navigators, ids=whose):
        raise NotFound("inbound.not_found")
    return row


def attachments_of(row: Any) -> list[Attached]:
    """What came with it, in its order."""
    return list(read(row.bytes).attachments)


def attachments_shown(attached: Sequence[Attached]) -> list[Attachment]:
    """What a page lists of it; names that a stranger gave are not among them."""
    return [_shown(number, one.content) for number, one in enumerate(attached, 1)]


def _shown(number: int, content: bytes) -> Attachment:
    kind = (suffix_of(content) or "").removeprefix(".")
    pages = 1 if kind in ("jpg", "png") else count(content) if kind in ("pdf", "tif") else 0
    return Attachment(number, kind, len(content), min(pages, MOST_PAGES))


def proposed(session: Session, viewer: Viewer, row: Any, chosen: str) -> list[Proposed]:
    """The chosen case first, then those the mail may be of; cases out of sight are left out. Four statements."""
    targets = list(row.may_answer or [])
    ids = {entry["case"] for entry in targets} | ({row.case_id, row.passed_case} - {None})
    found = proposals.cases_in_sight(session, viewer.navigators, ids=sorted(ids), refs=[chosen.upper()])
    if not found:
        return []
    about = {
        c.id: Proposed(c.ref, f"{c.given} {c.family}", c.stage, c.birth_date, c.closed_at is None, c.time_zone)
        for c in found
    }
    likely = {value for entry in targets for key, value in entry.items() if key != "case"}
    for request in proposals.requests_of(session, list(about)):
        about[request.case_id].groups.append(_of_request(request, row, likely))
    for point in proposals.points_of(session, list(about)):
        if point.id in likely or point.value.lower() in (row.sender, row.concerned):
            about[point.case_id].groups.append(_of_person(point, row, likely))
    for offer in proposals.offers_of(session, list(about)):
        about[offer.case_id].groups.append(_of_provider(offer, likely))
    return sorted(about.values(), key=lambda one: (one.ref != chosen.upper(), not one.likely, one.ref))


def search(session: Session, viewer: Viewer, words: str) -> Sequence[Any]:
    """Cases in sight by reference or name."""
    return proposals.found_by(session, viewer.navigators, words, MOST_FOUND) if words.strip() else []


def _of_request(request: Any, row: Any, likely: set[str]) -> Group:
    named = {"request": request.id}
    types = [LABELS[RecordType(kind)].name for kind in request.types or []]
    tellings = []
    if row.kind in (InboundKind.BOUNCE_HARD, InboundKind.BOUNCE_SOFT):
        tellings.append(Telling("Our mail to them came back", "message_bounced", {**named, "kind": "hard"}))
    if request.items:
        items = {**named, "items": ",".join(str(item) for item in request.items)}
        tellings.append(Telling(_records_words(len(types)), "records_received", items))
        if len(types) > 1:
            tellings.append(Telling("Only some of them came", "records_received", named, more=True))
    if request.sent_at is not None and request.receipt_evidence in (None, "assumed"):
        tellings.append(
            Telling("They say that they have our letter", "request_received", {**named, "evidence": "email_ack"})
        )
    tellings += [
        Telling("They promise the records for", "office_promised", named, asks="on"),
        Telling("It is read, and nothing follows", "reply_read", named),
        Telling("They want their own form", "request_returned", {**named, "cause": "own_form"}, first=False),
        Telling("They want another signed paper", "request_returned", {**named, "cause": "authorization"}, first=False),
        Telling("They ask for money", "fee_quoted", named, more=True, first=False),
        Telling("They find no record", "no_record_found", named, more=True, first=False),
        Telling("They need longer", "office_extended", named, more=True, first=False),
        Telling("They refuse", "request_refused", named, more=True, first=False),
    ]
    says = f"Still wanted: {', '.join(types)}." if types else "Nothing is outstanding."
    return Group(f"{request.organization_name}, {_department(request.department)}", says, tellings,
                 likely=request.id in likely)  # fmt: skip


def _of_person(point: Any, row: Any, likely: set[str]) -> Group:
    named = {"contact": point.id}
    who = f"{point.name}, {point.role}" if point.name else "The patient"
    tellings = []
    if row.kind in (InboundKind.BOUNCE_HARD, InboundKind.BOUNCE_SOFT):
        tellings.append(Telling("This address does not work", "message_bounced", {**named, "kind": "hard"}))
    tellings += [
        Telling("It is read, and nothing follows", "reply_read", named),
        Telling("Keep a note of what they say", "note_added", {}, more=True),
        Telling("They want no more mail here", "channel_opted_out", named),
        Telling("They give another address", "address_changed", named, more=True),
    ]
    return Group(who, f"Wrote from {point.value}." if point.id in likely else point.value, tellings, point.id in likely)


def _of_provider(offer: Any, likely: set[str]) -> Group:
    named = {"about": offer.id}
    if offer.what == "referral":
        offers = {"referral": offer.id}
        tellings = [
            Telling("They take the case", "referral_accepted", offers),
            Telling("They do not take the case", "referral_declined", offers, more=True),
            Telling("They have the packet", "packet_acknowledged", {}),
        ]
    else:
        tellings = [Telling("The visit is confirmed", "appointment_confirmed", {}, more=True)]
    tellings.append(Telling("It is read, and nothing follows", "reply_read", named))
    return Group(f"Office of {offer.name}", f"{offer.what.capitalize()}: {offer.status}.", tellings, offer.id in likely)


def _records_words(count: int) -> str:
    return {1: "The record came", 2: "Both records came"}.get(count, f"All {count} records came")


def _department(word: str) -> str:
    return str(word).replace("_", " ")
