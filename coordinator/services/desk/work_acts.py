"""What the button of a row does: it posts the fact that ends the work, or opens the form where more must be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coordinator.domain.words import WorkItemKind as Kind
from coordinator.services.desk.work_words import ASKED


@dataclass(frozen=True)
class Act:
    """``fact`` of the case is recorded with ``values``: at once (``posts``), or in a form that has them filled in.

    Without a fact it leads to ``to``.
    """

    label: str
    fact: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    posts: bool = False
    to: str = ""


@dataclass(frozen=True)
class Item:
    """What of a work item its acts hang on, for a page that has the case itself at hand."""

    id: str
    kind: Kind
    code: str
    about: str | None
    ref: str
    request_id: str | None


def acts_of(row: Any) -> tuple[Act, list[Act]]:
    """The primary act of a work item, and others that fit."""
    own = _OF_KIND.get(row.kind)
    if own is not None:
        first, *others = own(row)
        return first, others
    asked = ASKED[row.kind]
    return Act(asked.does, asked.fact, {"work_item": row.id}), []


def _call(row: Any) -> list[Act]:
    return [Act("Call", to=f"/calls/work/{row.id}")]


def _letter(row: Any) -> list[Act]:
    item = {"work_item": row.id}
    return [
        Act("Let it go", "letter_approved", item, posts=True),
        Act("Read it first", to=f"/cases/{row.ref}/messages"),
        Act("Do not send it", "letter_withheld", item),
    ]


def _looked_at(row: Any) -> list[Act]:
    if row.code == "handover":
        return [Act("Take the case over", "handover_accepted", posts=True), _done(row, "Mark as looked at")]
    if row.code == "hold-review":
        return [
            Act("Keep the pause", "placed_on_hold"),
            Act("End the pause", "hold_ended", posts=True),
            _done(row, "Mark as looked at"),
        ]
    return [_done(row, "Mark as looked at"), Act("Open the case", to=f"/cases/{row.ref}")]


def _done(row: Any, label: str) -> Act:
    return Act(label, "work_item_done", {"work_item": row.id}, posts=True)


def _fee(row: Any) -> list[Act]:
    request = {"request": row.about}
    return [
        Act("Record that the patient pays", "fee_approved", request, posts=True),
        Act("Record that the patient does not pay", "fee_refused", request, posts=True),
        Act("Challenge the fee", "fee_challenged", request, posts=True),
    ]


def _address(row: Any) -> list[Act]:
    if row.code in ("another_channel", "letter_taken_back"):
        return [Act("Send it another way", "request_sent_again", {"request": row.about}), _done(row, "Mark as settled")]
    return [_done(row, "Mark as found"), Act("Open the directory", to="/directory")]


def _reply(row: Any) -> list[Act]:
    key = "request" if row.request_id is not None else "contact"
    return [
        Act("Read it", to="/inbox"),
        Act("Mark as read", "reply_read", {key: row.about} if row.about else {}),
    ]


def _document(row: Any) -> list[Act]:
    if row.code == "wrong_patient":
        return [Act("Say what became of it", "quarantine_ended", {"document": row.about})]
    document = {"document": row.about}
    return [
        Act("Look at it", to=f"/inbox/{row.about}"),
        Act("Confirm it is right", "document_verified", document),
        Act("Lock it away as somebody else's", "wrong_patient_found", document),
    ]


_OF_KIND: Mapping[Kind, Callable[[Any], list[Act]]] = {
    Kind.CALL_DESK: _call,
    Kind.CALL_PATIENT: _call,
    Kind.CALL_PROVIDER: _call,
    Kind.APPROVE_LETTER: _letter,
    Kind.ASK_BACK: _letter,
    Kind.APPROVE_FEE: _fee,
    Kind.FIND_OFFICE_ADDRESS: _address,
    Kind.REPLY_UNREAD: _reply,
    Kind.CHECK_DOCUMENT: _document,
    Kind.SUPERVISOR_REVIEW: _looked_at,
    Kind.STAGE_LATE: _looked_at,
    Kind.STUCK: _looked_at,
    Kind.CHOOSE_WORDING: lambda row: [_done(row, "Mark as settled")],
    Kind.COPY_INTO_OFFICE_PORTAL: lambda row: [_done(row, "Mark as copied")],
    Kind.NEXT_STEP: lambda row: [Act("Mark as done", "next_step_done", {"step": row.about}, posts=True)],
    Kind.NO_PROVIDER: lambda row: [Act("Look for one", to=f"/cases/{row.ref}/scheduling")],
    Kind.ADDRESS_BOUNCED: lambda row: [Act("Give another address", "address_changed", {"contact": row.about})],
    Kind.UNCERTAIN_SEND: lambda row: [Act("Find out", to=f"/cases/{row.ref}/messages")],
    Kind.CHOOSE_REVIEWING_LABORATORY: lambda row: [Act("Choose it", "reviewing_laboratory_chosen")],
    Kind.VERIFY_COMPARISON: lambda row: [
        Act("Check it", to=f"/cases/{row.ref}/comparison"),
        Act("Confirm it is right", "comparison_verified"),
    ],
}
