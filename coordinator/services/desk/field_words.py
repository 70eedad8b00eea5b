"""How the form of a fact asks for its keys. The registry's own words are for those who type a command."""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.domain.facts.fact import Key, Kind

BY_KIND: Mapping[Kind, str] = {
    Kind.REQUEST: "Which request",
    Kind.ITEM: "Which record",
    Kind.ITEM_OR_TYPE: "Which record",
    Kind.ITEMS: "Which records",
    Kind.AUTHORIZATION: "Which paper",
    Kind.CONTACT_POINT: "Which address or number",
    Kind.CONTACT: "Who",
    Kind.DOCUMENT: "Which document",
    Kind.WORK_ITEM: "Which work",
    Kind.PROVIDER: "Which provider",
    Kind.SLOT: "Which opening",
    Kind.REFERRAL: "Which offer",
    Kind.NEXT_STEP: "Which next step",
}
"""Labels of what is chosen from a list."""

LABELS: Mapping[str, str] = {
    "amount_minor": "Amount in cents",
    "at": "When it happened",
    "basis_claimed": "What they charge for",
    "can": "Can the patient travel",
    "cause": "Why",
    "channel": "By which way",
    "dated": "Date of service",
    "department": "Which desk answers",
    "evidence": "How we know",
    "how": "How",
    "items": "Which records",
    "labels": "What makes it sensitive",
    "legible": "Can it be read well",
    "may_be_told": "May be told",
    "matched": "What of the patient stands on it",
    "mode": "How they meet",
    "network": "In the plan's network",
    "note": "Note",
    "on": "Day",
    "outcome": "What came of it",
    "reason": "Why",
    "signer": "Who signed",
    "starts_at": "Begins",
    "to": "To whom",
    "type": "What it is",
    "value": "What it is now",
    "about": "Which offer or visit",
    "accessions": "Accession numbers",
    "agreed": "Do they want it",
    "agreed_by": "Who agreed",
    "appeal_by": "Last day to appeal",
    "basis": "On what ground",
    "board": "Which board or register",
    "by": "By whom",
    "categories": "What is kept back",
    "code": "Status code of the mail system",
    "count": "How many",
    "courier": "Which courier",
    "day": "How long after the decision",
    "documents": "Which documents",
    "duplicate": "Is it the same thing",
    "email": "E-mail address",
    "effect": "Which order",
    "everything": "Every address and number of theirs",
    "expires_event": "Ends earlier",
    "expires_on": "Last day it holds",
    "fax": "Fax number",
    "field": "Which question",
    "file": "The opinion",
    "filter": "Which filter",
    "from": "Covers from",
    "gap_accepted": "What they do without",
    "happened": "Did it happen",
    "hardness": "Can it move",
    "in_effect": "May they act now",
    "initials": "What is initialled",
    "kind": "What was wrong",
    "legal_basis": "On what ground",
    "letter": "Which letter",
    "level": "How it was checked",
    "messages": "Which messages",
    "method": "How it was signed",
    "option": "What is done instead",
    "pages": "Which pages",
    "parts": "Which parts",
    "per_page": "By the page",
    "phone": "Telephone number",
    "place": "Where",
    "present": "Who was there",
    "question": "Which question",
    "recuts": "Will recuts do",
    "review_on": "Looked at again on",
    "role": "Who they are",
    "said_by": "Who said so",
    "source": "Who told us",
    "status": "How it stands",
    "successor": "Who keeps its records now",
    "text_version": "Which text they were told",
    "tracking": "Courier's number",
    "tried": "What was tried",
    "visits": "How many visits",
    "with": "With whom",
    "written_on": "Date of the notice",
}
"""Of keys whose name alone would not be understood."""

HELPS: Mapping[str, str] = {
    "when it happened; now when left out": "Leave it empty for now.",
    "the call that this was; every open one about the same where left out": (
        "The call that this was. Left empty: every open one about the same."
    ),
    "the proposal; its code is the other case": "The proposal that two cases are one.",
    "record types, with commas": "What to ask them for.",
    "what came: ids or record types of this request, with commas": "What came.",
    "items or record types the provider's office does without, with commas": "What the provider's office does without.",
    "whom we called: patient, or the id of a contact or contact point": "Whom we called.",
    "patient, or the id of the representative who signed; patient": "Left empty: the patient.",
    "patient, or the id of a contact who may be told all": "Whom it is for.",
    "the id of a contact; the patient where it is left out": "Left empty: the patient.",
    "the id of a contact": "",
    "an id of the shortlist": "",
    "an id of the shortlist's slots": "",
    "why they differ (domain.md §8.4); needed where they do": "Why they differ. Needed where they do.",
    "how the diagnoses relate (domain.md §8.2)": "How the diagnoses relate.",
    "how the recommendations relate (domain.md §8.3)": "How the recommendations relate.",
    "slides and blocks treatment, everything else access_self": (
        "Left empty: slides and blocks for treatment, everything else by the patient's own right of access."
    ),
    "the item, by id or record type; left out for a document that answers none": (
        "The record that it answers. Left empty: it answers none."
    ),
    "the item, by id or record type, or a record type that has no source": "What is done without.",
    "the item that came, by id or record type": "What came.",
    "the item it answers, by id or record type": "The record that it answers.",
    "the item that is lent, by id or record type": "What is lent.",
    "the day by which the patient decides, or none": "A day as 2026-11-23, or the word none.",
    "the day on which the treatment begins, or none": "A day as 2026-11-23, or the word none.",
    "whose answer it is, by ordinal": "Of the first, second or third author.",
    "whose opinion, by ordinal": "Of the first, second or third author.",
    "whom to ask, by ordinal: 1,2; everybody who was silent": "Left empty: everybody who was silent.",
    "what is kept back, such as SUD_PART2,HIV": "",
    "1 channel, 2 sign-in, 3 government ID or known in person; 3": "Left empty: we saw an ID, or know them in person.",
    "sensitive categories initialled, such as HIV,GENETIC": "The kinds beside which the patient's initials stand.",
    "where the signature can be looked at, such as the id of a signing service": "Where the signature can be seen.",
    "the ground: psychotherapy_notes, litigation, inmate, research, privacy_act, confidential_source, "
    "endangers_life, harms_other, harm_by_representative, unpaid_bill, not_to_patients, other_provider, "
    "reason_wanted, other; or in the office's own words": (
        "Psychotherapy notes, litigation, inmate, research, privacy act, confidential source, endangers life, harms "
        "other, harm by representative, unpaid bill, not to patients, other provider, reason wanted; or in the "
        "office's own words."
    ),
    "why: out_of_scope, no_capacity, needs_tissue_first, conflict, other; other words count as other": "",
    "how they meet; needed with starts_at": "Needed where the visit is at no listed opening.",
    "why, as far as it is known: transport, fear, felt_too_ill, cost, wrong_time_zone, admitted, other, or in words": (
        "As far as it is known."
    ),
    "the opinion file (interface.md)": "It is easier under Consultation, where an opinion is entered as a form.",
    "what the office wanted, as it stands in office_wants": "As it stands under Scheduling.",
    "an id of the question bank (`coordinator questions`)": "Questions are chosen under Consultation.",
    "an id of the patient's list, as `case show` prints it": "The patient's questions stand under Consultation.",
    "the one question that is asked, for focused_question": "The one question that is asked, where only one is.",
    "a tag such as en, es or es-MX": "We write in English and Spanish. Who reads neither is called.",
    "the order that left as this fax, as `effects list` prints it": "",
    "the id of the referral or appointment": "",
    "the id of a referral or an appointment": "",
    "the id of a referral, appointment or question back, for a fax to a provider": "For a fax to a provider.",
    "the id of the printed letter, as `case communications` prints it": "Letters for the post stand under Print.",
    "the id of a next step": "",
    **dict.fromkeys(
        (
            "the record request",
            "the record request it was about",
            "what came of it",
            "the document",
            "the paper",
            "the contact point",
            "the work item",
            "the note",
            "why",
            "how much",
            "how fast",
            "what it is",
            "where it is",
            "how far it is",
            "how the patient told us",
            "when it begins",
            "its date of service",
            "which desk answers",
            "the day the office named",
            "what makes it sensitive",
            "whether it can be read well",
        ),
        "",
    ),
}
"""What the form says instead of words that speak of ids, commas and other things of a command."""


def label_of(key: Key, listed: bool) -> str:
    """What stands over the field. ``listed``: it is chosen from things of this case."""
    if listed and key.kind in BY_KIND and key.name not in LABELS:
        return BY_KIND[key.kind]
    return LABELS.get(key.name) or key.name.replace("_", " ").capitalize()


def help_of(key: Key) -> str:
    """What stands below it, as a sentence."""
    said = HELPS.get(key.help, key.help)
    return said and sentence(said)


def missing_words(key: Key) -> str:
    """What to do about a field that was left empty."""
    if key.kind in (Kind.ITEMS, Kind.LIST) and (key.options or key.kind is Kind.ITEMS):
        return "Choose at least one."
    if key.kind in BY_KIND or key.options or key.kind in (Kind.STAFF, Kind.FLAG):
        return "Choose one of the list."
    if key.kind in (Kind.DATE, Kind.MOMENT, Kind.START):
        return "Name the day." if key.kind is Kind.DATE else "Name the day and the time."
    return "Fill this in."


def sentence(words: str) -> str:
    """A capital at its beginning, and a full stop."""
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!", "//")) else ".")
