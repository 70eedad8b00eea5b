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
    "what is kept back, such as SUD_PART2,HIV": "What is kept back.",
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
