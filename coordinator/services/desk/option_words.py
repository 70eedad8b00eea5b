"""What the choices of a fact's form say; what is not here is a word of everybody's already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.words import RecordType
from coordinator.domain.words.sensitivity import Sensitivity
from coordinator.services.desk.case_words import BASES, CHANNELS, DEPARTMENTS, RECEIPTS, ROLES, TOLD, type_words
from coordinator.services.desk.comparison_shown import CAUSES, DIAGNOSIS, TREATMENT
from coordinator.services.desk.consultation_shown import CAUSES as MISSED
from coordinator.services.desk.line_words import CLOSED, PRIORITIES
from coordinator.services.desk.missing_words import FIELDS
from coordinator.services.desk.scheduling_shown import DECLINES, FILTERS, MODES, NETWORKS, ORDERS, TRAVELS
from coordinator.services.desk.spoken_words import language_words, languages

SENSITIVE: Mapping[str, str] = {
    Sensitivity.SUD_PART2: "substance use treatment",
    Sensitivity.PSYCHOTHERAPY: "psychotherapy notes",
    Sensitivity.MENTAL_HEALTH: "mental health",
    Sensitivity.HIV: "HIV",
    Sensitivity.GENETIC: "genetic tests",
    Sensitivity.REPRODUCTIVE: "reproductive health",
    Sensitivity.MINOR_CONFIDENTIAL: "confidential care of a minor",
}
ORDINALS = {"1": "the first opinion's author", "2": "the second opinion's author", "3": "the third opinion's author"}
TROUBLES = {
    "own_form": "they want their own form", "authorization": "something is wrong with the paper",
    "identity": "they want to know who the patient is", "unclear": "they do not understand it",
    "viewer_only": "it opens only in a viewer", "too_old": "it is too old",
}  # fmt: skip

WORDS: Mapping[str, Mapping[Any, str]] = {
    "agreed_by": {"provider": "the second provider's office", "patient": "the patient, with us"},
    "answer": {"answered": "it answers it", "left_open": "it leaves it open"},
    "basis": BASES,
    "basis_claimed": {"flat": "a flat sum", "search_retrieval": "search and retrieval"},
    "by": {**ORDINALS, **ORDERS, "patient": "the patient", "provider": "the provider's office"},
    "can": TRAVELS,
    "categories": SENSITIVE,
    "cause": {**CAUSES, **TROUBLES},
    "channel": CHANNELS,
    "day": {"2": "2 days after the decision", "30": "30 days after it", "90": "90 days after it"},
    "department": DEPARTMENTS,
    "diagnosis": DIAGNOSIS,
    "evidence": RECEIPTS,
    "expires_event": {"end_of_case": "when this case ends"},
    "field": FIELDS,
    "filter": FILTERS,
    "initials": SENSITIVE,
    "hardness": {"fixed": "it is fixed", "soft": "it can move"},
    "how": {"page": "on the page online", "phone": "on the telephone", "letter": "by letter"},
    "kind": {"hard": "the address is wrong", "soft": "it failed this time only"},
    "labels": SENSITIVE,
    "legal_basis": BASES,
    "level": {
        "1": "one way to reach them answered", "2": "they signed in", "3": "we saw an ID, or know them in person",
    },
    "matched": {"mrn": "record number", "accession": "accession number"},
    "may_be_told": {**TOLD, "nothing": "nothing"},
    "mode": MODES,
    "network": NETWORKS,
    "outcome": {"ours": "it is this patient's after all"},
    "priority": PRIORITIES,
    "reason": CLOSED,
    "role": ROLES,
    "to": ORDINALS,
    "treatment": TREATMENT,
    "tried": {
        "former_names": "former names", "date_range": "other dates", "sister_site": "other sites of theirs",
        "merged_practice": "a practice that was merged", "destroyed": "the office says that it was destroyed",
    },
    "who": {"navigator": "we", "office": "the records office", "patient": "the patient", "provider": "the provider"},
}  # fmt: skip
"""By the name of a key, and what it may hold."""

USUAL: Mapping[tuple[str, str], Mapping[Any, str]] = {
    ("referral_declined", "reason"): DECLINES,
    ("visit_missed", "cause"): MISSED,
    ("authorization_signed", "initials"): SENSITIVE,
    ("language_chosen", "language"): languages(),
}
"""By fact and key: what is chosen from, where a command would take any words."""


def option_words(key: str, value: str) -> str:
    """What one choice says."""
    if value in list(RecordType):
        return type_words(value)
    if key == "language":
        return language_words(value)
    return WORDS.get(key, {}).get(value) or value.replace("_", " ")
