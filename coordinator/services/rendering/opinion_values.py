"""The values of the messages around the opinions: questions, the guide, next steps, follow-through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from coordinator.correspondence.dates import reader_date, reader_time
from coordinator.correspondence.parts import PartValue
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound
from coordinator.domain.question import wording
from coordinator.domain.words import Disclosure
from coordinator.services.question_bank import question_bank
from coordinator.services.rendering.subject_matter import SubjectMatter

Values = Mapping[str, PartValue]

RUNG_DAYS = {"day-2": 2, "day-30": 30, "day-90": 90}
"""How long after the decision each look of the ladder follow-through is."""


def question_lines(about: SubjectMatter) -> list[str]:
    """The patient's list as it is read aloud at the visit, in the language of its reader."""
    sealed = about.case.disclosure is Disclosure.SEALED
    return [
        text
        for _, text in wording(about.case, question_bank().by_id, about.texts, language=about.language, sealed=sealed)
    ]


def _nothing(effect: Effect, about: SubjectMatter) -> Values:
    return {}


def _guide(effect: Effect, about: SubjectMatter) -> Values:
    day = about.case.deadline_on
    return {"decide_by": _words(day, about) if day is not None and day >= about.today else ""}


def _next_step(effect: Effect, about: SubjectMatter) -> Values:
    step = next((s for s in about.case.next_steps if s.id == effect.subject), None)
    if step is None:
        raise NotFound("next_step.unknown", effect.subject)
    zone = about.case.patient.time_zone
    return {
        "due": _words(step.due_on, about),
        "visit_time": reader_time(step.starts_at, zone, about.language) if step.starts_at else "",
        "what": step.what,
    }


def _follow_through(effect: Effect, about: SubjectMatter) -> Values:
    """A mail that was held up still says which look it is."""
    return {"days": RUNG_DAYS.get(effect.rung or "", 2)}


def _words(day: date, about: SubjectMatter) -> str:
    return reader_date(day, about.language)


OPINION_VALUES: Mapping[str, Callable[[Effect, SubjectMatter], Values]] = {
    "m27-clarification-answer": _nothing,
    "m28-third-opinion-info": _nothing,
    "m29-decision-guide": _guide,
    "m30-closing-survey": _nothing,
    "m34-next-step": _next_step,
    "m35-follow-through": _follow_through,
}
