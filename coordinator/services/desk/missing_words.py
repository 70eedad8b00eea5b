"""What keeps a case from moving on: each thing in a sentence, with the button that ends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from coordinator.domain.case import Case
from coordinator.domain.errors import Reason
from coordinator.domain.guards import missing
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.services.desk.case_words import desk_words, type_words, with_types
from coordinator.services.desk.day_in_words import in_days


class Asks(NamedTuple):
    """What a reason asks for. ``fact`` is what ends it; ``page`` the tab of the case on which that is done best."""

    says: str
    does: str
    fact: str = ""
    page: str = ""


ASKS: Mapping[str, Asks] = {
    "identity.not_verified": Asks("The patient's identity is not checked", "Record the check", "identity_verified"),
    "representative.missing": Asks(
        "A parent or guardian must act for a minor", "Show the authority", "authority_shown"
    ),
    "capacity.unsettled": Asks(
        "Somebody with authority must act for the patient", "Show the authority", "authority_shown"
    ),
    "terms.not_accepted": Asks("The patient has not accepted the terms", "Record that they accept", "terms_accepted"),
    "contact.not_verified": Asks(
        "No address or number of the patient has answered yet", "Confirm one", "contact_verified"
    ),
    "emergency.now": Asks("This is an emergency: people act first", "Say it is over", "missing_answered"),
    "scope.legal_dispute": Asks("It is wanted for a dispute, which we do not do", "Say it is not", "missing_answered"),
    "answer.missing": Asks("The intake left something open", "Answer it", "missing_answered"),
    "case.not_accepted": Asks("Nobody has taken the case on", "Take it on", "case_accepted"),
    "source.missing": Asks("Nobody was named who has an essential record", "Name an office", "source_added"),
    "item.needed": Asks("Not asked for yet", "Open the request", "document_verified", "records"),
    "item.requested": Asks("The office owes it", "Open the request", "document_verified", "records"),
    "item.acknowledged": Asks("The office owes it", "Open the request", "document_verified", "records"),
    "item.to_review": Asks("It came, and nobody has checked it", "Check it", "document_verified", "records"),
    "item.not_available": Asks("The office has none", "Do without it", "item_waived"),
    "item.refused": Asks("The office refused it", "Do without it", "item_waived"),
    "item.too_old": Asks("It is too old to rest on", "Open the request", "document_verified", "records"),
    "document.quarantined": Asks("A document may be somebody else's", "End the quarantine", "quarantine_ended"),
    "packet.not_indexed": Asks("The packet is put together as soon as the rest is here", ""),
    "provider.not_chosen": Asks("No provider is chosen", "Choose one", "provider_chosen", "scheduling"),
    "referral.not_accepted": Asks(
        "The provider's office has not taken the case", "Record that they take it", "referral_accepted"
    ),
    "appointment.not_booked": Asks("No visit is booked", "Book the visit", "appointment_booked"),
    "office.wants": Asks("The office wants something before the visit", "Settle it", "office_want_settled"),
    "prior_authorization.outside_window": Asks(
        "The approval does not cover the day of the visit", "Record an approval", "prior_authorization"
    ),
    "prior_authorization.visits_used": Asks(
        "The approval covers fewer visits", "Record an approval", "prior_authorization"
    ),
    "records.too_late": Asks(
        "The records come too late for the office", "Record that they accept the gap", "referral_accepted"
    ),
    "cost.not_agreed": Asks("It is not clear who pays", "Record an agreed price", "cost_agreed"),
    "interpreter.not_booked": Asks("No interpreter is booked", "Record a booked interpreter", "interpreter_booked"),
    "risk.not_acknowledged": Asks(
        "The visit is later than the deadline allows", "Record that the patient knows", "risk_acknowledged"
    ),
    "visit.not_attended": Asks("The visit has not taken place", "Record that it took place", "visit_attended"),
    "opinion.not_filed": Asks("The written opinion is not here", "File the opinion", "opinion_filed", "consultation"),
    "comparison.not_made": Asks("The comparison is not made yet", ""),
    "agreement.not_classified": Asks(
        "A clinical reviewer has not said how the opinions relate", "Classify", "agreement_classified", "comparison"
    ),
    "comparison.not_verified": Asks(
        "No second person has checked the comparison", "Check it", "comparison_verified", "comparison"
    ),
    "comparison.not_shared": Asks("The patient has not been given the comparison", "Share it", "comparison_shared"),
    "comparison.not_opened": Asks(
        "The patient has not seen the comparison", "Record that they saw it", "comparison_opened"
    ),
    "clarification.not_offered": Asks("Asking the providers back was not offered", "Offer it", "clarification_offered"),
    "copy.not_sent": Asks("The treating doctor's copy has not left", "Record that it got there", "copy_handed_over"),
    "decision.missing": Asks("The patient has not said what they decided", "Record the decision", "decision_recorded"),
}
"""Every code that a guard of the stages gives; a test holds this table and the guards together."""

FIELDS = {
    "screening.emergency_now": "whether this is an emergency now",
    "question.decision_deadline": "by when the patient must decide",
    "screening.legal_dispute": "whether it is for a dispute",
    "sources": "who has the records",
}
FIELD_OF = {"emergency.now": "screening.emergency_now", "scope.legal_dispute": "screening.legal_dispute"}
WITHOUT_DETAIL = (
    "identity.not_verified", "case.not_accepted", "cost.not_agreed", "packet.not_indexed", "representative.missing",
    "capacity.unsettled", "contact.not_verified", "risk.not_acknowledged", "agreement.not_classified", "copy.not_sent",
    "decision.missing",
)  # fmt: skip
"""Reasons whose detail only explains the rule."""


@dataclass(frozen=True)
class Missing:
    """What is missing. ``about`` and ``where`` say which, where there may be several; ``told`` fills in the form."""

    says: str
    about: str
    does: str
    fact: str = ""
    page: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    where: str = ""


def missing_words(case: Case, today: date) -> list[Missing]:
    """Why the case cannot leave its stage, in the order of the guard; nothing when it can.

    What one office owes on one request stands together: one row, one button.
    """
    named = {_detail(item, request): (item, request) for request in case.requests for item in request.items}
    found: dict[tuple[str, ...], Missing] = {}
    for place, reason in enumerate(missing(case, today)):
        one = _words(reason, named.get(reason.detail), case)
        key = (one.says, one.where, one.page) if one.page.startswith("records#") else (str(place),)
        known = found.get(key)
        found[key] = replace(known, about=f"{known.about}, {one.about[:1].lower()}{one.about[1:]}") if known else one
    return list(found.values())


def _detail(item: RecordItem, request: RecordRequest) -> str:
    return f"{item.record_type} from {request.organization_name} ({request.department})"


def _words(reason: Reason, found: tuple[RecordItem, RecordRequest] | None, case: Case) -> Missing:
    asks = ASKS.get(reason.code) or Asks(reason.code.replace(".", ": ").replace("_", " "), "")
    if found is not None and reason.code.startswith("item."):
        item, request = found
        page = _waiting_document(item, case) if reason.code == "item.to_review" else ""
        page = page or (asks.page and f"{asks.page}#request-{request.id}")
        words, where = type_words(item.record_type), desk_words(request)
        return Missing(asks.says, words, asks.does, asks.fact, page, {"item": item.id}, where)
    about, told = "" if reason.code in WITHOUT_DETAIL else in_days(with_types(reason.detail)), {}
    if asks.fact == "missing_answered":
        name = FIELD_OF.get(reason.code, reason.detail)
        about, told = FIELDS.get(name, "") if name == reason.detail else "", {"field": name}
    elif reason.code == "document.quarantined":
        about, told = "", {"document": reason.detail}
    return Missing(asks.says, about[:1].upper() + about[1:], asks.does, asks.fact, asks.page, told)


def _waiting_document(item: RecordItem, case: Case) -> str:
    """The page of the document that waits for its check, where one came."""
    waiting = [d.id for d in case.documents if d.item_id == item.id and d.live and d.verified_at is None]
    return f"documents/{waiting[0]}" if waiting else ""
