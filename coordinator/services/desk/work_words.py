"""What each kind of work item asks of a person, in a few words, and the fact that ends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from coordinator.domain.words import WorkItemKind as Kind


class Asked(NamedTuple):
    """``does`` stands on the button; ``fact`` ends it, empty where none does; ``why`` says what it is good for."""

    title: str
    why: str
    does: str
    fact: str


ASKED: Mapping[Kind, Asked] = {
    Kind.CALL_DESK: Asked(
        "Call the records office", "It owes us records, or an answer.", "Log the call", "call_logged"
    ),
    Kind.CALL_PATIENT: Asked("Call the patient", "Something needs their word.", "Log the call", "call_logged"),
    Kind.CALL_PROVIDER: Asked("Call the provider's office", "It owes us an answer.", "Log the call", "call_logged"),
    Kind.APPROVE_LETTER: Asked(
        "Look at a letter", "It leaves only when a person lets it go.", "Let it go", "letter_approved"
    ),
    Kind.CHOOSE_REVIEWING_LABORATORY: Asked(
        "Choose the reviewing laboratory", "Slides and blocks go straight to it.", "Choose it",
        "reviewing_laboratory_chosen",
    ),
    Kind.FIND_SOURCE: Asked(
        "Find who has this record", "It is essential, and no office was named.", "Name the office", "source_added"
    ),
    Kind.FIND_OFFICE_ADDRESS: Asked(
        "Find the office's fax or address", "We cannot reach it.", "Mark as done", "work_item_done"
    ),
    Kind.COPY_INTO_OFFICE_PORTAL: Asked(
        "Copy the letter into the office's portal", "This office takes requests there only.", "Mark as copied",
        "work_item_done",
    ),
    Kind.ANSWER_MISSING: Asked(
        "Fill in what the intake left open", "The case cannot go on without it.", "Answer it", "missing_answered"
    ),
    Kind.APPROVE_FEE: Asked("Decide about a fee", "The office waits for money.", "Approve it", "fee_approved"),
    Kind.CHECK_DOCUMENT: Asked(
        "Look at what came in", "A record counts once a person saw that it is the right one.", "Confirm it is right",
        "document_verified",
    ),
    Kind.DUPLICATE_PROPOSED: Asked(
        "Is this the same person?", "Another case has the same name or number.", "Decide", "duplicate_settled"
    ),
    Kind.NO_PROVIDER: Asked(
        "Find a provider", "The directory has nobody who fits.", "Make the list again", "shortlist_wanted"
    ),
    Kind.ASK_NEXT_PROVIDER: Asked(
        "Ask the next provider", "The first one does not answer.", "Choose one", "provider_chosen"
    ),
    Kind.CHOOSE_WORDING: Asked(
        "Choose the words", "After a death nothing leaves by itself.", "Mark as done", "work_item_done"
    ),
    Kind.CLASSIFY_AGREEMENT: Asked(
        "Classify how the opinions agree", "A clinical reviewer confirms it; patients never see the class.",
        "Classify", "agreement_classified",
    ),
    Kind.VERIFY_COMPARISON: Asked(
        "Check the comparison", "A second person reads it before the patient does.", "Confirm it is right",
        "comparison_verified",
    ),
    Kind.ASK_BACK: Asked(
        "Ask a provider back", "An opinion says nothing about this.", "Let it go", "letter_approved"
    ),
    Kind.NEXT_STEP: Asked("Take a next step", "It was agreed, and it is due.", "Mark as done", "next_step_done"),
    Kind.PLAN_INFEASIBLE: Asked(
        "The plan cannot be kept", "The decision is due before everything can be here.", "Choose what to do",
        "plan_option_chosen",
    ),
    Kind.STAGE_LATE: Asked(
        "This stage takes too long", "It is past its target.", "Mark as looked at", "work_item_done"
    ),
    Kind.SUPERVISOR_REVIEW: Asked(
        "A supervisor looks", "Something went too far to go on by itself.", "Mark as looked at", "work_item_done"
    ),
    Kind.ADDRESS_BOUNCED: Asked(
        "An address does not work", "A mail came back.", "Give another address", "address_changed"
    ),
    Kind.REPLY_UNREAD: Asked(
        "Read a reply", "What it may answer waits for it.", "Mark as read", "reply_read"
    ),
    Kind.STUCK: Asked("This case is stuck", "The program failed over it.", "Mark as looked at", "work_item_done"),
    Kind.UNCERTAIN_SEND: Asked(
        "Did this leave?", "The connection broke at the last moment.", "Find out", ""
    ),
}  # fmt: skip
"""Every kind; a test holds this table and the kinds together, and the facts with their keys."""
