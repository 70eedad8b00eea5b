"""The comparison as it is read on paper: the patient's sheet, and what goes with the copy for the treating side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.labels import LABELS
from coordinator.correspondence.opinion_blocks import (
    CERTAINTY_WORDS,
    COLUMNS,
    GROUPS,
    ROW_LABELS,
    Column,
    ComparisonBlock,
    RowGroup,
    SheetRow,
)
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.materials import in_words, materials
from coordinator.domain.opinion import Opinion
from coordinator.domain.opinion_content import NOT_STATED, leaf, stated
from coordinator.domain.question import left_open, wording
from coordinator.domain.words import ItemStatus, OpinionStatus
from coordinator.services.question_bank import question_bank
from coordinator.services.rendering.subject_matter import SubjectMatter

KIND_LABELS: Mapping[str, str] = {str(kind): label.name.lower() for kind, label in LABELS.items()}

BASIS = {
    "exam": "after an examination",
    "video": "after a video visit",
    "record_review": "from the files",
    "recollection": "from memory",
}
RECOLLECTION = "Nothing in writing will come. This is what the patient remembers of the visit."
FROM_INTAKE = "This is what was told when the case was opened, not what the author wrote."
PARTLY_SEALED = "One of the files that this author read tells of the first opinion."


def comparison_block(about: SubjectMatter) -> ComparisonBlock:
    """The verified side by side. Raises ``Refused`` for a draft: nobody outside sees one (``domain.md`` §12)."""
    case = about.case
    comparison = case.comparison()
    if comparison is None:
        raise Refused("comparison.not_made", "there is none before two opinions are on file")
    if comparison.verified_at is None:
        raise Refused("comparison.not_verified", "a second person verifies it first")
    opinions = sorted(case.opinions, key=lambda o: o.ordinal)
    question = (case.intake.get("question") or {}).get("text") or ""
    return ComparisonBlock(
        columns=tuple(_column(case, opinion, about) for opinion in opinions),
        groups=_groups(comparison.rows, [str(o.ordinal) for o in opinions]),
        materials=tuple(in_words(seen, KIND_LABELS) for seen in seen_by(case)),
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


_NOTES = {"recollection": RECOLLECTION, "from_the_intake": FROM_INTAKE, "partially_blinded": PARTLY_SEALED}


def _column(case: Case, opinion: Opinion, about: SubjectMatter) -> Column:
    told = opinion.content.get("date")
    on = letter_date(date.fromisoformat(str(told))) if stated(told) else ""
    return Column(
        title=COLUMNS[opinion.ordinal - 1],
        author=opinion.author if opinion.author != NOT_STATED else "author not stated",
        on=on,
        basis=BASIS.get(str(opinion.content.get("basis_mode")), ""),
        note=" ".join(_NOTES[code] for code in warnings(case, opinion)),
    )


def _groups(rows: list[dict[str, Any]], ordinals: list[str]) -> tuple[RowGroup, ...]:
    found = []
    for relation, title in GROUPS:
        chosen = [row for row in rows if _kind(row) == relation]
        if chosen:
            found.append(RowGroup(title, tuple(_row(row, ordinals) for row in chosen)))
    return tuple(found)


def _kind(row: Mapping[str, Any]) -> str:
    relation = str(row["relation"])
    return "only" if relation.startswith("only_") else relation


def _row(row: Mapping[str, Any], ordinals: list[str]) -> SheetRow:
    cells = []
    for ordinal in ordinals:
        value = str(row["values"].get(ordinal, NOT_STATED))
        if row["field"] == "certainty":
            value = CERTAINTY_WORDS.get(value, value)
        cells.append("" if value == NOT_STATED else value)
    places = tuple(_place(row["sources"].get(ordinal)) for ordinal in ordinals)
    return SheetRow(ROW_LABELS[str(row["field"])], tuple(cells), places)


def _place(source: Mapping[str, Any] | None) -> str:
    """Where it is written, without the name of the file."""
    if not source or not stated(source.get("quote")):
        return ""
    page = source.get("page")
    return f"Page {page}: “{source['quote']}”" if stated(page) else f"“{source['quote']}”"


def _open_questions(case: Case, ordinal: int, about: SubjectMatter) -> tuple[str, ...]:
    waiting = set(left_open(case, ordinal))
    return tuple(text for name, text in wording(case, question_bank().by_id, about.texts) if name in waiting)
