"""What a correction's page says of the things of a case: which office and records, and what is done instead."""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.domain.case import Case
from coordinator.domain.facts import FACTS
from coordinator.domain.facts.correction import LASTING, REPLACED_ONLY
from coordinator.domain.facts.fact import Kind
from coordinator.services.desk.case_words import desk_words, type_words
from coordinator.services.desk.event_words import details
from coordinator.services.desk.looking_back import Left
from coordinator.services.desk.mail_words import reader_words

NAMED = (Kind.REQUEST, Kind.ITEM, Kind.ITEMS, Kind.ITEM_OR_TYPE)
BY_REOPENING = "Open the case again, with the reason."
INSTEAD: Mapping[str, str] = {
    "withdrawn": BY_REOPENING,
    "patient_died": f"{BY_REOPENING} A supervisor does that.",
    "case_closed": BY_REOPENING,
    "case_declined": BY_REOPENING,
    "case_reopened": "Close the case again.",
    "letter_approved": "The letter may have left. Under Messages, Waiting, one that has not left can be cancelled.",
    "letter_withheld": "Under Messages, Waiting, the letter can be tried again.",
    "handover_accepted": "Hand the case back.",
    "slot_held": "Let the opening go.",
    "slot_released": "Keep the opening again, if it is still free.",
    "opinion_unsealed": "What was seen was seen.",
    "message_written": "Cancel it under Messages, Waiting, before it leaves. What left was read.",
    "fax_failed": "The next try is ordered. Under Messages, Waiting, it can be cancelled before it leaves.",
    "quarantine_ended": "The file is gone from here. The sender can send it again.",
}
"""What is done where a fact is not corrected; the words of ``LASTING`` are for those who type commands."""

ONLY_REPLACED: Mapping[str, str] = {
    "case_accepted": "requests were made of it. Say who the navigator is, or close the case.",
    "opinion_filed": "the comparison is made of it. Put the right opinion in its place.",
    "no_written_opinion": "the comparison is made of it. Put the right opinion in its place.",
}


def instead(fact: str) -> str:
    """Empty for a fact that is corrected."""
    return INSTEAD.get(fact, LASTING.get(fact, ""))


def only_replaced(fact: str) -> str:
    """Why it is put right but not taken back; empty for others."""
    return ONLY_REPLACED.get(fact, REPLACED_ONLY.get(fact, ""))


def things_of(case: Case, fact: str, values: Mapping[str, object]) -> list[tuple[str, str]]:
    """The office and the records that a fact was told of, each with its label; the case must have its requests."""
    known = FACTS.get(fact)
    keys = [key.name for key in known.keys if key.kind in NAMED] if known is not None else []
    told = {key: values[key] for key in keys if values.get(key)}
    return details(case, fact, {key: value.split(",") if key == "items" and isinstance(value, str) else value
                                for key, value in told.items()})  # fmt: skip


def reader_of(case: Case, left: Left) -> str:
    """``the patient``; ``Mercy Hospital, pathology (Pathology report)`` for what went to an office."""
    request = case.request(left.request) if left.request else None
    if request is None:
        return reader_words(left.to_role)
    return f"{desk_words(request)} ({', '.join(type_words(item.record_type) for item in request.items)})"
