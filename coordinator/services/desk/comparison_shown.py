"""The side by side as staff read it: rows in words, why the opinions differ, what is asked back, and what comes next.

Nothing is counted or ranked, no opinion is first among them, and no word says who is right (``domain.md`` §8.9).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coordinator.correspondence.comparison_words import ENGLISH
from coordinator.domain.case import Case
from coordinator.domain.comparison_rows import ASKED_BACK
from coordinator.domain.guards import classification_needed
from coordinator.domain.materials import in_words
from coordinator.domain.opinion import Comparison, Opinion
from coordinator.domain.opinion_content import NOT_STATED, stated
from coordinator.domain.opinion_sources import documented, unpointed
from coordinator.domain.question import answers_of, listed, wording
from coordinator.domain.words import WorkItemKind
from coordinator.services.question_bank import question_bank
from coordinator.services.rendering.side_by_side import KIND_LABELS, seen_by, warnings

RELATIONS: Mapping[str, str] = {
    "same": "said in the same way",
    "differs": "said differently",
    "only_1": "only the first says it",
    "only_2": "only the second says it",
    "only_3": "only the third says it",
    "both_silent": "nobody says it",
}
ORDINALS = ("", "first", "second", "third")

PROMPTS: Mapping[str, str] = {
    "same_on_main_points": "Both say the same on main points. Which questions remain?",
    "offer_missing_items": "The authors did not have the same files. Offer to send what is missing to the one who had"
    " less, and ask again.",
    "offer_expert_reread": "The same scans or slides were read differently. Offer an expert reading, or ask whether a"
    " further test would settle it.",
    "clarify_either": "Offer to ask either author what is unclear.",
    "clarify_both": "Offer to ask both authors what is unclear.",
    "offer_provider_call": "Offer a call between the two doctors.",
    "third_opinion_information": "Tell the patient that a third opinion is possible.",
    "third_opinion_prominent": "Tell the patient plainly that a third opinion is possible: a step cannot be undone.",
    "ask_about_safe_waiting": "The decision is due before a third opinion can be had. Ask the treating doctor about"
    " safe waiting.",
    "ask_about_board": "Both leave it open. Ask about a board of specialists or a program for rare illnesses.",
    "three_columns": "Three opinions stand side by side. What follows is the patient's to start.",
}
"""Offers for a person to make, none of them advice (``domain.md`` §8.5)."""

DIAGNOSIS = {
    "confirmed": "the same diagnosis", "refined": "more exact", "changed": "another diagnosis", "undetermined": "open",
}  # fmt: skip
TREATMENT = {
    "same": "the same treatment", "minor_change": "a small difference", "major_change": "a large difference",
    "not_comparable": "cannot be compared",
}  # fmt: skip
CAUSES = {
    "different_information": "they had different files",
    "different_reading": "they read the same files differently",
    "different_judgement": "they weigh the same facts differently",
}
WARNINGS = {
    "recollection": "Nothing in writing will come: this is what the patient remembers.",
    "from_the_intake": "From the intake: what was told when the case was opened, not what the author wrote.",
    "partially_blinded": "Something that this author read tells of the first opinion.",
}


@dataclass(frozen=True)
class Column:
    """One opinion. ``basis`` says how the author came to it; ``warnings`` what a reader should know."""

    ordinal: int
    title: str
    author: str
    on: str
    basis: str
    warnings: list[str]
    filed_by: str
    draft: bool
    unpointed: list[str]


@dataclass(frozen=True)
class Cell:
    """What one opinion says in a row; empty where it says nothing. ``place`` is the page and quote."""

    text: str
    document: str
    page: str
    quote: str


@dataclass(frozen=True)
class Line:
    """One row. ``relation`` in words; ``pairs`` where three opinions relate in different ways."""

    field: str
    name: str
    cells: list[Cell]
    kind: str
    relation: str
    pairs: list[str]
    asked: bool


@dataclass(frozen=True)
class AskedBack:
    """Something an opinion leaves open, as an open work item."""

    work_item: str
    ordinal: str
    whom: str
    about: str


@dataclass(frozen=True)
class Question:
    """One of the patient's questions, and whether each opinion answers it."""

    id: str
    text: str
    answers: list[tuple[int, str]]


@dataclass(frozen=True)
class Shown:
    """The tab. ``groups``: rows by what they have in common, as on the patient's sheet."""

    status: str
    columns: list[Column]
    groups: list[tuple[str, list[Line]]]
    materials: list[str]
    prompts: list[str]
    proposal: list[tuple[str, str, str]]
    classification_needed: bool
    asked_back: list[AskedBack]
    questions: list[Question]
    clarifications: list[dict[str, Any]]
    not_by: list[str]
    unpointed: list[str]


def comparison_shown(case: Case, texts: Mapping[int, Mapping[str, str]]) -> Shown | None:
    """What the tab shows of the comparison; ``None`` before two opinions are on file. No statement."""
    comparison = case.comparison()
    if comparison is None:
        return None
    opinions = sorted(case.opinions, key=lambda o: o.ordinal)
    asked = {field for item in case.open_items(WorkItemKind.ASK_BACK) for field in item.code.split(",")}
    lines = [_line(row, opinions, case, asked) for row in comparison.rows]
    return Shown(
        status=comparison.status.value,
        columns=[_column(case, opinion) for opinion in opinions],
        groups=[(title, [line for line in lines if line.kind == kind]) for kind, title in ENGLISH.groups],
        materials=[in_words(seen, KIND_LABELS) for seen in seen_by(case)],
        prompts=[PROMPTS.get(code, code.replace("_", " ")) for code in comparison.prompts],
        proposal=_proposal(comparison),
        classification_needed=classification_needed(case),
        asked_back=[
            AskedBack(item.id, item.about, _whom(case, item.about), _fields(item.code))
            for item in case.open_items(WorkItemKind.ASK_BACK)
        ],
        questions=_questions(case, texts, opinions),
        clarifications=[_clarification(case, one) for one in case.clarifications],
        not_by=sorted({opinion.filed_by for opinion in opinions}),
        unpointed=[f"{name} ({ORDINALS[o.ordinal]} opinion)" for o in opinions for name in _unpointed(case, o)],
    )


def _column(case: Case, opinion: Opinion) -> Column:
    told = opinion.content.get("date")
    return Column(
        ordinal=opinion.ordinal,
        title=ENGLISH.columns[opinion.ordinal - 1],
        author=opinion.author if opinion.author != NOT_STATED else ENGLISH.no_author,
        on=str(told) if stated(told) else "",
        basis=ENGLISH.basis.get(str(opinion.content.get("basis_mode")), ""),
        warnings=[WARNINGS[code] for code in warnings(case, opinion)],
        filed_by=opinion.filed_by,
        draft=opinion.status.value == "draft",
        unpointed=_unpointed(case, opinion),
    )


def _unpointed(case: Case, opinion: Opinion) -> list[str]:
    """Rows that keep a documented opinion from being verified, by their names."""
    if not documented(opinion, case.documents):
        return []
    return [ENGLISH.rows[name] for name in unpointed(opinion.content)]


def _line(row: Mapping[str, Any], opinions: Sequence[Opinion], case: Case, asked: set[str]) -> Line:
    relation, pairs = str(row["relation"]), dict(row.get("relations") or {})
    named = [f"{_pair(pair)}: {RELATIONS.get(str(one), str(one))}" for pair, one in pairs.items()]
    return Line(
        field=str(row["field"]),
        name=ENGLISH.rows[str(row["field"])],
        cells=[_cell(row, str(o.ordinal), case) for o in opinions],
        kind="only" if relation.startswith("only") else relation,
        relation=RELATIONS.get(relation, relation.replace("_", " ")),
        pairs=named if len(opinions) > 2 else [],
        asked=str(row["field"]) in asked and str(row["field"]) in ASKED_BACK,
    )


def _cell(row: Mapping[str, Any], ordinal: str, case: Case) -> Cell:
    value = str(row["values"].get(ordinal, NOT_STATED))
    source = (row.get("sources") or {}).get(ordinal) or {}
    named = next((d for d in case.documents if d.id == source.get("document")), None)
    return Cell(
        text="" if value == NOT_STATED else ENGLISH.cell(str(row["field"]), value),
        document=named.id if named is not None else "",
        page=str(source["page"]) if stated(source.get("page")) else "",
        quote=str(source["quote"]) if stated(source.get("quote")) else "",
    )


def _pair(pair: str) -> str:
    one, _, other = pair.partition("-")
    return f"{ORDINALS[int(one)]} and {ORDINALS[int(other)]}"


def _proposal(comparison: Comparison) -> list[tuple[str, str, str]]:
    """What is related, what the program proposes, and what a reviewer said; for staff only."""
    return [
        ("Diagnoses", DIAGNOSIS.get(comparison.diagnosis_proposed or "", "no proposal: a person picks"),
         DIAGNOSIS.get(comparison.diagnosis_confirmed or "", "")),
        ("Recommendations", TREATMENT.get(comparison.treatment_proposed or "", "no proposal: a person picks"),
         TREATMENT.get(comparison.treatment_confirmed or "", "")),
        ("Why they differ", CAUSES.get(comparison.cause_proposed or "", "no proposal: a person picks"),
         CAUSES.get(comparison.cause_confirmed or "", "")),
    ]  # fmt: skip


def _questions(case: Case, texts: Mapping[int, Mapping[str, str]], opinions: Sequence[Opinion]) -> list[Question]:
    worded = dict(wording(case, question_bank().by_id, texts, language="en"))
    answers = {o.ordinal: answers_of(case, o.ordinal) for o in opinions}
    return [
        Question(str(e["id"]), worded.get(str(e["id"]), ""), [(n, told[str(e["id"])]) for n, told in answers.items()])
        for e in listed(case)
    ]


def _clarification(case: Case, one: Any) -> dict[str, Any]:
    state = "answered" if one.answered_at else "asked" if one.sent_at else "waits for approval"
    return {
        "id": one.id, "whom": _whom(case, str(one.ordinal)), "about": _fields(",".join(one.fields)), "state": state,
        "ordinal": one.ordinal, "at": one.answered_at or one.sent_at or one.made_at,
        "work_item": next((w.id for w in case.work_items if w.open and w.about == one.id
                           and w.kind is WorkItemKind.APPROVE_LETTER), ""),
    }  # fmt: skip


def _whom(case: Case, ordinal: str) -> str:
    opinion = case.opinion(int(ordinal)) if ordinal.isdigit() else None
    return opinion.author if opinion is not None and opinion.author != NOT_STATED else f"author {ordinal}"


def _fields(code: str) -> str:
    names = {**ENGLISH.rows, "questions": "The patient's questions"}
    return ", ".join(names.get(name, name.replace("_", " ")) for name in code.split(",") if name) or "its wording"
