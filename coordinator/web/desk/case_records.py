"""A case's records: what each office owes, which clocks run, what was said, and the facts that move it on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from coordinator.domain.facts import FACTS
from coordinator.domain.viewer import May
from coordinator.services.desk.case_words import CHANNELS, money, type_words
from coordinator.services.desk.fact_acts import ACTS
from coordinator.services.desk.mail_words import title_of
from coordinator.services.desk.records import records
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.case_tab import case_tab, open_case
from coordinator.web.desk.guard import who_may
from coordinator.web.forms import world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]

OUTCOMES = {
    "has_it": "They have our letter",
    "never_received": "They never got it",
    "promised": "They named a day",
    "sent_already": "They sent it already",
    "own_form": "They want their own form",
    "fee": "They ask for money",
    "refused": "They refuse",
    "reached": "Somebody spoke with us, nothing new",
    "left_message": "Left a message",
    "no_answer": "Nobody answered",
}
"""What may come of a call; a test holds it and the fact's own list together."""

RECEIPTS = (("fax_confirmed", "The fax was confirmed"), ("call", "They say they have it"),
            ("delivery_scan", "The carrier delivered it"), ("email_ack", "They confirmed the e-mail"),
            ("portal", "Their portal says so"))  # fmt: skip

OTHER = (
    "office_extended", "fee_quoted", "request_refused", "no_record_found", "request_returned", "records_withheld",
    "item_unusable", "office_closed", "legal_basis_changed", "reply_arrived",
)  # fmt: skip
"""Facts of an office that are rarer, each with the request filled in."""


@router.get("/cases/{ref}/records")
def page(request: Request, found: SeesCases, ref: str) -> Response:
    """All offices that were asked, the checklist, what is borrowed, the papers and the documents."""
    world = world_of(request)
    with world.database.reading() as session:
        case = open_case(session, found, ref)
        now = world.now(session)
        shown = records(session, case, world.book(session).of(case), now)
        return case_tab(
            request, found, session, case, "records", "case/records.html", now=now, shown=shown, outcomes=OUTCOMES,
            receipts=RECEIPTS, other=[(name, ACTS[name], FACTS[name].says) for name in OTHER], channels=CHANNELS,
            type_words=type_words, money=money, title_of=title_of,
        )  # fmt: skip
