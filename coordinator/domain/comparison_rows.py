"""The rows of a comparison, derived from what each opinion says (interface.md, "The comparison"), without judgement.

A row sets the words of the opinions side by side and says only whether they are the same words. Nothing is counted,
sorted by merit or left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any, Final

from coordinator.domain.comparison_fields import FIELDS, Said, alike
from coordinator.domain.opinion_content import NOT_STATED, Reading, stated

ASKED_BACK: Final = ("side_effects", "daily_life", "cost", "follow_up")
"""Rows whose silence is a question to the silent provider (``domain.md`` §12, Comparison)."""


class Relation(StrEnum):
    """How the values of one row relate, said for two opinions at a time."""

    SAME = "same"
    DIFFERS = "differs"
    ONLY_1 = "only_1"
    ONLY_2 = "only_2"
    ONLY_3 = "only_3"
    BOTH_SILENT = "both_silent"


@dataclass(slots=True)
class Row:
    """One field of the side by side. Keys of ``values`` and ``sources`` are ordinals as text: "1", "2", "3".

    ``relations`` holds the relation of every pair ("1-2"); ``relation`` is theirs when all pairs have the same one,
    else ``differs``. ``question`` is the id of the question asked back; whoever asks it fills it in.
    """

    field: str
    values: dict[str, str]
    relation: Relation
    relations: dict[str, Relation]
    sources: dict[str, dict[str, Any]]
    question: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The row as plain values, as ``case show`` prints it."""
        return {
            "field": self.field,
            "values": self.values,
            "relation": self.relation.value,
            "relations": {pair: relation.value for pair, relation in self.relations.items()},
            "sources": self.sources,
            "question": self.question,
        }


def rows(opinions: Mapping[int, Reading]) -> list[Row]:
    """All twenty rows in their fixed order, for two or three opinions by ordinal. Raises ``ValueError`` for fewer."""
    if len(opinions) < 2:
        raise ValueError("a comparison needs two opinions")
    by_ordinal = {str(ordinal): opinions[ordinal] for ordinal in sorted(opinions)}
    pairs = [(f"{a}-{b}", a, b) for a, b in combinations(by_ordinal, 2)]
    return [_row(field, {n: read(one) for n, one in by_ordinal.items()}, pairs) for field, read in FIELDS.items()]


def silent(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Questions owed: the field and the ordinal of the opinion that says nothing about it."""
    return [
        (row.field, int(ordinal))
        for row in rows
        if row.field in ASKED_BACK
        for ordinal, value in row.values.items()
        if value == NOT_STATED
    ]


def _row(field: str, said: Mapping[str, Said], pairs: Sequence[tuple[str, str, str]]) -> Row:
    values, sources = {}, {}
    for ordinal, told in said.items():
        values[ordinal] = told.text
        if told.entries and (source := _source(told)) is not None:
            sources[ordinal] = source
    relations = {pair: _relation(a, said[a], b, said[b]) for pair, a, b in pairs}
    found = set(relations.values())
    relation = found.pop() if len(found) == 1 else Relation.DIFFERS
    return Row(field, values, relation, relations, sources)


def _relation(a: str, said_a: Said, b: str, said_b: Said) -> Relation:
    speaks_a, speaks_b = said_a.text != NOT_STATED, said_b.text != NOT_STATED
    if speaks_a and speaks_b:
        return Relation.SAME if alike(said_a.compared, said_b.compared) else Relation.DIFFERS
    if speaks_a or speaks_b:
        return Relation(f"only_{a if speaks_a else b}")
    return Relation.BOTH_SILENT


def _source(told: Said) -> dict[str, Any] | None:
    """The pointer of the first entry that has one: document, page, quote."""
    for entry in told.entries:
        source = entry.get("source")
        if isinstance(source, (dict, Mapping)) and stated(source):
            return {key: source.get(key, NOT_STATED) for key in ("document", "page", "quote")}
    return None
