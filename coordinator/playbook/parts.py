"""Of which part of a case an event tells, and on which parts a ladder hangs: what one leaves alone is not asked again.

Whatever is not named here counts as telling of every part, or as hanging on all of them: an event or a condition that
somebody adds is asked about too often, never too seldom. ``tests/simulate/any_facts.py`` asks everything again after
every advance of some thousand invented lives.
"""

from __future__ import annotations

from collections.abc import Mapping

RECORDS, REQUESTS, VISITS, OPINIONS, STEPS = "records", "requests", "visits", "opinions", "steps"
"""Papers, documents, loans and new requests; how it stands with some one request: which one is told beside it, by id.

Then referrals, appointments and who pays; opinions and what follows from them; the next steps that they ask for.
"""

STAGE, OTHER = "stage", "other"
"""``OTHER`` is people, answers and pauses: hardly anything but what tells of every part tells of it."""

Parts = frozenset[str]

EVERY: Parts = frozenset({RECORDS, REQUESTS, VISITS, OPINIONS, STEPS, STAGE, OTHER})
NONE: Parts = frozenset()
ONE_REQUEST: Parts = frozenset({REQUESTS})
ANY_REQUEST: Parts = frozenset({RECORDS, REQUESTS})


def _of(part: str, names: str) -> dict[str, Parts]:
    return dict.fromkeys(names.split(), ONE_REQUEST if part == REQUESTS else frozenset({part}))


TELLS_OF: Mapping[str, Parts] = {
    **_of(
        RECORDS,
        """
        request_made packet_grown packet_indexed authorization_requested authorization_signed authorization_expired
        authorization_renewal_made custody_moved material_lent reviewing_laboratory_chosen
        """,
    ),
    **_of(
        REQUESTS,
        """
        request_ready request_sent request_received request_answered request_returned request_sent_again
        records_received items_missing item_waived no_record_found essential_unavailable office_promised
        patient_holds_items fee_quoted fee_approved fee_challenged fee_paid document_verified
        """,
    ),
    **_of(
        VISITS,
        """
        provider_chosen referral_made referral_accepted referral_declined referral_lapsed packet_access_revoked
        shortlist_wanted shortlist_made shortlist_offered appointment_booked cost_agreed coverage_checked
        estimate_owed interpreter_booked visit_attended
        """,
    ),
    **_of(
        OPINIONS,
        """
        opinion_drafted opinion_filed comparison_made agreement_classified comparison_verified
        comparison_shared comparison_opened clarification_offered clarification_wanted clarification_sent
        clarification_answered copy_to_treating copy_wanted copy_sent third_opinion_relevant decision_recorded
        decision_declined
        """,
    ),
    **_of(STEPS, "next_step_made"),
    **_of(STAGE, "deadline_risk_changed"),
}
"""The events that come most often; ``touched.py`` tells of those that depend on what the event carries."""

DATED: Parts = EVERY - {REQUESTS, STEPS}
"""The parts on which priority, deadline risk and the plan back from the deadline hang (``scheduling.py``)."""

SIGNED: Parts = ANY_REQUEST | {VISITS}
"""The parts on which it hangs whether a paper lapses, is renewed or suffices, and which legal date holds."""

PLANNED: Parts = DATED - {OPINIONS, STAGE}
"""The parts on which the plan back from the deadline itself hangs, whatever became of it."""

_READS: Mapping[str, Parts] = {
    "always": NONE,
    **_of(
        RECORDS,
        """
        signed paper_settled request_settled send_again_open send_again_settled fee_decided receipt_evidenced
        extension_running legal_deadline_applies chased_already material_returned quarantine_over
        """,
    ),
    **_of(
        VISITS,
        """
        appointment_over visit_by_video interpreter_settled estimate_settled booked_again provider_chosen
        referral_answered prior_authorization_answered prior_authorization_not_denied
        """,
    ),
    **_of(
        OPINIONS,
        """
        opinion_filed comparison_opened clarification_settled guide_settled told_after_2_days told_after_30_days
        told_after_90_days
        """,
    ),
    **_of(STEPS, "step_settled"),
    **_of(STAGE, "left_request in_records left_records stage_left deadline_in_danger"),
    **_of(OTHER, "contact_verified patient_reached pause_over somebody_may_be_told handover_settled survey_settled"),
    "renewal_wanted": ANY_REQUEST,
    "packet_up_to_date": frozenset({RECORDS, REQUESTS, VISITS}),
    "overdue_may_be_said": frozenset({RECORDS, OTHER}),
    "visit_needs_call": frozenset({VISITS, OTHER}),
    "answered": frozenset({RECORDS, OTHER}),
}
"""By condition. One that reads no request or paper but its subject is told of that one by its id.

``chased_already`` reads waits about requests, which begin and end with what is told of these.
"""

_READS_OF_ITS_PAPER: Mapping[str, Parts] = {"renewal_wanted": frozenset({RECORDS})}
"""By condition, where the subject is a paper: who rests on it is told by its id."""

_COUNTS_FROM: Mapping[str, Parts] = {
    "its beginning": NONE,
    "its start": frozenset({VISITS}),
    "its day": frozenset({STEPS}),
    "evidenced receipt, else sending": frozenset({RECORDS}),
}
_CALENDARS: Mapping[str, Parts] = {
    "patient": NONE,
    "desk": frozenset({RECORDS}),
    "provider": frozenset({VISITS, OPINIONS}),
}
_DATES: Mapping[str, Parts] = {
    "legal due date": frozenset({RECORDS}),
    "last day of the paper": frozenset({RECORDS}),
    "estimate date": frozenset({VISITS}),
    "appeal date": frozenset({VISITS}),
}


def read_by(condition: str, about: str = "case") -> Parts:
    """The parts that a condition reads of a subject of this kind; none where there is no condition."""
    if about == "authorization" and condition in _READS_OF_ITS_PAPER:
        return _READS_OF_ITS_PAPER[condition]
    return _READS.get(condition, EVERY) if condition else NONE


def counted_in(counts_from: str, calendar: str) -> Parts:
    """The parts on which a ladder's anchor and its place hang."""
    return _COUNTS_FROM.get(counts_from, EVERY) | _CALENDARS.get(calendar, EVERY)


def dated_by(date: str) -> Parts:
    """The parts on which a date of the case hangs (``of:`` in the playbook)."""
    return _DATES.get(date, EVERY) if date else NONE
