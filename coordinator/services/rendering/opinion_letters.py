"""L15 to the author of an opinion, and L16 with both opinions to the treating side."""

from __future__ import annotations

from datetime import date

from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.labels import LABELS
from coordinator.correspondence.letter_values import LetterValues, Recipient
from coordinator.correspondence.opinion_blocks import ClarificationBlock, CopyBlock
from coordinator.domain.calendar import local
from coordinator.domain.clarification import Clarification
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.opinion_content import stated
from coordinator.domain.question import QUESTIONS, left_open, wording
from coordinator.domain.routes import Route, provider_of
from coordinator.domain.sheet_mark import mark_of
from coordinator.domain.words import ItemStatus
from coordinator.services.question_bank import question_bank
from coordinator.services.rendering.patient_lines import patient_lines
from coordinator.services.rendering.recipient import desk_recipient, provider_recipient
from coordinator.services.rendering.side_by_side import comparison_block
from coordinator.services.rendering.subject_matter import SubjectMatter

ANSWER_BUSINESS_DAYS = 5
"""How long an author has to answer before the reminder of the same day (``domain.md`` §5, L15)."""

OPINION_LETTERS = ("l15-clarification-request", "l15-clarification-reminder", "l16-copy-to-treating")

ASKED: dict[str, str] = {
    "side_effects": "What side effects should the patient expect from what you suggest, soon and later?",
    "daily_life": "What would it mean for daily life: work, sleep, driving, family?",
    "cost": "What is the patient likely to pay, and who can tell exactly?",
    "follow_up": "What follow-up do you suggest, with whom and when?",
}
"""One neutral question for each row that must never stay silent (``domain.md`` §12)."""


def opinion_letter(effect: Effect, route: Route, about: SubjectMatter) -> LetterValues:
    """The values of L15 or L16, dated where it is read. Raises ``Refused`` or ``NotFound`` for what is missing."""
    case, on = about.case, local(about.now, route.time_zone).date()
    return LetterValues(
        reference=case.ref,
        on=on,
        brand=about.brand,
        to=_to(effect, route, about),
        patient=patient_lines(case.patient),
        channel=route.channel,
        copy=_copy(about) if effect.name.startswith("l16") else None,
        clarification=_clarification(effect, on, about) if effect.name.startswith("l15") else None,
        mark=mark_of(effect.subject),
    )


def first_clinician(about: SubjectMatter) -> str:
    """Who gave the first opinion, as far as the case says."""
    return str((about.case.intake.get("first_opinion") or {}).get("provider") or "")


def _to(effect: Effect, route: Route, about: SubjectMatter) -> Recipient:
    if route.desk is not None:
        to = desk_recipient(route.desk, effect.name)
        return Recipient(to.organization, to.department, to.postal, first_clinician(about), to.fax, to.phone, to.portal)
    provider = provider_of(about.case, effect.subject)
    if provider is None:
        raise NotFound("provider.unknown", effect.subject)
    return provider_recipient(provider)


def _clarification(effect: Effect, on: date, about: SubjectMatter) -> ClarificationBlock:
    asked = next((c for c in about.case.clarifications if c.id == effect.subject), None)
    if asked is None:
        raise NotFound("clarification.unknown", effect.subject)
    opinion = about.case.opinion(asked.ordinal)
    questions = _questions(asked, about)
    if opinion is None or not questions:
        raise Refused("clarification.empty", asked.id)
    told = opinion.content.get("date")
    return ClarificationBlock(
        author=opinion.author,
        questions=tuple(questions),
        answer_by=about.calendar().add(on, ANSWER_BUSINESS_DAYS),
        opinion_on=date.fromisoformat(str(told)) if stated(told) else None,
        reminder=effect.name == "l15-clarification-reminder",
    )


def _questions(asked: Clarification, about: SubjectMatter) -> list[str]:
    """What a person wrote down first, then what the opinion leaves out, then what it leaves open itself."""
    case = about.case
    written = about.texts.get(asked.text_seq or 0, {}).get("text", "")
    found = [line.strip(" -\t") for line in written.splitlines() if line.strip(" -\t")]
    found += [ASKED[name] for name in asked.fields if name in ASKED]
    if QUESTIONS in asked.fields:
        opinion = case.opinion(asked.ordinal)
        waiting = set(left_open(case, asked.ordinal))
        found += [
            text
            for name, text in wording(case, question_bank().by_id, about.texts, language=about.language)
            if name in waiting
        ]
        found += [str(q) for q in (opinion.content.get("questions_unanswered") if opinion else None) or () if stated(q)]
    return list(dict.fromkeys(found))


def _copy(about: SubjectMatter) -> CopyBlock:
    """Both opinions as the patient has them, and what there was to read."""
    items = [
        f"{LABELS[item.record_type].name}, {request.organization_name}"
        + (f", received {letter_date(item.received_at.date())}" if item.received_at else "")
        for request in about.case.requests
        for item in request.items
        if item.status is ItemStatus.VERIFIED
    ]
    return CopyBlock(comparison_block(about), tuple(items), first_clinician(about))
