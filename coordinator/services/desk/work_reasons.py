"""Why a person is asked to do something: one sentence for each reason a work item can have, in everybody's words."""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.domain.words import WorkItemKind as Kind

REASONS: Mapping[tuple[Kind, str], str] = {
    # calls to records offices
    (Kind.CALL_DESK, "t01-receipt-call"): "Nobody there has said that our letter arrived.",
    (Kind.CALL_DESK, "record-request/reminder-1"): "We reminded them, and the records are still not here.",
    (Kind.CALL_DESK, "record-request/urgent-call"): "It is urgent, and the records are still not here.",
    (Kind.CALL_DESK, "record-request/urgent-calls"): "It is urgent, and the records are still not here.",
    (Kind.CALL_DESK, "asked-again/call"): "We asked them once more for what could not be used, and heard nothing.",
    (Kind.CALL_DESK, "asked-again/reminder"): "We asked them once more for what could not be used, and heard nothing.",
    (Kind.CALL_DESK, "fee_refused"): "The patient does not pay the fee they want; they should know.",
    (Kind.CALL_DESK, "pay_fee"): "Their fee is approved and can be paid.",
    (Kind.CALL_DESK, "l08-wrong-patient"): "They sent us somebody else's record and should know at once.",
    (Kind.CALL_DESK, "quarantine/call"): "They have not said what is to become of somebody else's record.",
    (Kind.CALL_DESK, "returned"): "They sent our request back.",
    (Kind.CALL_DESK, "send_own_form"): "The form they want is signed and can be sent.",
    (Kind.CALL_DESK, "asked_on_another_basis"): "We ask them on another legal ground now; they should know.",
    (Kind.CALL_DESK, "custody_lost"): "Material they lent us is lost.",
    (Kind.CALL_DESK, "custody_count_unknown"): "We do not know how many pieces they lent.",
    (Kind.CALL_DESK, "call_back"): "We said that we would call back now.",
    # calls to patients
    (Kind.CALL_PATIENT, "choose-provider/call"): "They have not chosen a provider yet.",
    (Kind.CALL_PATIENT, "fee-approval/call"): "An office wants money, and they have not said whether they pay.",
    (Kind.CALL_PATIENT, "m09-upload-problem"): "What they sent us cannot be used, and nothing better has come.",
    (Kind.CALL_PATIENT, "m13-gap-decision"): "A record that matters cannot be had; they decide how to go on.",
    (Kind.CALL_PATIENT, "m14-record-delay-urgent"): "Their decision is due before the records can be here.",
    (Kind.CALL_PATIENT, "missed-visit/call"): "They were not at their visit.",
    (Kind.CALL_PATIENT, "need-info/call"): "They have not answered what the intake left open.",
    (Kind.CALL_PATIENT, "not_happened"): "What they had decided on has not happened.",
    (Kind.CALL_PATIENT, "read-comparison/again-2"): "They have not looked at their comparison.",
    (Kind.CALL_PATIENT, "record-request/options"): "An office is past its legal date; they can choose what to do.",
    (Kind.CALL_PATIENT, "sign-authorization/call"): "A paper still waits for their signature.",
    (Kind.CALL_PATIENT, "paper_lapses_before_answer"): "A paper they signed ends before the office has to answer.",
    (Kind.CALL_PATIENT, "initials"): "An office wants their initials before it releases specially protected records.",
    (Kind.CALL_PATIENT, "t03-call-morning"): "We cannot reach them; try in the morning.",
    (Kind.CALL_PATIENT, "t03-call-afternoon"): "We cannot reach them; try in the afternoon.",
    (Kind.CALL_PATIENT, "t03-call-evening"): "We cannot reach them; try in the evening.",
    (Kind.CALL_PATIENT, "t03-call-another-number"): "We cannot reach them; try another number.",
    (Kind.CALL_PATIENT, "t03-neutral-message-to-contact"): "We cannot reach them; somebody close may take a message.",
    (Kind.CALL_PATIENT, "t04-confirm-visit"): "Their visit is tomorrow or soon, and they have not confirmed it.",
    (Kind.CALL_PATIENT, "t05-cost-options"): "The insurer does not pay for the visit as planned; what can they do?",
    (Kind.CALL_PATIENT, "t08-appeal"): "The last day to appeal the insurer's no is near.",
    (Kind.CALL_PATIENT, "t09-new-time"): "Their visit is off, and there is no new time yet.",
    (Kind.CALL_PATIENT, "upload-records/call"): "They have not sent us the records they have at home.",
    (Kind.CALL_PATIENT, "verify-contact/call"): "An address or number of theirs is not confirmed.",
    (Kind.CALL_PATIENT, "verify_contact"): "An address or number of theirs is not confirmed.",
    (Kind.CALL_PATIENT, "identity_for_office"): "An office wants to be shown who they are.",
    (Kind.CALL_PATIENT, "reconsent_at_18"): "They are 18 now and decide for themselves.",
    (Kind.CALL_PATIENT, "patient_led"): "They missed a second visit; how shall it go on?",
    (Kind.CALL_PATIENT, "emergency_now"): "They said that it is an emergency.",
    (Kind.CALL_PATIENT, "in_hospital"): "They are in a hospital now.",
    (Kind.CALL_PATIENT, "call_back"): "We said that we would call back now.",
    (Kind.CALL_PATIENT, "m"): "A message could not reach them by itself; tell them on the telephone.",
    # calls to providers
    (Kind.CALL_PROVIDER, "referral/call-1"): "They have not said whether they take the case.",
    (Kind.CALL_PROVIDER, "referral/call-2"): "They have still not said whether they take the case.",
    (Kind.CALL_PROVIDER, "written-opinion/chase-3"): "The written opinion is late, and three letters did not bring it.",
    (Kind.CALL_PROVIDER, "clarification/again-2"): "They have not answered what we asked back.",
    (Kind.CALL_PROVIDER, "step-of-provider/call"): "A next step of theirs is due in two days.",
    (Kind.CALL_PROVIDER, "borrowed-material/return-2"): "They still have material that was lent.",
    (Kind.CALL_PROVIDER, "t05-book-interpreter"): "The patient needs an interpreter at the visit.",
    (Kind.CALL_PROVIDER, "t06-estimate"): "The patient is owed an estimate of the cost.",
    (Kind.CALL_PROVIDER, "t07-prior-authorization"): "The insurer has not answered whether it pays.",
    (Kind.CALL_PROVIDER, "visit_cancelled"): "The visit is off and they should know.",
    (Kind.CALL_PROVIDER, "case_ended"): "The case has ended; they need not wait for it.",
    (Kind.CALL_PROVIDER, "ask_prior_authorization"): "The insurer wants to be asked before the visit.",
    (Kind.CALL_PROVIDER, "declined_after_booking"): "They declined after a visit was booked.",
    (Kind.CALL_PROVIDER, "packet_recalled"): "They hold records of a case that they do not take.",
    (Kind.CALL_PROVIDER, "copy_to_treating"): "The treating doctor's copy can be handed over only by a person.",
    (Kind.CALL_PROVIDER, "fax_number"): "A fax to them failed three times; ask for the right number.",
    (Kind.CALL_PROVIDER, "bounced"): "A letter to them came back.",
    (Kind.CALL_PROVIDER, "call_back"): "We said that we would call back now.",
    (Kind.CALL_PROVIDER, "ask_if_waiting_is_safe"): "The plan cannot be kept; ask whether waiting is safe.",
    # letters, offices, documents
    (Kind.FIND_OFFICE_ADDRESS, "fax_number"): "A fax to them failed three times; is the number right?",
    (Kind.FIND_OFFICE_ADDRESS, "another_channel"): "They never got our letter, and we know no other way to them.",
    (Kind.FIND_OFFICE_ADDRESS, "letter_taken_back"): "Our letter was taken back unposted; it has to go another way.",
    (Kind.FIND_SOURCE, "no_record"): "The office finds no record; try other names, dates and places.",
    (Kind.FIND_SOURCE, "office_closed"): "The office has closed; somebody keeps its records.",
    (Kind.CHECK_DOCUMENT, "wrong_patient"): "It is about somebody else, and nobody may open it again.",
    (Kind.ASK_BACK, "questions"): "Questions of the patient are not answered in the opinion.",
    (Kind.REPLY_UNREAD, "complaint"): "They call our mail unwanted.",
    (Kind.ASK_NEXT_PROVIDER, "declined"): "The provider does not take the case.",
    (Kind.ASK_NEXT_PROVIDER, "referral/next"): "The provider has not answered; another one can be asked too.",
    # supervisors
    (Kind.SUPERVISOR_REVIEW, "n01-deadline-alert"): "The day by which the patient must decide has passed.",
    (Kind.SUPERVISOR_REVIEW, "t02-supervisor-review"): "An office has not answered for weeks.",
    (Kind.SUPERVISOR_REVIEW, "t05-book-interpreter"): "There is still no interpreter for the visit.",
    (Kind.SUPERVISOR_REVIEW, "t09-new-time"): "A visit was called off, and a week later there is no new time.",
    (Kind.SUPERVISOR_REVIEW, "unreachable"): "The patient has not been reached for weeks.",
    (Kind.SUPERVISOR_REVIEW, "hold-review"): "The pause of this case is to be looked at again.",
    (Kind.SUPERVISOR_REVIEW, "handover"): "Nobody has taken the case that was handed over.",
    (Kind.SUPERVISOR_REVIEW, "asked-again/review"): "An office does not send again what could not be used.",
    (Kind.SUPERVISOR_REVIEW, "quarantine/review"): "An office says nothing about somebody else's record.",
    (Kind.SUPERVISOR_REVIEW, "borrowed-material/return-3"): "Material that was lent is not back after two months.",
    (Kind.SUPERVISOR_REVIEW, "borrowed-material/return-again"): "Material that was lent is still not back.",
    (Kind.SUPERVISOR_REVIEW, "material_out"): "The case ends while material that was lent is out.",
    (Kind.SUPERVISOR_REVIEW, "custody_lost"): "Material that was lent is lost.",
    (Kind.SUPERVISOR_REVIEW, "custody_count_differs"): "Fewer pieces came back than were lent.",
    (Kind.SUPERVISOR_REVIEW, "wrong_patient_sender"): "Somebody else's record came, and nobody knows who sent it.",
    (Kind.SUPERVISOR_REVIEW, "two_declines"): "Two providers have declined.",
    (Kind.SUPERVISOR_REVIEW, "unwanted_after_acceptance"): "The patient does not want a provider who has accepted.",
    (Kind.SUPERVISOR_REVIEW, "guard_broken"): "Something that this case had passed is missing again.",
    (Kind.SUPERVISOR_REVIEW, "denied"): "An office refused in writing.",
    (Kind.SUPERVISOR_REVIEW, "deceased"): "The patient has died; somebody decides what is still to be done.",
    (Kind.SUPERVISOR_REVIEW, "capacity_lost"): "The patient can no longer decide; who acts for them?",
    (Kind.SUPERVISOR_REVIEW, "second_missed_visit"): "The patient missed a second visit.",
    (Kind.SUPERVISOR_REVIEW, "legal_dispute"): "The patient spoke of a legal dispute.",
    (Kind.SUPERVISOR_REVIEW, "letter_taken_back"): "A printed letter was taken back before it was posted.",
    (Kind.SUPERVISOR_REVIEW, "volume"): "Unusually many letters were about to leave; they are held.",
}  # fmt: skip
"""By kind and code. A code with more behind it (``returned: own_form``, ``denied: …``) is found by its first word."""


def reason_of(kind: Kind, code: str, usual: str) -> str:
    """The sentence for a work item; ``usual`` is that of its kind."""
    first = code.partition(":")[0].partition("/")[0]
    message = "m" if kind is Kind.CALL_PATIENT and code[:1] == "m" and code[1:3].isdigit() else ""
    for name in (code, code.partition(":")[0], first, message):
        if name and (kind, name) in REASONS:
            return REASONS[kind, name]
    return usual
