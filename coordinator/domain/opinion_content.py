"""How the content of an opinion is read: leading diagnosis, recommendations in order, what was stated at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

NOT_STATED: Final = "not_stated"
"""What a leaf holds when the provider said nothing about it. It is never the same as "no"."""

Content = Mapping[str, Any]
"""An opinion as ``parse_opinion`` leaves it: every leaf a value or ``not_stated``, every list a list."""


def stated(value: object) -> bool:
    """True when somebody said something here; an empty list or a group of silent leaves says nothing."""
    if isinstance(value, str):  # most leaves are
        return value not in ("", NOT_STATED)
    if isinstance(value, (dict, Mapping)):  # nearly all are dicts, and to ask for a mapping takes longer
        for key, told in value.items():  # noqa: SIM110 - asked of every entry; any() over a generator takes twice as long
            if key != "source" and stated(told):
                return True
        return False
    if isinstance(value, (list, tuple)):
        return any(stated(item) for item in value)
    return value is not None


def entries(content: Content, key: str) -> list[Mapping[str, Any]]:
    """The entries of one list that say something."""
    listed = content.get(key)
    return [entry for entry in listed if stated(entry)] if isinstance(listed, list) else []


@dataclass(slots=True)
class Reading:
    """An opinion as it is compared, what every question comes back to read once: its diagnoses, the leading one, its
    recommendations by rank, and the main one, which is the first that is more than another test.
    """

    content: Content
    diagnoses: list[Mapping[str, Any]]
    head: Mapping[str, Any] | None
    recommendations: list[Mapping[str, Any]]
    main: Mapping[str, Any] | None


def reading(content: Content) -> Reading:
    """Read an opinion in order to compare it."""
    diagnoses, ranked = entries(content, "diagnoses"), recommendations(content)
    main = ranked[0] if ranked else None  # of nothing but tests the first
    for recommendation in ranked:
        if leaf(recommendation, "modality") != "further_testing":
            main = recommendation
            break
    return Reading(content, diagnoses, _head(diagnoses), ranked, main)


def _head(diagnoses: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The diagnosis marked primary; else the first without a role; ``None`` where only differentials are named."""
    for role in ("primary", NOT_STATED):
        for diagnosis in diagnoses:
            if leaf(diagnosis, "role") == role:
                return diagnosis
    return None


def recommendations(content: Content) -> list[Mapping[str, Any]]:
    """What was recommended, by rank; entries without a rank follow in the order of the file."""

    def place(recommendation: Mapping[str, Any]) -> tuple[bool, int]:
        rank = recommendation.get("rank")
        return (not isinstance(rank, int), rank if isinstance(rank, int) else 0)

    found = entries(content, "recommendations")
    return sorted(found, key=place) if len(found) > 1 else found


def leaf(entry: Mapping[str, Any], key: str) -> str:
    """One leaf as text; ``not_stated`` when it is missing."""
    value = entry.get(key)
    if isinstance(value, str):
        return value or NOT_STATED
    return str(value) if stated(value) else NOT_STATED


def plain(text: str) -> str:
    """Text for comparing wording: letter case, spacing and a closing full stop set aside."""
    return " ".join(text.casefold().split()).rstrip(".")


def words(text: str) -> frozenset[str]:
    """The words of a text for finding one name within another."""
    return frozenset(re.findall(r"\w+", text.casefold()))
