"""Why opinions differ, as far as it can be told: which documents each author had (``domain.md`` §8.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coordinator.domain.document import Document
from coordinator.domain.opinion import Opinion
from coordinator.domain.opinion_content import stated


@dataclass(frozen=True)
class Seen:
    """What one author had before them. ``had`` and ``had_not`` hold record types; ``said`` is False where the author
    does not say, and then nothing is inferred.
    """

    ordinal: int
    author: str
    said: bool
    had: tuple[str, ...]
    had_not: tuple[str, ...]
    documents: tuple[str, ...] = ()


def materials(opinions: Sequence[Opinion], documents: Sequence[Document], kinds: Sequence[str]) -> list[Seen]:
    """For each opinion what it rests on, and what it does not name of all that is known in the case.

    ``kinds`` are the record types that were verified, whether or not a file was kept of them.
    """
    of_document = {d.id: str(d.kind) for d in documents}
    told = {o.ordinal: [str(m) for m in o.content.get("materials_seen") or () if stated(m)] for o in opinions}
    known = set(kinds) | {
        of_document.get(m, m) for seen in told.values() for m in seen if m in of_document or "-" not in m
    }
    found = []
    for opinion in sorted(opinions, key=lambda o: o.ordinal):
        seen = told[opinion.ordinal]
        had = {of_document.get(m, m) for m in seen if m in of_document or "-" not in m}
        found.append(
            Seen(
                ordinal=opinion.ordinal,
                author=opinion.author,
                said=bool(seen),
                had=tuple(sorted(had)),
                had_not=tuple(sorted(known - had)) if seen else (),
                documents=tuple(m for m in seen if m in of_document),
            )
        )
    return found


def in_words(seen: Seen, label: Mapping[str, str]) -> str:
    """One neutral sentence a patient may read: what the author had, or that they did not say."""
    if not seen.said:
        return f"{seen.author} did not say which files they saw."
    had = ", ".join(label.get(kind, kind) for kind in seen.had)
    if not seen.had_not:
        return f"{seen.author} had: {had}."
    rest = ", ".join(label.get(kind, kind) for kind in seen.had_not)
    return f"{seen.author} had: {had}. They did not name: {rest}."
