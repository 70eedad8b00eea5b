"""What a sealed packet must not say: who gave an earlier opinion, where, and what they suggest (``domain.md`` §8.6)."""

from __future__ import annotations

import re

from coordinator.domain.case import Case
from coordinator.domain.opinion_content import NOT_STATED, Content, leaf, recommendations

LEFT_OUT = "[left out]"

SHORTEST_NAME = 3
"""A surname of two letters is too often a word."""


def without_earlier_opinions(text: str, case: Case) -> str:
    """The patient's own words without an earlier author, their house, or their recommendation."""
    for said in _phrases(case):
        text = re.sub(re.escape(said), LEFT_OUT, text, flags=re.IGNORECASE)
    for name in _surnames(case):
        text = re.sub(rf"\b{re.escape(name)}\b", LEFT_OUT, text, flags=re.IGNORECASE)
    return text


def _phrases(case: Case) -> list[str]:
    """The longest first, so that a name within a longer phrase leaves no rest of it."""
    first = case.intake.get("first_opinion") or {}
    told = [first.get("recommendation"), first.get("provider"), first.get("organization")]
    for opinion in case.opinions:
        if opinion.ordinal < case.wanted_ordinal:
            author = opinion.content.get("author") or {}
            told += [opinion.author, leaf(author, "organization"), *_recommended(opinion.content)]
    said = {str(one) for one in told if one and one != NOT_STATED}
    return sorted(said, key=len, reverse=True)


def _recommended(content: Content) -> list[str]:
    return [leaf(entry, "name") for entry in recommendations(content)]


def _surnames(case: Case) -> list[str]:
    first = case.intake.get("first_opinion") or {}
    authors = [str(first.get("provider") or "")]
    authors += [o.author for o in case.opinions if o.ordinal < case.wanted_ordinal and o.author != NOT_STATED]
    surnames = [author.split()[-1] for author in authors if author.split()]
    return [name for name in dict.fromkeys(surnames) if len(name) >= SHORTEST_NAME]
