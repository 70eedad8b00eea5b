"""What follows once the patient saw the side by side: information on a third opinion, the copy, the survey."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.facts.memory import remember
from coordinator.domain.treating import COPY, COPY_BY_HAND, treating_desk
from coordinator.domain.words import DiagnosisAgreement, TreatmentAgreement, WorkItemKind
from coordinator.playbook.book import Book

TOLD_OF_THIRD = "third_opinion_told"


def tell_of_third(case: Case, event: Event, book: Book, act: Act) -> None:
    """Neutral information on a third opinion, once, after a reviewer said that the opinions lie apart (§8.5).

    It is held until a person lets it go, and nobody is told after a third opinion.
    """
    comparison = case.comparison()
    if comparison is None or comparison.opened_at is None or case.third_opinion_wanted:
        return
    grave = (
        comparison.diagnosis_confirmed == DiagnosisAgreement.CHANGED
        or comparison.treatment_confirmed == TreatmentAgreement.MAJOR_CHANGE
    )
    if grave and TOLD_OF_THIRD not in case.answers:
        remember(case, TOLD_OF_THIRD, True)
        case.note("third_opinion_relevant", act, comparison=comparison.id)


def offer_copy(case: Case, event: Event, book: Book, act: Act) -> None:
    """The treating doctor's copy, once the patient agreed and has the comparison; a person lets it go (§1.7)."""
    comparison = case.comparison()
    ready = comparison is not None and comparison.shared_at is not None
    if case.copy_to_treating != "yes" or not ready or case.answers.get(COPY) or case.answers.get("copy_ordered"):
        return
    remember(case, "copy_ordered", True)
    if treating_desk(case) is None:
        case.ask(WorkItemKind.CALL_PROVIDER, act, code=COPY_BY_HAND)
    else:
        case.note("copy_wanted", act)
