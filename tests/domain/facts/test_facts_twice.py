"""Every fact at once: said twice it changes nothing, its words stay out of the journal, and nonsense is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from builders import OPINION, VISIT_AT, World, a_world

from coordinator.domain.facts import FACTS
from coordinator.domain.next_step import NextStep
from coordinator.domain.words import Disclosure, OpinionStatus, Priority, WorkItemKind

OUTLIVE = {
    "copy_to_treating", "letter_approved", "letter_withheld", "next_step_added", "next_step_done", "follow_up_booked",
    "copy_handed_over", "follow_through_told", "survey_answered",
    "work_snoozed", "call_back_agreed", "letter_posted", "letter_taken_back",
    "patient_replied", "stop_asked", "reply_read", "message_bounced", "complaint_received", "fax_failed",
}  # fmt: skip
"""What may still be told of a closed case, beside what says so itself."""

ALWAYS_NEW = {"call_logged", "note_added"}
WORDS = "Zyxwv said so"
"""Free text that must never be found in the journal."""

OUTLIVE_THE_END = {
    "case_reopened",
    "work_item_done",
    "custody_moved",
    "letter_approved",
    "letter_withheld",
    "wrong_patient_found",
    "quarantine_ended",
}

Prepare = Callable[[World], object]


def nothing(world: World) -> None:
    """The case as it is."""


def fee(world: World) -> None:
    world.record("fee_quoted", request="req-1", amount_minor=650)


def approved(world: World) -> None:
    fee(world)
    world.record("fee_approved", request="req-1")


def provider_known_and_urgent(world: World) -> None:
    world.offered()
    world.case.priority = Priority.URGENT


def images_here(world: World) -> None:
    world.record("records_received", request="req-1", items="IMG_DICOM")


def received(world: World) -> None:
    world.record("request_received", request="req-1", evidence="portal")


def opted_out(world: World) -> None:
    world.record("channel_opted_out", contact="mail-1")


def faxed(world: World) -> None:
    request = world.case.request("req-1")
    assert request is not None
    request.channel, request.last_letter_name = "fax", "l01-request"


def offered(world: World) -> None:
    world.offered()


def sealed(world: World) -> None:
    world.case.disclosure = Disclosure.SEALED


def approval(world: World) -> None:
    world.asked(WorkItemKind.APPROVE_LETTER, "req-1", "l05-overdue", "eff-1")


def duplicate(world: World) -> None:
    world.asked(WorkItemKind.DUPLICATE_PROPOSED, code="SO-OTHER-1")


def review(world: World) -> None:
    world.asked(WorkItemKind.SUPERVISOR_REVIEW)


def another_file(world: World) -> None:
    world.case.documents.append(replace(world.case.documents[0], id="doc-2", sha256="01"))


def quarantine(world: World) -> None:
    world.record("wrong_patient_found", document="doc-1")


def begun(world: World) -> None:
    world.booked()
    world.now = VISIT_AT


def no_navigator_yet(world: World) -> None:
    world.case.accepted_at = None


def nobody_listed(world: World) -> None:
    world.case.shortlist = []


def handed_over(world: World) -> None:
    world.record("navigator_changed", to="lee@clinic.example")


def with_questions(world: World) -> None:
    world.record("question_chosen", question="q1-1")
    world.record("question_chosen", question="q1-2")


def asked_and_compared(world: World) -> None:
    with_questions(world)
    world.compared()


def with_step(world: World) -> None:
    world.case.next_steps.append(NextStep("step-1", 2, "call", "patient", VISIT_AT.date(), VISIT_AT))


def allowed(world: World) -> None:
    world.record("detail_allowed", contact="mail-1")


def unread(world: World) -> None:
    world.record("patient_replied", contact="mail-1")


def a_call(world: World) -> None:
    world.asked(WorkItemKind.CALL_DESK, "req-1", "t01-receipt-call")


RECOLLECTION = {**OPINION, "basis_mode": "recollection"}
REVIEWER: dict[str, Any] = {"staff": "rev@clinic.example", "roles": ("clinical_reviewer",)}

TABLE: dict[str, tuple[Prepare, dict[str, Any]]] = {
    "identity_verified": (nothing, {}),
    "terms_accepted": (nothing, {}),
    "contact_verified": (nothing, {"contact": "mail-1"}),
    "missing_answered": (nothing, {"field": "question.decision_deadline", "value": "2027-02-01"}),
    "contact_told": (nothing, {"contact": "con-2", "may_be_told": "records", "by": WORDS}),
    "authority_shown": (nothing, {"contact": "con-3", "in_effect": "yes", "authority": "agent"}),
    "language_chosen": (nothing, {"language": "es", "contact": "con-2"}),
    "person_added": (nothing, {"full_name": WORDS, "role": "companion", "may_be_told": "logistics"}),
    "deadline_changed": (nothing, {"on": "2027-02-01", "said_by": WORDS, "why": WORDS}),
    "treatment_dated": (nothing, {"on": "2027-02-01"}),
    "priority_set": (nothing, {"priority": "urgent", "reason": WORDS}),
    "plan_option_chosen": (nothing, {"option": "focused_question", "text": WORDS}),
    "duplicate_settled": (duplicate, {"work_item": "new-1", "duplicate": "yes"}),
    "records_withheld": (nothing, {"request": "req-1", "categories": "SUD_PART2"}),
    "case_accepted": (no_navigator_yet, {"navigator": "lee@clinic.example"}),
    "case_declined": (nothing, {"reason": WORDS}),
    "authorization_signed": (nothing, {"authorization": "auth-1", "initials": "HIV"}),
    "authorization_revoked": (nothing, {"authorization": "auth-1"}),
    "request_received": (nothing, {"request": "req-1", "evidence": "call"}),
    "office_promised": (nothing, {"request": "req-1", "on": "2026-12-20"}),
    "office_extended": (received, {"request": "req-1", "until": "2027-01-10", "reason": WORDS}),
    "fee_quoted": (nothing, {"request": "req-1", "amount_minor": "650"}),
    "fee_approved": (fee, {"request": "req-1"}),
    "fee_refused": (fee, {"request": "req-1"}),
    "fee_challenged": (fee, {"request": "req-1"}),
    "fee_paid": (approved, {"request": "req-1", "reference": WORDS}),
    "request_refused": (nothing, {"request": "req-1", "basis": WORDS}),
    "no_record_found": (nothing, {"request": "req-1"}),
    "reply_arrived": (nothing, {"request": "req-1"}),
    "records_received": (nothing, {"request": "req-1", "items": "i-1,IMG_DICOM"}),
    "document_verified": (
        nothing, {"item": "PATH_REPORT", "document": "doc-1", "matched": "name,birth_date,mrn"},
    ),
    "document_described": (
        nothing,
        {"document": "doc-1", "type": "PATH_REPORT", "dated": "2026-09-14", "pages": "2-5", "labels": "GENETIC,HIV"},
    ),
    "document_split": (nothing, {"document": "doc-1", "parts": "1-3:PATH_REPORT,4-9:IMG_REPORT"}),
    "documents_merged": (another_file, {"documents": "doc-1,doc-2"}),
    "document_sealed": (nothing, {"document": "doc-1"}),
    "document_unsealed": (lambda w: w.record("document_sealed", document="doc-1"), {"document": "doc-1"}),
    "disc_unreadable": (nothing, {"document": "doc-1"}),
    "quarantine_ended": (
        quarantine, {"document": "doc-1", "outcome": "destroyed", "reference": WORDS},
    ),
    "item_waived": (nothing, {"item": "i-1", "reason": WORDS, "agreed_by": "patient"}),
    "wrong_patient_found": (nothing, {"document": "doc-1"}),
    "provider_chosen": (nothing, {"provider": "p-1"}),
    "referral_accepted": (offered, {"gap_accepted": "i-1,LAB_REPORT"}),
    "referral_declined": (offered, {"reason": WORDS}),
    "appointment_booked": (nothing, {"slot": "slot-1", "place": WORDS}),
    "appointment_rescheduled": (World.booked, {"slot": "slot-2"}),
    "appointment_cancelled": (World.booked, {"reason": WORDS, "by": "patient"}),
    "appointment_confirmed": (World.booked, {}),
    "interpreter_booked": (World.booked, {"reference": WORDS}),
    "risk_acknowledged": (nothing, {}),
    "visit_attended": (begun, {"present": WORDS}),
    "visit_missed": (begun, {"cause": WORDS}),
    "opinion_filed": (World.attended, {"file": {**OPINION, "cost": WORDS}}),
    "no_written_opinion": (World.attended, {"file": {**RECOLLECTION, "cost": WORDS}}),
    "agreement_classified": (
        World.compared,
        {**REVIEWER, "diagnosis": "changed", "treatment": "major_change", "cause": "different_reading"},
    ),
    "comparison_verified": (World.compared, {"staff": "lee@clinic.example"}),
    "comparison_shared": (World.verified, {}),
    "comparison_opened": (World.shared, {"how": "phone"}),
    "clarification_offered": (World.compared, {"to": "1,2", "questions": WORDS}),
    "clarification_answered": (World.compared, {"to": "2", "text": WORDS}),
    "third_opinion_wanted": (World.compared, {}),
    "decision_recorded": (World.compared, {"text": WORDS}),
    "decision_declined": (World.compared, {}),
    "copy_to_treating": (nothing, {"agreed": "yes"}),
    "custody_moved": (
        nothing,
        {"item": "s-1", "status": "released", "tracking": WORDS, "return_by": "2027-01-15", "count": 12,
         "accessions": "S26-1,S26-2", "stains": WORDS, "recuts": "yes", "courier": WORDS},
    ),
    "reviewing_laboratory_chosen": (nothing, {"organization": "Bayview"}),
    "cost_agreed": (nothing, {"amount_minor": 25000}),
    "letter_approved": (approval, {"work_item": "new-1"}),
    "letter_withheld": (approval, {"work_item": "new-1", "reason": WORDS}),
    "work_item_done": (review, {"work_item": "new-1", "note": WORDS}),
    "placed_on_hold": (nothing, {"reason": WORDS, "review_on": "2026-12-20"}),
    "hold_ended": (lambda w: w.record("placed_on_hold", reason="x", review_on="2026-12-20"), {}),
    "withdrawn": (nothing, {}),
    "patient_died": (nothing, {"on": "2026-11-30", "source": WORDS}),
    "unreachable": (nothing, {}),
    "navigator_changed": (nothing, {"to": "LEE@clinic.example"}),
    "handover_accepted": (handed_over, {"staff": "lee@clinic.example"}),
    "handover_declined": (handed_over, {"staff": "lee@clinic.example", "why": "away"}),
    "case_closed": (nothing, {"reason": "transferred"}),
    "case_reopened": (World.closed, {"reason": WORDS}),
    "source_added": (
        nothing, {"organization": "St. Zyxwv", "department": "records_office", "items": "ECG", "fax": "2165550100"},
    ),
    "request_returned": (nothing, {"request": "req-1", "cause": "own_form"}),
    "request_sent_again": (nothing, {"request": "req-1", "channel": "print"}),
    "item_unusable": (images_here, {"item": "IMG_DICOM", "cause": "unreadable"}),
    "office_closed": (nothing, {"request": "req-1"}),
    "legal_basis_changed": (provider_known_and_urgent, {"request": "req-1", "basis": "treatment"}),
    "shortlist_wanted": (nobody_listed, {}),
    "prior_authorization": (nothing, {"status": "approved", "reference": WORDS, "from": "2026-12-01", "visits": 1}),
    "coverage_checked": (nothing, {"network": "in"}),
    "shortlist_order": (nothing, {"by": "lowest_cost"}),
    "filter_overridden": (
        lambda w: w.leave_out("p-3", "H5"), {"provider": "p-3", "filter": "H5", "note": WORDS},
    ),
    "same_institution_allowed": (nothing, {}),
    "provider_refused": (nothing, {"provider": "p-2", "note": WORDS}),
    "conflict_declared": (nothing, {"provider": "p-2", "note": WORDS}),
    "recommendation_noted": (nothing, {"provider": "p-2", "by": "family", "note": WORDS}),
    "credential_checked": (
        nothing, {"provider": "p-2", "board": WORDS, "status": "certified", "source": WORDS, "on": "2026-11-30"},
    ),
    "travel_limited": (nothing, {"can": "no"}),
    "office_want_settled": (lambda w: w.offered(wants=("insurance card",)), {"what": "insurance card", "note": WORDS}),
    "slot_held": (nothing, {"slot": "slot-1"}),
    "slot_released": (lambda w: w.record("slot_held", slot="slot-1"), {"slot": "slot-1"}),
    "estimate_requested": (offered, {}),
    "estimate_given": (offered, {"amount_minor": 25000, "on": "2026-12-01"}),
    "question_added": (nothing, {"text": WORDS}),
    "packet_sent": (offered, {}),
    "packet_acknowledged": (offered, {}),
    "opinion_unsealed": (sealed, {"reason": WORDS}),
    "seal_incomplete": (sealed, {"document": "doc-1"}),
    "question_chosen": (nothing, {"question": "q1-1"}),
    "question_dropped": (with_questions, {"question": "q1-1"}),
    "question_moved": (with_questions, {"question": "q1-2", "place": "1"}),
    "question_answered": (asked_and_compared, {"question": "q1-1", "by": "2", "answer": "left_open"}),
    "worry_told": (nothing, {"text": WORDS}),
    "supplement_told": (nothing, {"text": WORDS}),
    "next_step_added": (nothing, {"what": WORDS, "who": "navigator", "by": "2027-01-20"}),
    "next_step_done": (with_step, {"step": "step-1"}),
    "follow_up_booked": (nothing, {"starts_at": "2027-03-02T10:00:00-05:00", "with": WORDS}),
    "decision_guide_answered": (World.compared, {"text": WORDS}),
    "copy_handed_over": (nothing, {"how": WORDS}),
    "follow_through_told": (nothing, {"day": "30", "happened": "partly", "text": WORDS}),
    "survey_answered": (nothing, {"text": WORDS}),
    "channel_opted_out": (nothing, {"contact": "mail-1"}),
    "channel_opted_in": (opted_out, {"contact": "mail-1"}),
    "detail_allowed": (nothing, {"contact": "mail-1"}),
    "detail_revoked": (allowed, {"contact": "mail-1"}),
    "address_changed": (nothing, {"contact": "mail-1", "value": "zyxwv@mail.example"}),
    "emergency": (nothing, {"review_on": "2026-12-05"}),
    "capacity_lost": (nothing, {}),
    "patient_reached": (nothing, {}),
    "patient_replied": (nothing, {"contact": "mail-1", "messages": "m06-sign-authorization"}),
    "provider_replied": (offered, {"about": "ref-1"}),
    "stop_asked": (nothing, {"contact": "mail-1"}),
    "reply_read": (unread, {"contact": "mail-1"}),
    "message_bounced": (nothing, {"contact": "mail-1", "code": "5.1.1"}),
    "complaint_received": (nothing, {"contact": "mail-1"}),
    "fax_failed": (faxed, {"request": "req-1", "reason": "busy"}),
    "work_snoozed": (a_call, {"work_item": "new-1", "until": "2026-12-04", "reason": WORDS}),
    "call_back_agreed": (nothing, {"who": "office", "request": "req-1", "when": "2026-12-03T16:00:00Z", "note": WORDS}),
    "message_written": (nothing, {"contact": "patient", "text": WORDS}),
    "letter_posted": (nothing, {"letter": "com-1"}),
    "letter_taken_back": (nothing, {"letter": "com-1", "reason": WORDS}),
}  # fmt: skip


def test_the_table_of_these_tests_holds_every_fact() -> None:
    assert set(TABLE) == set(FACTS) - ALWAYS_NEW - {"corrected"}


@pytest.mark.parametrize("name", TABLE)
def test_recording_the_same_fact_twice_changes_nothing(name: str) -> None:
    world = a_world()
    prepare, values = TABLE[name]
    prepare(world)
    first = world.record(name, **values)
    before = world.everything()

    second = world.record(name, **values)

    assert first.recorded
    assert first.seq is not None
    assert not second.recorded
    assert second.seq is None
    assert world.everything() == before


@pytest.mark.parametrize("name", TABLE)
def test_a_fact_is_in_the_journal_under_its_own_name(name: str) -> None:
    world = a_world()
    prepare, values = TABLE[name]
    prepare(world)

    world.record(name, **values)

    assert name in world.events()


@pytest.mark.parametrize("name", TABLE)
def test_no_free_text_gets_into_the_journal(name: str) -> None:
    world = a_world()
    prepare, values = TABLE[name]
    prepare(world)

    world.record(name, **values)

    assert "zyxwv" not in repr([dict(e.data) for e in world.case.noted]).lower()
    assert "zyxwv" not in repr(world.case.answers).lower()


@pytest.mark.parametrize("name", FACTS)
def test_an_unknown_key_is_refused_with_the_nearest_one_and_changes_nothing(name: str) -> None:
    world = a_world()
    prepare, values = TABLE.get(name, (nothing, {"text": "x", "outcome": "reached"}))
    prepare(world)
    if name == "corrected":
        assert world.refused(name, seq=1).code == "correction.not_kept"
        return
    wanted = {key: value for key, value in values.items() if FACTS[name].key(key) or key in ("staff", "roles")}
    if name == "call_logged":
        wanted = {"outcome": "reached"}

    refusal = world.refused(name, **wanted, att="2026-11-30")

    assert refusal.code == "key.unknown"
    assert refusal.field == "att"
    assert "at" in refusal.detail


@pytest.mark.parametrize("name", [n for n in TABLE if n not in OUTLIVE_THE_END])
def test_a_closed_case_takes_only_the_facts_that_outlive_it(name: str) -> None:
    world = a_world()
    prepare, values = TABLE[name]
    prepare(world)
    world.shut("duplicate")
    if name in OUTLIVE:
        assert world.record(name, **values).recorded
        return

    assert world.refused(name, **values).code == "case.closed"


@pytest.mark.parametrize("name", sorted(ALWAYS_NEW))
def test_calls_and_notes_are_always_new(world: World, name: str) -> None:
    values = {"text": "hello"} if name == "note_added" else {"outcome": "reached", "note": "hello"}

    first, second = world.record(name, **values), world.record(name, **values)

    assert first.recorded
    assert second.recorded
    assert first.seq != second.seq


def test_closing_again_for_the_same_reason_is_no_refusal_but_changes_nothing(world: World) -> None:
    world.closed("duplicate")
    before = world.everything()

    assert not world.record("case_closed", reason="duplicate").recorded
    assert world.everything() == before
    assert world.refused("case_closed", reason="transferred").code == "case.closed"


def test_an_opinion_may_come_as_file_or_as_opinion(world: World) -> None:
    world.attended()

    assert world.record("opinion_filed", opinion=OPINION).recorded
    filed = world.case.opinion(2)
    assert filed is not None
    assert filed.status is OpinionStatus.FILED
