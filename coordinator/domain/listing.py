"""A provider's entry in the directory, as the shortlist reads it."""

from __future__ import annotations

from datetime import date

from coordinator.domain.candidate import Board, Candidate, Opening
from coordinator.domain.provider import Provider
from coordinator.domain.words import Specialty, VisitMode


def postal_code(provider: Provider) -> str:
    """The first five digits of the organization's postal code."""
    return str(provider.organization.address.get("postal_code") or "")[:5]


def candidate_of(provider: Provider, place: tuple[float, float] | None = None) -> Candidate:
    """A directory entry as matching reads it; what is not said stays unknown."""
    told = provider.profile
    board, cost = told.get("board"), told.get("cost") or {}
    outcomes = told.get("outcomes") or []
    return Candidate(
        id=provider.id,
        name=provider.name,
        organization_id=provider.organization.id,
        organization=provider.organization.name,
        practice_group=told.get("practice_group"),
        specialties=tuple(Specialty(s) for s in told.get("specialties") or ()),
        conditions=tuple(told.get("conditions") or ()),
        board=Board(board["name"], board.get("source") or "not stated", _day(board.get("checked_on")))
        if board
        else None,
        yearly_volume=told.get("yearly_volume") or {},
        outcomes="; ".join(o["text"] for o in outcomes) or None,
        modes=tuple(VisitMode(m) for m in told.get("modes") or ()),
        licensed_in=tuple(told.get("licensed_in") or ()),
        languages=tuple(told.get("languages") or ()),
        insurance=tuple(told.get("insurance") or ()),
        cost_minor=cost.get("amount_minor"),
        cost_includes=cost.get("includes"),
        assistance=cost.get("assistance"),
        multidisciplinary_review=told.get("multidisciplinary_review"),
        accepts_second_opinions=told.get("accepts_second_opinions"),
        reviews_url=told.get("reviews_url"),
        age_groups=tuple(told.get("age_groups") or ()),
        health_system=told.get("health_system"),
        sanctioned=bool(told.get("sanctioned")),
        source=told.get("source") or "directory",
        checked_on=_day(told.get("checked_on")),
        slots=tuple(
            Opening(s.id, s.starts_at, s.mode, s.minutes, s.held_for, s.held_until)
            for s in provider.slots
            if s.taken_by is None
        ),
        state=str(provider.organization.address.get("state") or "") or None,
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
