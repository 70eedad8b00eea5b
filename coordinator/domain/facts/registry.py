"""All facts in one table: each is a function that a decorator enters here under its own name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from coordinator.domain.facts.fact import Fact, Key, Kind, Recorded
from coordinator.domain.words import StaffRole

Body = Callable[..., Recorded]
"""``body(case, act, known, **values)``: checks everything, then changes the case and says what happened."""

ORDER = (
    # request
    "identity_verified", "terms_accepted", "contact_verified", "missing_answered", "case_accepted", "case_declined",
    "authorization_signed", "authorization_revoked",
    # records
    "request_received", "office_promised", "office_extended", "fee_quoted", "fee_approved", "fee_refused",
    "fee_challenged", "fee_paid", "request_refused", "no_record_found", "reply_arrived",
    "records_received", "document_verified", "item_waived", "wrong_patient_found",
    "document_described", "document_split", "documents_merged", "document_sealed", "document_unsealed",
    "disc_unreadable", "quarantine_ended",
    # scheduling
    "provider_chosen", "referral_accepted", "referral_declined", "appointment_booked", "appointment_rescheduled",
    "appointment_cancelled", "appointment_confirmed", "interpreter_booked", "risk_acknowledged",
    # consultation
    "visit_attended", "visit_missed", "opinion_filed", "no_written_opinion",
    # comparison
    "agreement_classified", "comparison_verified", "comparison_shared", "comparison_opened", "clarification_offered",
    "clarification_answered", "third_opinion_wanted", "decision_recorded", "decision_declined", "copy_to_treating",
    # any stage
    "custody_moved", "reviewing_laboratory_chosen", "cost_agreed", "corrected", "letter_approved", "letter_withheld",
    "work_item_done", "call_logged", "note_added", "placed_on_hold", "hold_ended", "withdrawn", "patient_died",
    "unreachable", "navigator_changed", "handover_accepted", "case_closed", "case_reopened",
    # further ones of records, scheduling and consultation
    "source_added", "request_returned", "request_sent_again", "item_unusable", "office_closed", "legal_basis_changed",
    "shortlist_wanted", "prior_authorization", "coverage_checked",
    "shortlist_order", "filter_overridden", "same_institution_allowed", "provider_refused", "conflict_declared",
    "recommendation_noted", "credential_checked", "travel_limited", "office_want_settled", "slot_held",
    "slot_released", "estimate_requested", "estimate_given",
    "question_added", "question_chosen", "question_dropped", "question_moved", "worry_told", "supplement_told",
    "packet_sent", "packet_acknowledged", "opinion_unsealed", "seal_incomplete", "question_answered",
    "next_step_added", "next_step_done", "follow_up_booked",
    # of the comparison and after it
    "decision_guide_answered", "copy_handed_over", "follow_through_told", "survey_answered",
    # papers and people of the request stage
    "records_withheld", "deadline_changed", "treatment_dated", "priority_set", "plan_option_chosen",
    "duplicate_settled", "contact_told", "authority_shown", "person_added", "language_chosen",
    # what came in by mail
    "patient_replied", "provider_replied", "stop_asked", "reply_read", "message_bounced", "complaint_received",
    "fax_failed",
    # and of any stage
    "channel_opted_out", "channel_opted_in", "detail_allowed", "detail_revoked", "address_changed", "emergency",
    "capacity_lost", "patient_reached", "message_written",
    # of the worklist and the print queue
    "work_snoozed", "call_back_agreed", "letter_posted", "letter_taken_back",
    # of the caseload
    "handover_declined",
)  # fmt: skip
"""The order of interface.md, in which people are shown the facts."""

AT = Key("at", Kind.MOMENT, False, "when it happened; now when left out")

_facts: dict[str, Fact] = {}
_bodies: dict[str, Body] = {}


def fact(
    *keys: Key,
    usually: str,
    says: str,
    who: frozenset[StaffRole] | None = None,
    when_closed: bool = False,
    after_acceptance: bool = False,
) -> Callable[[Body], Body]:
    """Enter the function below as a fact named like it. Every fact also takes ``at``, the moment it happened."""

    def enter(body: Body) -> Body:
        name = body.__name__
        _facts[name] = Fact(name, (*keys, AT), usually, who, says, when_closed, after_acceptance)
        _bodies[name] = body
        return body

    return enter


def needed(name: str, kind: Kind, help: str, options: tuple[str, ...] = ()) -> Key:  # noqa: A002 - the word of Key
    """A key that must be given."""
    return Key(name, kind, True, help, options)


def maybe(name: str, kind: Kind, help: str, options: tuple[str, ...] = ()) -> Key:  # noqa: A002 - the word of Key
    """A key that may be left out."""
    return Key(name, kind, False, help, options)


def body_of(name: str) -> Body:
    """The function behind a fact."""
    return _bodies[name]


@cache
def table() -> Mapping[str, Fact]:
    """All facts in the order of interface.md; raises ``LookupError`` where one of the two lists lacks a name."""
    astray = set(ORDER) ^ set(_facts)
    if astray:
        raise LookupError(f"facts without a place or places without a fact: {sorted(astray)}")
    return {name: _facts[name] for name in ORDER}
