"""What somebody does online becomes a fact, recorded in their own name; the engine acts on it afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import MayBeTold
from coordinator.services.portal import standing
from coordinator.services.portal.visiting import Visitor
from coordinator.services.record import record
from coordinator.services.world import World
from coordinator.store import links

VISIT, FEE, PAPER, ANYTHING = "visit", "fee", "paper", "anything"

MAY_ANSWER: dict[str, Sequence[str]] = {
    VISIT: ("m18-booked",),
    FEE: ("m10-fee-approval",),
    PAPER: ("m06-sign-authorization",),
    ANYTHING: (),
}
"""Which questions of ours wait until a person read what was asked here; reminders of a visit never do."""

_WORDS = {VISIT: "about the visit", FEE: "about the fee", PAPER: "about a paper to sign", ANYTHING: "a message"}


def confirm_visit(world: World, here: Visitor) -> None:
    """They come. Raises ``Refused`` where no visit is booked any more."""
    _record(world, here, "appointment_confirmed", {})


def decide_fee(world: World, here: Visitor, request_id: str, *, agreed: bool) -> None:
    """Yes or no to a fee. A fee that nobody asks for any more is not found."""
    request = open_fee(here, request_id)
    _record(world, here, "fee_approved" if agreed else "fee_refused", {"request": request.id})


def open_fee(here: Visitor, request_id: str) -> RecordRequest:
    """The request whose fee waits for an answer."""
    request = here.case.request(request_id)
    if request is None or request.fee_status != "quoted" or not here.may(MayBeTold.RECORDS):
        raise NotFound("fee.not_found", field="request")
    return request


def tell_us(world: World, here: Visitor, topic: str, text: str) -> None:
    """A question or wish in their own words: it is kept, and a person reads it like a mail that came in."""
    note = f"Written online, {_WORDS[topic]}: {text}"
    _record(world, here, "note_added", {"text": note})
    values: dict[str, object] = {"contact": here.link.contact_point_id}
    if MAY_ANSWER[topic]:
        values["messages"] = ",".join(MAY_ANSWER[topic])
    _record(world, here, "patient_replied", values)


def comparison_seen(world: World, here: Visitor) -> None:
    """They opened it by themselves."""
    _record(world, here, "comparison_opened", {"how": "page"})


def still_here(session: Session, here: Visitor, case: Case, now: datetime) -> None:
    """Under the lock: nothing ended the visit's link since the page was asked for."""
    link = links.get(session, here.link.id)
    if link.revoked_at is not None or standing.read(session, link, now, case).scope is None:
        raise Refused("visit.ended", "this visit is over")


def _record(world: World, here: Visitor, fact: str, values: Mapping[str, object]) -> None:
    record(
        world, here.case.ref, fact, values, by=here.person,
        first=lambda session, case, now: still_here(session, here, case, now),
    )  # fmt: skip
