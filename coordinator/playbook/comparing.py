"""The side by side: made by the engine from the opinions, classified and verified by people (``domain.md`` §8, §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coordinator.domain.agreement import (
    both_uncertain,
    irreversible_step,
    needs_reviewer,
    prompts,
    propose_cause,
    propose_diagnosis,
    propose_treatment,
)
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.comparison_rows import Row, rows, silent
from coordinator.domain.event import Act
from coordinator.domain.opinion import Comparison, Opinion
from coordinator.domain.opinion_content import Reading, reading, stated
from coordinator.domain.opinion_file import draft_from_intake
from coordinator.domain.question import QUESTIONS, left_open
from coordinator.domain.words import ComparisonStatus, OpinionStatus, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.scheduling import back_plan

THIRD = 3
"""The ordinal after which nothing is chased: three columns, no vote, no counting."""


def draft_first_opinion(case: Case, act: Act) -> None:
    """Opinion 1 as the intake tells it; its filer is whoever loaded the intake."""
    if case.opinion(1) is not None:
        return
    told = case.intake.get("first_opinion") or {}
    content = draft_from_intake(told)
    author = told.get("provider") or told.get("organization") or "not_stated"
    opinion = Opinion(act.new_id(), 1, author, content, case.filed_by, act.now, OpinionStatus.DRAFT)
    case.opinions.append(opinion)
    case.note("opinion_drafted", act, opinion=opinion.id, ordinal=1)


def compare(case: Case, book: Book, act: Act) -> None:
    """Make the comparison, or make it again: same id, back to draft, every verification withdrawn."""
    opinions = sorted(case.opinions, key=lambda o: o.ordinal)
    if len(opinions) < 2:
        return
    comparison = case.comparison()
    if comparison is None:
        comparison = Comparison(act.new_id(), act.now)
        case.comparisons.append(comparison)
    read = {o.ordinal: reading(o.content) for o in opinions}
    made = rows(read)
    comparison.made_at, comparison.status = act.now, ComparisonStatus.DRAFT
    comparison.verified_by = comparison.verified_at = comparison.shared_at = comparison.opened_at = None
    comparison.diagnosis_confirmed = comparison.treatment_confirmed = comparison.cause_confirmed = None
    comparison.classified_by = None
    first, latest = opinions[0], opinions[-1]
    a, b = read[first.ordinal], read[latest.ordinal]
    _propose(case, comparison, a, b, third=latest.ordinal == THIRD, too_late=third_too_late(case, book, act))
    case.note("comparison_made", act, comparison=comparison.id, opinions=[o.ordinal for o in opinions])
    if needs_reviewer(a, b):
        case.ask(WorkItemKind.CLASSIFY_AGREEMENT, act, about=comparison.id)
    case.ask(WorkItemKind.VERIFY_COMPARISON, act, about=comparison.id)
    wanted = {}
    for opinion in opinions if latest.ordinal < THIRD else ():  # afterwards only the patient starts anything (§8.5)
        fields = [field for field, who in silent(made) if who == opinion.ordinal] + _open_questions(case, opinion)
        wanted[str(opinion.ordinal)] = ",".join(fields)
    _ask_back(case, wanted, act)
    comparison.rows = [row.as_json() for row in _with_questions(case, made)]


def _ask_back(case: Case, wanted: Mapping[str, str], act: Act) -> None:
    """One question back for each author who left something open; one that says something else now takes its place."""
    for item in case.open_items(WorkItemKind.ASK_BACK):
        if wanted.get(item.about) != item.code:
            item.end(act.now, act.by)
            case.note("work_item_ended", act, work_item=item.id, kind=item.kind)
    for about, code in wanted.items():
        if code:
            case.ask(WorkItemKind.ASK_BACK, act, about=about, code=code)


def third_too_late(case: Case, book: Book, act: Act) -> bool:
    """True when a provider asked today could not have the packet in time for the decision (``domain.md`` §8.5)."""
    made = back_plan(case, book)
    if made is None:
        return False
    today = local(act.now, case.patient.time_zone).date()
    return made.packet_by < book.calendar().add(today, 1)


def _open_questions(case: Case, opinion: Opinion) -> list[str]:
    """Questions the author names as unanswered, or a person found to be (``domain.md`` §8.1)."""
    named = any(stated(question) for question in opinion.content.get("questions_unanswered") or ())
    return [QUESTIONS] if named or left_open(case, opinion.ordinal) else []


def _with_questions(case: Case, made: Sequence[Row]) -> Sequence[Row]:
    """Each silent row names the work item that asks the silent provider back."""
    for item in case.open_items(WorkItemKind.ASK_BACK):
        asked = item.code.split(",")
        for row in made:
            if row.field in asked:
                row.question = item.id
    return made


def _propose(case: Case, comparison: Comparison, a: Reading, b: Reading, *, third: bool, too_late: bool) -> None:
    materials = {d.id: d.kind for d in case.documents}
    diagnosis, treatment, cause = propose_diagnosis(a, b), propose_treatment(a, b), propose_cause(a, b, materials)
    comparison.diagnosis_proposed, comparison.treatment_proposed = diagnosis, treatment
    comparison.cause_proposed = cause
    comparison.prompts = list(
        prompts(
            diagnosis,
            treatment,
            cause,
            irreversible=irreversible_step(a, b),
            uncertain=both_uncertain(a, b),
            third_opinion=third,
            third_too_late=too_late,
        )
    )
