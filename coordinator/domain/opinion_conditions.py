"""Conditions about what follows an opinion: questions back, the guide, the copy, next steps, follow-through."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.clarification import Clarification
from coordinator.domain.next_step import NextStep
from coordinator.domain.words import Stage


def clarification_settled(case: Case, subject: str) -> bool:
    """The author answered what was asked back, or nobody asks any more."""
    clarification = _clarification(case, subject)
    return clarification is None or not clarification.open


def clarification_open(case: Case, subject: str) -> bool:
    """What was asked back is not answered."""
    return not clarification_settled(case, subject)


def guide_settled(case: Case, subject: str) -> bool:
    """The decision guide was filled in, or the patient decided or does not want to record a decision."""
    return "decision_guide" in case.answers or case.decision_at is not None


def guide_open(case: Case, subject: str) -> bool:
    """The patient has neither filled in the guide nor decided."""
    return not guide_settled(case, subject)


def third_opinion_open(case: Case, subject: str) -> bool:
    """A third opinion may still be asked for: nobody decided, and none is on its way."""
    return case.decision_at is None and not case.third_opinion_wanted


def copy_agreed(case: Case, subject: str) -> bool:
    """The patient wants the treating doctor to have a copy, and it is not there by another way."""
    return case.copy_to_treating == "yes" and case.answers.get("copy") is None


def survey_settled(case: Case, subject: str) -> bool:
    """The closing survey was answered, or the case was opened again."""
    return "survey" in case.answers or case.stage is not Stage.CLOSED


def survey_open(case: Case, subject: str) -> bool:
    """The closing survey waits for an answer."""
    return not survey_settled(case, subject)


def told_after_2_days(case: Case, subject: str) -> bool:
    """The patient told how it went on, two days after the decision."""
    return "follow_through.2" in case.answers


def told_after_30_days(case: Case, subject: str) -> bool:
    """The patient told how it went on, 30 days after the decision."""
    return "follow_through.30" in case.answers


def told_after_90_days(case: Case, subject: str) -> bool:
    """The patient told how it went on, 90 days after the decision; nothing is asked after that."""
    return "follow_through.90" in case.answers


def step_settled(case: Case, subject: str) -> bool:
    """This next step was taken or dropped."""
    step = _step(case, subject)
    return step is None or not step.open


def step_open(case: Case, subject: str) -> bool:
    """This next step is still to be taken."""
    return not step_settled(case, subject)


def _clarification(case: Case, subject: str) -> Clarification | None:
    return next((c for c in case.clarifications if c.id == subject), None)


def _step(case: Case, subject: str) -> NextStep | None:
    return next((s for s in case.next_steps if s.id == subject), None)


OPINION_CONDITIONS = (
    clarification_settled,
    clarification_open,
    guide_settled,
    guide_open,
    third_opinion_open,
    copy_agreed,
    survey_settled,
    survey_open,
    told_after_2_days,
    told_after_30_days,
    told_after_90_days,
    step_settled,
    step_open,
)
