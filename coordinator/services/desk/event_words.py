"""An entry of the journal as a sentence. What it names by ids is said by its words; a fact says itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.facts import FACTS
from coordinator.services.desk.case_head import STAGES
from coordinator.services.desk.case_words import CHANNELS, RECEIPTS, desk_words, item_words, money, type_words
from coordinator.services.desk.day_in_words import in_days, moment_in
from coordinator.services.desk.mail_words import title_of
from coordinator.services.desk.work_words import ASKED
from coordinator.services.ids import is_id

ROLES = {
    "patient": "the patient",
    "representative": "the patient's representative",
    "companion": "the companion",
    "desk": "the records office",
    "privacy_officer": "the privacy officer",
    "provider": "the second provider",
    "treating": "the treating provider",
}
SAYS: Mapping[str, str] = {
    "case_opened": "The case was opened from its intake.",
    "stage_entered": "The case moved on.",
    "case_completed": "The case is complete.",
    "work_item_opened": "Something needs a person.",
    "work_item_ended": "What needed a person is done.",
    "rung_reached": "A step of a series of follow-ups was reached.",
    "wait_started": "A series of follow-ups began.",
    "wait_ended": "A series of follow-ups ended.",
    "wait_resumed": "A series of follow-ups goes on.",
    "authorization_requested": "A paper is ready to be signed.",
    "authorization_expired": "A paper ended.",
    "authorization_renewal_made": "A new paper is ready, before the old one ends.",
    "request_made": "A request to an office was made.",
    "request_ready": "The letter to an office may leave.",
    "request_sent": "Our first letter left for the office.",
    "request_answered": "The office answered all of a request.",
    "request_cancelled": "A request was called off.",
    "request_ended_by_death": "A request ended because the patient died.",
    "patient_holds_items": "The patient holds these and brings them.",
    "answers_wanted": "The patient is asked for what the intake left open.",
    "fax_confirmed": "The fax gateway confirmed the fax.",
    "fax_refused": "The fax gateway did not take the fax.",
    "items_missing": "Some of what was asked for did not come.",
    "item_wanted_again": "A record is asked for again.",
    "essential_unavailable": "An essential record is not to be had.",
    "legal_date_moved": "The office's legal date moved.",
    "document_filed": "A document was filed.",
    "document_quarantined": "A document was locked away.",
    "document_read": "Somebody opened a document.",
    "material_lent": "Material was lent.",
    "sender_owed_notice": "The sender of somebody else's record is to be told.",
    "shortlist_made": "Providers that fit were looked for.",
    "shortlist_offered": "The patient is offered providers to choose from.",
    "referral_made": "The second provider was asked to take the case.",
    "referral_lapsed": "The second provider did not answer in time.",
    "appointment_released": "An opening is free again.",
    "packet_indexed": "The packet of records was put together.",
    "packet_grown": "Something was added to the packet.",
    "packet_access_revoked": "The packet cannot be opened any more.",
    "opinion_drafted": "What the first opinion says was drafted from the intake.",
    "comparison_made": "The opinions were put side by side.",
    "third_opinion_relevant": "A third opinion may be offered.",
    "partially_blinded": "The packet is sealed only in part.",
    "estimate_owed": "The patient is owed an estimate of the cost.",
    "fee_within_limit": "The fee is within what the patient agreed to pay.",
    "document_moved": "A document went to the case it belongs to.",
    "patient_asked_again": "The patient was looked for once more.",
    "rested_unreachable": "The case rests: the patient cannot be reached.",
    "send_now_asked": "Somebody let a message leave at once.",
    "clarification_wanted": "A provider is to be asked back.",
    "clarification_sent": "A provider was asked back.",
    "copy_wanted": "The treating doctor is to get a copy.",
    "copy_sent": "The treating doctor's copy left.",
    "contact_added": "Somebody was added around the patient.",
    "deadline_risk_changed": "The deadline is closer, or farther, than before.",
    "priority_raised": "The priority rose.",
    "portal_entered": "Somebody came in through the portal.",
    "portal_links_revoked": "Links to the portal were taken back.",
    "letter_handed_over": "A letter was copied into the office's portal.",
    "next_step_made": "A next step was noted from an opinion.",
    "patient_came_of_age": "The patient came of age.",
    "review_planned": "A review was planned.",
    "own_form_filed": "The office's own form was filed.",
    "office_asked_again": "The office is asked again.",
    "effect_uncertain": "It is not clear whether something left.",
    "effect_settled": "It was settled whether something had left.",
    "effect_dead": "Something could not be sent.",
    "playbook_adopted": "The case follows another version of the playbook from now on.",
    "corrected": "A fact that was recorded wrongly was put right.",
}
"""Entries that no person records. One that is not here is told by its name."""

LABELS = {
    "stage": "Stage", "request": "Office", "item": "Record", "items": "Records", "document": "Document",
    "outcome": "Outcome", "evidence": "How we know", "channel": "By", "kind": "What", "work_item": "What",
    "on": "Day", "due_on": "Due by law", "until": "Until", "amount_minor": "Amount", "reason": "Reason",
    "basis": "Ground", "cause": "Cause", "name": "What", "to": "To", "status": "Status", "priority": "Priority",
    "expires_on": "Ends", "fact": "Fact", "seq": "Entry", "level": "Level", "agreed_by": "Agreed by",
    "review_on": "Looked at again", "starts_at": "At", "mode": "How", "dated": "Date of service", "matched": "Matched",
    "risk": "Risk", "decision": "Decision", "ladder": "Series", "rung": "Step",
    "version": "Version",
}  # fmt: skip


def sentence(name: str) -> str:
    """What happened, in general."""
    if name in SAYS:
        return SAYS[name]
    return FACTS[name].says if name in FACTS else f"{name.replace('_', ' ').capitalize()}."


def details(case: Case, name: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What it was about, in words; ids that nothing is known of are left out."""
    found = []
    for key, value in data.items():
        if value in (None, "", []) or (key == "kind" and name.startswith("wait")):
            continue
        words = _READ[key](case, value) if key in _READ else _plain(key, value)
        if words and key in LABELS:
            found.append((LABELS[key], words))
    return list(dict.fromkeys(found))


def message_sentence(case: Case, name: str, data: Mapping[str, Any]) -> str:
    """``Request for records to Mercy Hospital, records office, by fax: sent``."""
    request = case.request(data.get("request") or "")
    to = desk_words(request) if request else ROLES.get(data["to_role"], data["to_role"])
    proof = f", {data['proof'].replace('_', ' ')}" if data.get("proof") else ""
    return f"{title_of(name)} to {to}, by {CHANNELS.get(data['channel'], data['channel'])}: {_status(data)}{proof}."


def _status(data: Mapping[str, Any]) -> str:
    return str(data["status"]).replace("_", " ")


def _plain(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(key, one) for one in value)
    text = str(value)
    return "" if is_id(text) else in_days(text.replace("_", " "))


def _request(case: Case, value: Any) -> str:
    request = case.request(str(value))
    return desk_words(request) if request else ""


def _items(case: Case, value: Any) -> str:
    named = {item.id: item_words(item, request) for request in case.requests for item in request.items}
    types = {item.id: type_words(item.record_type) for request in case.requests for item in request.items}
    ids = value if isinstance(value, list) else [value]
    words = named if len(ids) == 1 else types
    return ", ".join(words.get(str(one)) or _plain("", one) for one in ids)


def _document(case: Case, value: Any) -> str:
    document = next((d for d in case.documents if d.id == value), None)
    return type_words(document.kind) if document else ""


def _work_item(case: Case, value: Any) -> str:
    item = next((w for w in case.work_items if w.id == value), None)
    return ASKED[item.kind].title if item else ""


def _kind(_case: Case, value: Any) -> str:
    return next((asked.title for kind, asked in ASKED.items() if kind.value == value), _plain("", value))


_READ: Mapping[str, Callable[[Case, Any], str]] = {
    "request": _request,
    "item": _items,
    "items": _items,
    "document": _document,
    "work_item": _work_item,
    "kind": _kind,
    "stage": lambda _, value: next((w for stage, w in STAGES.items() if stage.value == value), str(value)),
    "evidence": lambda _, value: next((w for kind, w in RECEIPTS.items() if kind.value == value), str(value)),
    "channel": lambda _, value: CHANNELS.get(str(value), str(value)),
    "amount_minor": lambda _, value: money(int(value)),
    "starts_at": lambda case, value: moment_in(str(value), case.patient.time_zone),
    "fact": lambda _, value: str(value).replace("_", " "),
    "name": lambda _, value: title_of(str(value)),
}
