"""The comparison as it is read on paper: the patient's sheet, and what goes with the copy for the treating side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from coordinator.correspondence.comparison_words import ComparisonWords, comparison_words
from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.labels import LABELS
from coordinator.correspondence.opinion_blocks import Column, ComparisonBlock, RowGroup, SheetRow
from coordinator.correspondence.patient_labels import record_type_name
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.materials import Seen, materials
from coordinator.domain.opinion import Opinion
from coordinator.domain.opinion_content import NOT_STATED, leaf, stated
from coordinator.domain.question import left_open, wording
from coordinator.domain.words import ItemStatus, OpinionStatus, RecordType
from coordinator.services.question_bank import question_bank
from coordinator.services.rendering.subject_matter import SubjectMatter

KIND_LABELS: Mapping[str, str] = {str(kind): label.name.lower() for kind, label in LABELS.items()}


def comparison_block(about: SubjectMatter) -> ComparisonBlock:
    """The verified side by side. Raises ``Refused`` for a draft: nobody outside sees one (``domain.md`` §12)."""
    case = about.case
    comparison = case.comparison()
    if comparison is None:
        raise Refused("comparison.not_made", "there is none before two opinions are on file")
    if comparison.verified_at is None:
        raise Refused("comparison.not_verified", "a second person verifies it first")
    opinions = sorted(case.opinions, key=lambda o: o.ordinal)
    words = comparison_words(about.language)
    question = (case.intake.get("question") or {}).get("text") or ""
    return ComparisonBlock(
        columns=tuple(_column(case, opinion, about, words) for opinion in opinions),
        groups=_groups(comparison.rows, [str(o.ordinal) for o in opinions], words),
        materials=tuple(_had(seen, words, about.language) for seen in seen_by(case)),
        open_questions=_open_questions(case, opinions[-1].ordinal, about),
        decision=str(question),
    )


def seen_by(case: Case) -> list[Any]:
    """What each author had in front of them, as far as they say."""
    verified = [item.record_type.value for item in case.items() if item.status is ItemStatus.VERIFIED]
    return materials(case.opinions, case.documents, verified)


def warnings(case: Case, opinion: Opinion) -> list[str]:
    """What a reader should know about where an opinion comes from (``domain.md`` §1.6, §8.6)."""
    found = []
    if leaf(opinion.content, "basis_mode") == "recollection":
        found.append("recollection")
    if opinion.status is OpinionStatus.DRAFT:
        found.append("from_the_intake")
    if opinion.ordinal > 1 and case.answers.get("partially_blinded"):
        found.append("partially_blinded")
    return found


def _column(case: Case, opinion: Opinion, about: SubjectMatter, words: ComparisonWords) -> Column:
    told = opinion.content.get("date")
    on = letter_date(date.fromisoformat(str(told)), about.language) if stated(told) else ""
    return Column(
        title=words.columns[opinion.ordinal - 1],
        author=opinion.author if opinion.author != NOT_STATED else words.no_author,
        on=on,
        basis=words.basis.get(str(opinion.content.get("basis_mode")), ""),
        note=" ".join(words.notes[code] for code in warnings(case, opinion)),
    )


def _groups(rows: list[dict[str, Any]], ordinals: list[str], words: ComparisonWords) -> tuple[RowGroup, ...]:
    found = []
    for relation, title in words.groups:
        chosen = [row for row in rows if _kind(row) == relation]
        if chosen:
            found.append(RowGroup(title, tuple(_row(row, ordinals, words) for row in chosen)))
    return tuple(found)


def _kind(row: Mapping[str, Any]) -> str:
    relation = str(row["relation"])
    return "only" if relation.startswith("only_") else relation


def _row(row: Mapping[str, Any], ordinals: list[str], words: ComparisonWords) -> SheetRow:
    name = str(row["field"])
    told = [str(row["values"].get(ordinal, NOT_STATED)) for ordinal in ordinals]
    cells = tuple("" if value == NOT_STATED else words.cell(name, value) for value in told)
    return SheetRow(words.rows[name], cells, tuple(_place(row["sources"].get(o), words) for o in ordinals))


def _place(source: Mapping[str, Any] | None, words: ComparisonWords) -> str:
    """Where it is written, without the name of the file."""
    if not source or not stated(source.get("quote")):
        return ""
    page = source.get("page")
    return words.page.format(page=page, quote=source["quote"]) if stated(page) else f"“{source['quote']}”"


def _had(seen: Seen, words: ComparisonWords, language: str) -> str:
    had, had_not = ([_kind_name(kind, language) for kind in kinds] for kinds in (seen.had, seen.had_not))
    return words.had_what(seen.author, had, had_not, said=seen.said)


def _kind_name(kind: str, language: str) -> str:
    """``imaging study, all series`` within a sentence; what is no record type of ours stays as it was written."""
    if kind not in KIND_LABELS:
        return kind
    name = record_type_name(RecordType(kind), language)
    return KIND_LABELS[kind] if language == "en" else name[:1].lower() + name[1:]


def _open_questions(case: Case, ordinal: int, about: SubjectMatter) -> tuple[str, ...]:
    waiting = set(left_open(case, ordinal))
    told = wording(case, question_bank().by_id, about.texts, language=about.language)
    return tuple(text for name, text in told if name in waiting)
