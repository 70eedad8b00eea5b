"""Putting a wrongly recorded fact right: named here so that people find it, and refused until a later release."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded
from coordinator.domain.facts.registry import fact, needed


@fact(
    needed("seq", Kind.WHOLE, "the number of the event that is wrong"),
    usually="any stage", says="A fact was recorded wrongly and is put right. Comes with a later release.",
    when_closed=True,
)  # fmt: skip
def corrected(case: Case, act: Act, known: Known, **_keys: object) -> Recorded:
    """Refused before its keys are read."""
    raise Refused("fact.not_yet", "putting a recorded fact right comes with a later release")
