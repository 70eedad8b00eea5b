"""Where each thing of an opinion is written: document, page, and a quote of at most 25 words (``domain.md`` §8.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from coordinator.domain.document import Document
from coordinator.domain.opinion import Opinion
from coordinator.domain.opinion_content import Content, entries, stated
from coordinator.domain.opinion_file import POINTED_TEXTS as PLAIN
from coordinator.domain.words import RecordType

POINTED: Final[Mapping[str, str]] = {
    "diagnoses": "diagnosis",
    "recommendations": "recommendation",
    "alternatives": "alternatives",
    "against": "advised_against",
    "expected_outcomes": "benefits",
    "risks": "risks",
    "trials": "trials",
    "further_tests": "further_tests",
}
"""Lists of the opinion file whose entries carry their own pointer, and the row each is read into."""


def documented(opinion: Opinion, documents: Sequence[Document]) -> bool:
    """True when the author's own document is on file: named at filing, pointed to, or a second-opinion report."""
    ids = {d.id for d in documents}
    if opinion.document_id in ids or any(s.get("document") in ids for s in _pointers(opinion.content)):
        return True
    return opinion.ordinal > 1 and any(d.kind == RecordType.SECOND_OPINION for d in documents)


def unsourced(content: Content) -> list[str]:
    """Rows that say something without a whole pointer; texts are listed too where the file points for any of them."""
    found = [
        row for key, row in POINTED.items() if any(not _whole(entry.get("source")) for entry in entries(content, key))
    ]
    pointers = content.get("sources")
    told: Mapping[str, Any] = pointers if isinstance(pointers, Mapping) else {}
    return found + [key for key in PLAIN if stated(content.get(key)) and not _whole(told.get(key))]


def unpointed(content: Content) -> list[str]:
    """What keeps a documented opinion from being verified. A file of the older form has no place to point for a text:
    such texts count only once the file points for one of them.
    """
    pointers = content.get("sources")
    points_for_texts = isinstance(pointers, Mapping) and any(_whole(one) for one in pointers.values())
    return [row for row in unsourced(content) if points_for_texts or row not in PLAIN]


def _pointers(content: Content) -> list[Mapping[str, Any]]:
    found = [entry["source"] for key in POINTED for entry in entries(content, key) if entry.get("source")]
    pointers = content.get("sources")
    found += list(pointers.values()) if isinstance(pointers, Mapping) else []
    return [one for one in found if isinstance(one, Mapping)]


def _whole(source: object) -> bool:
    return isinstance(source, Mapping) and all(stated(source.get(key)) for key in ("document", "page", "quote"))
