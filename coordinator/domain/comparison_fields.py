"""How each field of a comparison is read from an opinion. Codes are shown as words; wording is the provider's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from coordinator.domain.opinion_content import (
    NOT_STATED,
    Reading,
    entries,
    leaf,
    plain,
    stated,
)


class Said(NamedTuple):
    """What one opinion says in one row: the text shown, what is compared, and the entries it was read from.

    Within ``compared`` a silent leaf (``not_stated``) of a tuple contradicts nothing.
    """

    text: str
    compared: object
    entries: tuple[Mapping[str, Any], ...] = ()


SILENT: Final = Said(NOT_STATED, NOT_STATED)


def alike(one: object, other: object) -> bool:
    """Whether two ``compared`` values say the same."""
    if isinstance(one, _Named) and isinstance(other, _Named):
        return one.same_as(other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return NOT_STATED in (one, other) or one == other


def _shown(code: str) -> str:
    return code.replace("_", " ")


def _joined(parts: Sequence[str], separator: str = ", ") -> str:
    return separator.join(part for part in parts if part not in ("", NOT_STATED)) or NOT_STATED


def _list(texts: Sequence[str], found: Sequence[Mapping[str, Any]] = (), *, in_order: bool = False) -> Said:
    """Several entries in one cell. Their order counts only where the provider ranked them."""
    spoken = [text for text in texts if text != NOT_STATED]
    if not spoken:
        return SILENT
    compared = [plain(text) for text in spoken]
    return Said("; ".join(spoken), tuple(compared) if in_order else frozenset(compared), tuple(found))


class _Named(NamedTuple):
    """One diagnosis as it is compared: a code speaks for its label."""

    place: int
    ruled_out: bool
    code: str
    label: str
    side: str

    def same_as(self, other: _Named) -> bool:
        coded = NOT_STATED not in (self.code, other.code)
        same_name = self.code == other.code if coded else self.label == other.label
        same_side = self.side == other.side or NOT_STATED in (self.side, other.side)
        return same_name and same_side and (self.place, self.ruled_out) == (other.place, other.ruled_out)


def _diagnosis(one: Reading) -> Said:
    """Every diagnosis named, the leading one first, those ruled out marked as such."""
    head = one.head
    named = sorted(one.diagnoses, key=lambda d: d is not head)
    if not named:
        return SILENT
    texts, compared = [], []
    for diagnosis in named:
        code, label, role = leaf(diagnosis, "icd10cm"), leaf(diagnosis, "label"), leaf(diagnosis, "role")
        ruled_out = leaf(diagnosis, "certainty") == "ruled_out"
        side = leaf(diagnosis, "laterality")
        marks = _joined((code, side if side not in plain(label) else "", "" if diagnosis is head else role))
        name = label if label != NOT_STATED else "label not stated"
        texts.append(("ruled out: " if ruled_out else "") + name + (f" ({marks})" if marks != NOT_STATED else ""))
        place = 0 if diagnosis is head else 1
        compared.append(_Named(place, ruled_out, code.upper(), plain(label), side))
    return Said("; ".join(texts), tuple(sorted(compared)), tuple(named))


def _head(read: Callable[[Mapping[str, Any]], str]) -> Callable[[Reading], Said]:
    """A field of the leading diagnosis."""

    def said(one: Reading) -> Said:
        head = one.head
        text = read(head) if head is not None else NOT_STATED
        return Said(text, plain(text), (head,) if head is not None else ()) if text != NOT_STATED else SILENT

    return said


def _stage(diagnosis: Mapping[str, Any]) -> str:
    stage = diagnosis.get("stage")
    if not isinstance(stage, Mapping) or not stated(stage.get("value")):
        return NOT_STATED
    return _joined((leaf(stage, "value"), f"by {stage['system']}" if stated(stage.get("system")) else ""))


def _biomarkers(one: Reading) -> Said:
    head = one.head
    markers = entries(head, "biomarkers") if head is not None else []
    return _list([f"{leaf(m, 'name')}: {_shown(leaf(m, 'value'))}" for m in markers], [head] if head else [])


def _reasoning(one: Reading) -> Said:
    named = [d for d in one.diagnoses if stated(d.get("reasoning"))]
    return _list([leaf(d, "reasoning") for d in named], named)


def _recommendation(one: Reading) -> Said:
    """Every recommendation by rank, with its kind, its detail and whether it can be undone."""
    ranked = one.recommendations
    undone = {"yes": "can be undone", "no": "cannot be undone", "partly": "can partly be undone"}
    texts, compared = [], []
    for recommendation in ranked:
        kind, name = leaf(recommendation, "modality"), leaf(recommendation, "name")
        about = _joined((leaf(recommendation, "detail"), undone.get(leaf(recommendation, "reversible"), "")))
        head = name if name != NOT_STATED else _shown(kind) if kind != NOT_STATED else about
        kind_shown = f" ({_shown(kind)})" if NOT_STATED not in (name, kind) else ""
        texts.append(head + kind_shown + (f": {about}" if about not in (NOT_STATED, head) else ""))
        reversible, detail = leaf(recommendation, "reversible"), plain(leaf(recommendation, "detail"))
        compared.append(
            (kind, plain(name), reversible, (detail != NOT_STATED, detail))
        )  # a detail more is a difference
    return Said("; ".join(texts), tuple(compared), tuple(ranked)) if texts else SILENT


def _of_recommendations(key: str) -> Callable[[Reading], Said]:
    """One code of every recommendation, by rank; named where there are several."""

    def said(one: Reading) -> Said:
        ranked = one.recommendations
        spoken = [r for r in ranked if leaf(r, key) != NOT_STATED]
        texts = []
        for recommendation in spoken:
            text = _WORDS.get(leaf(recommendation, key), _shown(leaf(recommendation, key)))
            name = _joined((leaf(recommendation, "name"),))
            texts.append(f"{name}: {text}" if len(ranked) > 1 and name != NOT_STATED else text)
        return _list(texts, spoken, in_order=True)

    return said


_WORDS: Final = {
    "week": "within a week",
    "month": "within a month",
    "quarter": "within three months",
    "none": "no time named",
}
"""Urgency codes as a patient reads them."""


def _listed(key: str, *leaves: str) -> Callable[[Reading], Said]:
    """A list of the opinion, each entry as its leaves in this order."""

    def said(one: Reading) -> Said:
        found = entries(one.content, key)
        return _list([_joined([leaf(entry, name) for name in leaves]) for entry in found], found)

    return said


def _text(key: str) -> Callable[[Reading], Said]:
    def said(one: Reading) -> Said:
        text = leaf(one.content, key)
        pointer = (one.content.get("sources") or {}).get(key)
        return Said(text, plain(text), ({"source": pointer},) if pointer else ()) if text != NOT_STATED else SILENT

    return said


def _uncertainty(one: Reading) -> Said:
    """What the provider calls uncertain, and the questions they say they leave open."""
    asked = [str(question) for question in one.content.get("questions_unanswered") or () if stated(question)]
    return _list([leaf(one.content, "uncertainty"), *asked])


def _shown_leaf(entry: Mapping[str, Any], key: str) -> str:
    value = leaf(entry, key)
    return value if value == NOT_STATED else _shown(value)


FIELDS: Final[dict[str, Callable[[Reading], Said]]] = {
    "diagnosis": _diagnosis,
    "certainty": _head(lambda diagnosis: _shown_leaf(diagnosis, "certainty")),
    "stage": _head(_stage),
    "grade": _head(lambda diagnosis: leaf(diagnosis, "grade")),
    "biomarkers": _biomarkers,
    "reasoning": _reasoning,
    "recommendation": _recommendation,
    "intent": _of_recommendations("intent"),
    "timing": _of_recommendations("urgency"),
    "alternatives": _listed("alternatives", "name"),
    "advised_against": _listed("against", "name"),
    "benefits": _listed("expected_outcomes", "outcome", "estimate", "horizon"),
    "risks": _listed("risks", "what", "likelihood", "severity"),
    "side_effects": _text("side_effects"),
    "daily_life": _text("daily_life"),
    "cost": _text("cost"),
    "trials": _listed("trials", "id", "name", "note"),
    "further_tests": _listed("further_tests", "name"),
    "follow_up": _text("follow_up"),
    "uncertainty": _uncertainty,
}
"""The twenty fields in the order of interface.md."""
