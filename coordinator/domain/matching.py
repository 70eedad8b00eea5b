"""The shortlist of providers (``domain.md`` §6 as settled in §12): filters and facts; the patient chooses the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from coordinator.domain.candidate import Candidate, Fact, Opening, Wish
from coordinator.domain.cost import CostCard, cost_card
from coordinator.domain.fit import Fit, fit
from coordinator.domain.matching_facts import facts
from coordinator.domain.matching_filters import Exclusion, exclusions, first_practice_group, split
from coordinator.domain.words import VisitMode

SHOWN = 5
"""At most so many providers are put before a patient (``domain.md`` §12)."""

Order = Literal["earliest", "experience", "nearest", "cost"]
"""The orders a patient may choose from."""

NAMED: Mapping[str, Order] = {
    "earliest": "earliest", "most_experience": "experience", "nearest": "nearest", "lowest_cost": "cost",
}  # fmt: skip
"""The names under which people say these orders."""


@dataclass  # like the entries and their cost cards made by the thousand, so not frozen
class Measures:
    """What an order compares. ``None`` is unknown and comes last in every order; it never counts as zero."""

    listed_focus: bool = False
    yearly_volume: int | None = None
    distance_km: float | None = None
    same_state: bool = False
    cost_minor: int | None = None


@dataclass(slots=True)
class Entry:
    """One provider on the shortlist. ``slots`` are free, ahead, and in a way of meeting that the case can use."""

    candidate_id: str
    name: str
    excluded: tuple[Exclusion, ...]
    facts: tuple[Fact, ...]
    slots: tuple[Opening, ...]
    measures: Measures
    overridden: tuple[Exclusion, ...]
    cost: CostCard | None


def shortlist(candidates: Sequence[Candidate], wish: Wish, now: datetime, by: Order = "earliest") -> list[Entry]:
    """Every provider with facts and, if left out, the reasons. In the patient's order, the left out last."""
    fits = [fit(candidate, wish, now) for candidate in candidates]
    group = first_practice_group(fits, wish)
    return ordered([_entry(one, group) for one in fits], by)


def _entry(one: Fit, group: str | None) -> Entry:
    excluded, overridden = split(one, exclusions(one, group))
    return Entry(
        candidate_id=one.candidate.id,
        name=one.candidate.name,
        excluded=tuple(excluded),
        facts=tuple(facts(one)),
        slots=tuple([_as_free(slot) for slot in one.ahead]) if one.ahead else (),
        measures=_measures(one),
        overridden=tuple(overridden),
        cost=cost_card(one),
    )


def _as_free(slot: Opening) -> Opening:
    """The slot without a hold of the case's own or a lapsed one."""
    return replace(slot, held_for=None, held_until=None) if slot.held_for or slot.held_until else slot


def ordered(entries: Sequence[Entry], by: Order = "earliest") -> list[Entry]:
    """The entries in the order the patient chose; ties go by earliest opening, name and id."""
    return sorted(
        entries,
        key=lambda entry: (
            bool(entry.excluded),
            _place(entry, by),
            _place(entry, "earliest"),
            entry.name,
            entry.candidate_id,
        ),
    )


def shown(entries: Sequence[Entry]) -> list[Entry]:
    """The providers a patient is shown: up to five that fit, in the order given. None at all is a work item."""
    return [entry for entry in entries if not entry.excluded][:SHOWN]


def openness(entries: Sequence[Entry]) -> str:
    """What is said to the patient when only one or two fit; empty otherwise."""
    count = len(shown(entries))
    if count == 1:
        return "This is the only provider we know of who fits. It is all we know of, not all there is."
    if count == 2:
        return "These two providers are all we know of who fit. There may be others."
    return ""


def snapshot(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The shortlist as plain values for keeping and for ``case show`` (interface.md, JSON shape of ``shortlist``).

    ``measures`` come along so that ``restored`` entries can still be put in another order.
    """
    return [
        {
            "provider": entry.candidate_id,
            "name": entry.name,
            "excluded": [{"filter": e.filter, "reason": e.reason} for e in entry.excluded],
            "facts": list(entry.facts),
            "slots": [
                {"id": s.id, "starts_at": s.starts_at.isoformat(), "mode": s.mode.value, "minutes": s.minutes}
                for s in entry.slots
            ],
            "measures": dict(vars(entry.measures)),
            "overridden": [{"filter": e.filter, "reason": e.reason} for e in entry.overridden],
            "cost": dict(vars(entry.cost)) if entry.cost else None,
        }
        for entry in entries
    ]


def restored(kept: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """The entries of a kept ``snapshot``, in the order they were kept."""
    return [
        Entry(
            candidate_id=one["provider"],
            name=one["name"],
            excluded=tuple(Exclusion(e["filter"], e["reason"]) for e in one["excluded"]),
            facts=tuple(one["facts"]),
            slots=tuple(
                Opening(s["id"], datetime.fromisoformat(s["starts_at"]), VisitMode(s["mode"]), s["minutes"])
                for s in one["slots"]
            ),
            measures=Measures(**one["measures"]),
            overridden=tuple(Exclusion(e["filter"], e["reason"]) for e in one.get("overridden", ())),
            cost=CostCard(**one["cost"]) if one.get("cost") else None,
        )
        for one in kept
    ]


def in_order(kept: Sequence[Mapping[str, Any]], by: str) -> list[dict[str, Any]]:
    """A kept snapshot in another of the orders people name."""
    return snapshot(ordered(restored(kept), NAMED[by]))


def _measures(one: Fit) -> Measures:
    candidate, wish = one.candidate, one.wish
    return Measures(
        wish.icd_root is not None and wish.icd_root in candidate.conditions,
        one.yearly_volume,
        one.distance_km,
        candidate.state is not None and candidate.state == wish.patient_state,
        candidate.cost_minor,
    )


def _place(entry: Entry, by: Order) -> tuple[float, ...]:
    """A key that sorts the wanted first and the unknown last."""
    measures = entry.measures
    if by == "experience":
        return (not measures.listed_focus, *_known(measures.yearly_volume, most_first=True))
    if by == "nearest":
        return (*_known(measures.distance_km), not measures.same_state)
    if by == "cost":
        return _known(measures.cost_minor)
    return _known(entry.slots[0].starts_at.timestamp() if entry.slots else None)


def _known(value: float | None, *, most_first: bool = False) -> tuple[float, float]:
    if value is None:
        return (1.0, 0.0)
    return (0.0, -value if most_first else value)
