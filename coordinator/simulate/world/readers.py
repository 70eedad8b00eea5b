"""The people around the side by side: who classifies, verifies, shares, reads, and decides (``domain.md`` §8)."""

from __future__ import annotations

from collections.abc import Iterator

from coordinator.simulate.world.case_seen import moment
from coordinator.simulate.world.cast import RECORDS, REVIEWER, SUPERVISOR
from coordinator.simulate.world.chance import lognormal
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.opinions import first_opinion, told_about
from coordinator.simulate.world.patients import reader_point
from coordinator.simulate.world.scene import Scene

DECISIONS = (
    "I will follow the second plan and told my doctor so.",
    "I stay with the first plan.",
    "I will talk with both doctors together before I start.",
)


def reader_deeds(scene: Scene) -> Iterator[Deed]:
    """What happens next to the opinions and their comparison."""
    yield from _first_note(scene)
    comparison = scene.case.show.get("comparison")
    if scene.case.stage != "comparison" or comparison is None:
        return
    version = len(scene.case.events("comparison_made"))
    made = scene.case.since("comparison_made") or scene.now
    told = told_about(scene.case.intake)
    if scene.case.open_items("classify_agreement"):
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
    elif comparison["status"] == "draft":
        yield scene.deed(f"verified-{version}", "comparison_verified", made, 1.3, by=SUPERVISOR)
    if "clarification.not_offered" in scene.case.missing:
        yield scene.deed(
            f"clarify-{version}", "clarification_offered", made, 1.3, to="2", questions="What would change your advice?"
        )
    yield from _clarification(scene)
    yield from _reading(scene, version)


def _first_note(scene: Scene) -> Iterator[Deed]:
    """The first opinion is filed from its author's note, once that note is here and the visit took place."""
    case, file = scene.case, first_opinion(scene.case.intake)
    note = next(
        (
            i
            for r in case.requests
            for i in r["items"]
            if i["record_type"] == "CONSULT_NOTE" and i["status"] == "verified"
        ),
        None,
    )
    if (
        file is not None
        and note is not None
        and case.stage in ("records", "scheduling", "consultation")
        and not case.opinion_filed(1)
    ):
        at = case.since("document_verified", item=note["id"]) or scene.now
        yield scene.deed("opinion-1", "opinion_filed", at, 1.0, by=RECORDS, file=file)


def _clarification(scene: Scene) -> Iterator[Deed]:
    """Most answer what was asked back; the answer comes when it comes, closed or not."""
    asked, source = scene.case.since("clarification_offered"), scene.chance("clarification")
    if asked is None or scene.case.events("clarification_answered"):
        return
    days = lognormal(source, *scene.rates.clarification_days)
    if source.random() >= scene.rates.clarification_never:
        yield scene.deed(
            "clarified", "clarification_answered", asked, min(days, 15.0), to="2", text="The plan stands as written."
        )


def _reading(scene: Scene, version: int) -> Iterator[Deed]:
    case, rates, source = scene.case, scene.rates, scene.chance("reading")
    comparison = case.show["comparison"]
    opens, decides = lognormal(source, *rates.open_days), lognormal(source, *rates.decide_days)
    declines, choice, copy = source.random() < rates.declines_to_decide, source.choice(DECISIONS), source.random() < 0.7
    if comparison["status"] == "verified":
        verified = case.since("comparison_verified") or scene.now
        yield scene.deed(f"shared-{version}", "comparison_shared", verified, 0.0)
    if comparison["status"] == "shared":
        point = reader_point(scene)
        how = (
            "page"
            if point is not None and point["kind"] == "email" and case.intake["patient"]["language"] == "en"
            else "phone"
        )
        shared = case.since("comparison_shared") or scene.now
        yield scene.deed(
            f"opened-{version}", "comparison_opened", shared, min(opens, 12.0), workdays=how == "phone", how=how
        )
    if comparison["status"] == "opened":
        opened = (
            moment(comparison["opened_at"])
            if comparison.get("opened_at")
            else case.since("comparison_opened") or scene.now
        )
        if copy and not case.events("copy_to_treating"):
            yield scene.deed("copy", "copy_to_treating", opened, min(decides, 10.0), agreed="yes")
        if not (case.events("decision_recorded") or case.events("decision_declined")):
            if declines:
                yield scene.deed("decided", "decision_declined", opened, min(decides, 10.0))
            else:
                yield scene.deed("decided", "decision_recorded", opened, min(decides, 10.0), text=choice)
