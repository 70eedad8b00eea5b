"""The people around the side by side: who classifies, verifies, shares, reads, and decides (``domain.md`` §8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from coordinator.domain.opinion import Comparison
from coordinator.domain.words import ComparisonStatus, ContactKind, ItemStatus, OpinionStatus, RecordType, Stage
from coordinator.simulate.world.cast import RECORDS, REVIEWER, SUPERVISOR
from coordinator.simulate.world.chance import lognormal
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.opinions import first_opinion, told_about
from coordinator.simulate.world.patients import reader_point
from coordinator.simulate.world.providers import fitting
from coordinator.simulate.world.scene import Scene

WRITTEN = ("en", "es")
"""Languages in which a patient opens the comparison on their own; others are read to on the telephone."""

DECISIONS = (
    "I will follow the second plan and told my doctor so.",
    "I stay with the first plan.",
    "I will talk with both doctors together before I start.",
)


def reader_deeds(scene: Scene) -> Iterator[Deed]:
    """What happens next to the opinions and their comparison."""
    yield from _first_note(scene)
    comparison = scene.case.comparison()
    if scene.case.stage is not Stage.COMPARISON or comparison is None:
        return
    version = scene.happened("comparison_made")
    made = scene.since("comparison_made") or scene.now
    if scene.open_items("classify_agreement"):
        told = told_about(scene.intake, scene.agreement)
        cause = {"cause": told.cause} if told.cause else {}
        if not cause and (told.diagnosis, told.treatment) != ("confirmed", "same"):
            cause = {"cause": "different_judgement"}
        yield scene.deed(
            f"classified-{version}",
            "agreement_classified",
            made,
            0.7,
            by=REVIEWER,
            diagnosis=told.diagnosis,
            treatment=told.treatment,
            values=cause,
        )
    elif comparison.status is ComparisonStatus.DRAFT:
        yield scene.deed(f"verified-{version}", "comparison_verified", made, 1.3, by=SUPERVISOR)
    if _grave(comparison) and "clarification.not_offered" in scene.missing:
        yield scene.deed(
            f"clarify-{version}", "clarification_offered", made, 1.3, to="2", questions="What would change your advice?"
        )
    yield from _clarification(scene)
    yield from _reading(scene, comparison, version)


def _first_note(scene: Scene) -> Iterator[Deed]:
    """The first opinion is filed from its author's note, once that note is here and the visit took place."""
    case = scene.case
    if case.stage not in (Stage.RECORDS, Stage.SCHEDULING, Stage.CONSULTATION):
        return
    file = first_opinion(scene.intake)
    if file is None:
        return
    first = case.opinion(1)
    if first is not None and first.status is OpinionStatus.FILED:
        return
    notes = (i for r in case.requests for i in r.items if i.record_type is RecordType.CONSULT_NOTE)
    note = next((item for item in notes if item.status is ItemStatus.VERIFIED), None)
    if note is not None:
        at = scene.since("document_verified", item=note.id) or scene.now
        yield scene.deed("opinion-1", "opinion_filed", at, 1.0, by=RECORDS, file=file)


def _clarification(scene: Scene) -> Iterator[Deed]:
    """Most answer what was asked back; the answer comes when it comes, closed or not."""
    asked = scene.since("clarification_offered")
    if asked is None or scene.happened("clarification_answered"):
        return
    days, turn = scene.drawn(
        lambda chance: (lognormal(chance, *scene.rates.clarification_days), chance.random()), "clarification"
    )
    told = scene.direction.clarification
    if turn >= scene.rates.clarification_never if told is None else told:
        yield scene.deed(
            "clarified", "clarification_answered", asked, min(days, 15.0), to="2", text="The plan stands as written."
        )


@dataclass(frozen=True)
class _Reader:
    """How this patient reads and decides, drawn once."""

    opens: float
    decides: float
    declines: bool
    choice: str
    copy: bool


def _reader(scene: Scene) -> _Reader:
    rates = scene.rates

    def make(source: Random) -> _Reader:
        opens, decides = lognormal(source, *rates.open_days), lognormal(source, *rates.decide_days)
        declines, choice = source.random() < rates.declines_to_decide, source.choice(DECISIONS)
        return _Reader(min(opens, 12.0), min(decides, 10.0), declines, choice, source.random() < 0.7)

    return scene.drawn(make, "reading")


def _reading(scene: Scene, comparison: Comparison, version: int) -> Iterator[Deed]:
    case, reader = scene.case, _reader(scene)
    if comparison.status is ComparisonStatus.VERIFIED:
        yield scene.deed(f"shared-{version}", "comparison_shared", comparison.verified_at or scene.now, 0.0)
    if comparison.status is ComparisonStatus.SHARED:
        point = reader_point(scene)
        by_mail = point is not None and point.kind is ContactKind.EMAIL and case.patient.language in WRITTEN
        how = "page" if by_mail else "phone"
        shared = comparison.shared_at or scene.now
        yield scene.deed(
            f"opened-{version}", "comparison_opened", shared, reader.opens, workdays=how == "phone", how=how
        )
    if comparison.status is not ComparisonStatus.OPENED:
        return
    opened = comparison.opened_at or scene.now
    if _wants_a_third(scene, comparison):
        yield scene.deed("third", "third_opinion_wanted", opened, min(reader.decides, 5.0))
        return
    if reader.copy and not scene.happened("copy_to_treating"):
        yield scene.deed("copy", "copy_to_treating", opened, reader.decides, agreed="yes")
    if case.decision_at is None:
        if reader.declines:
            yield scene.deed(f"decided-{version}", "decision_declined", opened, reader.decides)
        else:
            yield scene.deed(f"decided-{version}", "decision_recorded", opened, reader.decides, text=reader.choice)


def _wants_a_third(scene: Scene, comparison: Comparison) -> bool:
    """Some ask once more, more often where the two differ gravely, and only where somebody else can be asked."""
    case, told = scene.case, scene.direction.third_opinion
    if case.third_opinion_wanted or told is False or not fitting(scene):
        return False
    rate = scene.rates.third_opinion_when_grave if _grave(comparison) else scene.rates.third_opinion
    return bool(told) or scene.drawn(Random.random, "third") < rate


def _grave(comparison: Comparison) -> bool:
    return comparison.diagnosis_confirmed == "changed" or comparison.treatment_confirmed == "major_change"
