"""L12: what a provider's office is told before it accepts a case, with or without the first opinion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import Locale

from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.labels import LABELS
from coordinator.correspondence.packet_values import PacketBlock
from coordinator.domain.case import Case
from coordinator.domain.guards import without_source
from coordinator.domain.plan_options import FOCUSED_QUESTION
from coordinator.domain.sealed_words import without_earlier_opinions
from coordinator.domain.visit import Referral
from coordinator.domain.words import Disclosure, ItemStatus, VisitMode
from coordinator.services.rendering.opinion_values import question_lines
from coordinator.services.rendering.packet_pages import index_lines, timeline_lines
from coordinator.services.rendering.patient_sheets import supplements_of, worry_of
from coordinator.services.rendering.subject_matter import SubjectMatter

ANSWER_BUSINESS_DAYS = 5
"""How long an office has to answer where the referral names no day (``domain.md`` §1.5)."""

_MODES = {
    VisitMode.IN_PERSON: "a visit in person",
    VisitMode.VIDEO: "a visit by video",
    VisitMode.RECORD_REVIEW: "a review of the records",
}
_CLOSED_BOOK = (ItemStatus.VERIFIED, ItemStatus.WAIVED, ItemStatus.SUPERSEDED)


def packet_block(referral: Referral, on: date, about: SubjectMatter) -> PacketBlock:
    """The packet for one referral. Sealed, it holds neither the first recommendation nor its author (§8.6)."""
    case = about.case
    sealed = case.disclosure is Disclosure.SEALED
    first = case.intake.get("first_opinion") or {}
    clinician = ", ".join(str(first[key]) for key in ("provider", "organization") if first.get(key))
    question = case.intake.get("question") or {}
    return PacketBlock(
        question=_told(next(reversed(about.written(FOCUSED_QUESTION)), question.get("text")), case, sealed),
        documents=index_lines(case, sealed, on) or ("none yet: the records are being collected and will follow",),
        answer_by=referral.accept_by or about.calendar().add(on, ANSWER_BUSINESS_DAYS),
        decision_by=case.deadline_on,
        mode=_mode(referral, case),
        condition=_condition(question, case, sealed),
        interpreter=_interpreter(case),
        sealed=sealed,
        first_clinician="" if sealed else clinician,
        first_recommendation="" if sealed else str(first.get("recommendation") or ""),
        safety=_safety(case, sealed, on),
        worry=_told(worry_of(about), case, sealed),
        other_treatments=tuple(_told(one, case, sealed) for one in supplements_of(about)),
        questions=tuple(_told(one, case, sealed) for one in question_lines(about)),
        gaps=gaps_of(case),
        timeline=timeline_lines(case, on),
    )


def _told(words: str | None, case: Case, sealed: bool) -> str:
    text = words or ""
    return without_earlier_opinions(text, case) if sealed else text


def _condition(question: Mapping[str, Any], case: Case, sealed: bool) -> str:
    """What the patient was told they have, with its code; the words of the first opinion stay out when sealed."""
    told = question.get("condition") or {}
    label = _told(told.get("label"), case, sealed)
    return f"{label} (ICD-10-CM {case.icd10cm})" if label and case.icd10cm else label


def _interpreter(case: Case) -> str:
    """The language to book one for; empty when none is needed."""
    if not case.patient.interpreter:
        return ""
    return f"needed, {Locale.parse(case.patient.language, sep='-').get_display_name('en')}"


def _mode(referral: Referral, case: Case) -> str:
    appointment = case.appointment()
    if appointment is not None and appointment.provider.id == referral.provider.id:
        return _MODES[appointment.mode]
    return " or ".join(_MODES[VisitMode(mode)] for mode in referral.provider.profile.get("modes") or [])


def _safety(case: Case, sealed: bool, today: date) -> tuple[str, ...]:
    """What is never withheld: allergies, treatment begun, the day of a scheduled one. Sealed, its kind stays out."""
    told = case.intake.get("history") or {}
    allergies = case.answers.get("allergies") or case.intake.get("allergies")
    listed = ", ".join(map(str, allergies)) if isinstance(allergies, list) else str(allergies or "")
    lines = [f"allergies: {listed}"] if listed else []
    if told.get("chemo_or_radiation"):
        lines.append("chemotherapy or radiation has been given")
    if told.get("implant"):
        lines.append("an implant or device is in place")
    if case.treatment_on is not None:
        what = (case.intake.get("treatment_scheduled") or {}).get("what")
        kind = f" ({what})" if what and not sealed else ""
        tense = "is" if case.treatment_on >= today else "was"
        lines.append(f"treatment {tense} scheduled for {letter_date(case.treatment_on)}{kind}")
    return tuple(lines)


def gaps_of(case: Case) -> tuple[str, ...]:
    """Essential records that are not here, and those that nobody could be asked for."""
    missing = [LABELS[i.record_type].name for i in case.items() if i.essential and i.status not in _CLOSED_BOOK]
    sourceless = [" or ".join(LABELS[t].name for t in need.types) for need in without_source(case)]
    return tuple(dict.fromkeys((*missing, *sourceless)))
