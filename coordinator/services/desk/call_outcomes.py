"""What came of a call, for each patient it was about: the facts that it is, recorded together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from coordinator.domain.calendar import at_local
from coordinator.domain.errors import Refused
from coordinator.domain.facts import FACTS
from coordinator.services.desk.calls import DESK, OFFICE, PATIENT, Whom
from coordinator.services.desk.fact_fields import problems_of
from coordinator.services.desk.one_call import Line
from coordinator.services.recording_together import record_together
from coordinator.services.world import World

CALL_AGAIN_AT = time(10)
"""In the zone of whom we call: when a call is due for which only the day was agreed."""

Values = dict[str, object]


class Outcome(NamedTuple):
    """One thing that can come of a call. ``wants``: which further field it needs (``on``, ``amount``), or may take."""

    word: str
    label: str
    wants: str = ""
    follows: str = ""


OFFICE_OUTCOMES = (
    Outcome("has_it", "They have it", follows="the date the law gives them counts from today"),
    Outcome("promised", "They named a day", "on", "we keep still until the day after"),
    Outcome("sent_already", "They sent it already", follows="we wait for it, and remind them if it does not come"),
    Outcome("never_received", "They never got it", follows="it goes again, another way; both proofs are kept"),
    Outcome("own_form", "They want their own form", follows="the patient is asked to sign it"),
    Outcome("fee", "They want money", "amount", "the patient decides about it"),
    Outcome("reached", "We spoke about something else", follows="this call is done"),
    Outcome("left_message", "Left a message", "again"),
    Outcome("no_answer", "Nobody answered", "again"),
)
PERSON_OUTCOMES = (
    Outcome("reached", "We spoke", follows="this call is done"),
    Outcome("left_message", "Left a message", "again"),
    Outcome("no_answer", "Nobody answered", "again"),
)


@dataclass(frozen=True)
class Told:
    """What a form says about one line: as typed."""

    outcome: str
    on: str = ""
    amount: str = ""
    again: str = ""
    note: str = ""


@dataclass(frozen=True)
class Done:
    """What came of recording a line: the numbers of its events, or its problems by field."""

    line: Line
    label: str
    seqs: list[int] = field(default_factory=list)
    problems: Mapping[str, str] = field(default_factory=dict)


def outcomes_of(whom: Whom) -> tuple[Outcome, ...]:
    """What can come of a call to them."""
    if whom.sort == OFFICE:
        return tuple(outcome._replace(wants="") for outcome in PERSON_OUTCOMES)
    return OFFICE_OUTCOMES if whom.sort == DESK else PERSON_OUTCOMES


def record_outcome(world: World, whom: Whom, line: Line, told: Told, zone: str, by: str) -> Done:
    """Record one line; ``zone`` is where the telephone rings. Never raises ``Refused``: what is wrong comes back."""
    outcome = next((one for one in outcomes_of(whom) if one.word == told.outcome), None)
    if outcome is None:
        return Done(line, "", problems={"outcome": "Choose what came of it."})
    problems, facts = _facts(whom, line, outcome, told, zone)
    if problems:
        return Done(line, outcome.label, problems=problems)
    try:
        recorded = record_together(world, line.ref, facts, by=by)
    except Refused as refusal:
        return Done(line, outcome.label, problems=_at_fields(refusal))
    return Done(line, outcome.label, [one.seq for one in recorded if one.seq is not None])


def _facts(
    whom: Whom, line: Line, outcome: Outcome, told: Told, zone: str
) -> tuple[dict[str, str], list[tuple[str, Values]]]:
    note: Values = {"note": told.note.strip()} if told.note.strip() else {}
    about_request = whom.sort == DESK
    subject: Values = {"request": line.id} if about_request else {"work_item": line.id}
    if whom.sort == PATIENT:
        subject["contact"] = "patient"
    facts: list[tuple[str, Values]] = []
    problems: dict[str, str] = {}
    if outcome.wants == "on":
        if _day(told.on) is None:
            problems["on"] = "Which day did they name?"
        facts.append(("office_promised", {"request": line.id, "on": told.on.strip()}))
    if outcome.wants == "amount":
        cents = _cents(told.amount)
        if cents is None:
            problems["amount"] = "How much, in dollars? For example 25 or 12.50."
        facts.append(("fee_quoted", {"request": line.id, "amount_minor": str(cents)}))
    if outcome.word == "has_it":
        facts.append(("request_received", {"request": line.id, "evidence": "call"}))
    facts.append(("call_logged", {**subject, "outcome": outcome.word, **note}))
    if outcome.wants == "again" and told.again.strip():
        day = _day(told.again)
        if day is None:
            problems["again"] = "Which day? For example 2026-12-01."
        else:
            who = "office" if about_request else "patient" if whom.sort == PATIENT else "provider"
            at = at_local(day, CALL_AGAIN_AT, zone).isoformat()
            about: Values = {"request": line.id} if about_request else {}
            facts.append(("call_back_agreed", {"who": who, "when": at, **about}))
    return problems, facts


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _cents(typed: str) -> int | None:
    try:
        amount = Decimal(typed.strip().lstrip("$").replace(",", ""))
        cents = int((amount * 100).to_integral_exact())
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return cents if 0 < cents <= 10_000_000 and cents == amount * 100 else None


FIELDS = {"on": "on", "amount_minor": "amount", "when": "again", "note": "note"}
"""Which field of the form a key of a fact was typed in."""


def _at_fields(refusal: Refused) -> dict[str, str]:
    by_field, rest = problems_of(FACTS["call_logged"], refusal)
    named = FIELDS.get(refusal.field or "", "outcome")
    sentences = [*by_field.values(), *rest] or [refusal.detail or refusal.code]
    return {named: " ".join(sentences)}
