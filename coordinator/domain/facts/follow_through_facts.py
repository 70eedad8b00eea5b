"""After the comparison: the decision guide, the copy for the treating side, how it went on, and the survey."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.decision_guide import read_guide
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.comparison_facts import made
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import mark, remember
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.treating import COPY, COPY_BY_HAND
from coordinator.domain.words import WorkItemKind

GUIDE = "decision_guide"
DAYS = ("2", "30", "90")


@fact(
    maybe("text", Kind.TEXT, "what matters most, in the patient's words"),
    maybe("file", Kind.GUIDE, "options with their good and bad things and stars 0 to 5, four yes or no, the next step"),
    usually="comparison", says="The patient filled in the decision guide; it is kept as given.",
)  # fmt: skip
def decision_guide_answered(
    case: Case, act: Act, known: Known, text: str | None = None, file: Mapping[str, Any] | None = None
) -> Recorded:
    """Nothing is added up, and no order follows from the stars (``domain.md`` §8.8). A later answer
    stands beside it.
    """
    made(case)
    guide = read_guide(file) if file is not None else None
    if text is None and guide is None:
        raise Refused("key.missing", "text, or the sheet as file, or both", field="text")
    kept = json.dumps({"text": text, "guide": guide}, sort_keys=True)
    if case.answers.get(GUIDE) == mark(kept):
        return already()
    remember(case, GUIDE, mark(kept))
    event = case.note("decision_guide_answered", act)
    if text:
        case.write_down(event, "values", text)
    if guide is not None:
        case.write_down(event, "guide", json.dumps(guide))
    return said(event)


@fact(
    maybe("how", Kind.TEXT, "how the copy got there"),
    usually="comparison", says="The treating doctor has the copy by another way than ours.", when_closed=True,
)  # fmt: skip
def copy_handed_over(case: Case, act: Act, known: Known, how: str | None = None) -> Recorded:
    """As when the patient took it along."""
    if case.answers.get(COPY) == "handed_over":
        return already()
    remember(case, COPY, "handed_over")
    event = case.note("copy_handed_over", act)
    if how:
        case.write_down(event, "text", how)
    for item in case.work_items:
        if item.open and item.kind is WorkItemKind.CALL_PROVIDER and item.code == COPY_BY_HAND:
            finish(case, WorkItemKind.CALL_PROVIDER, act, item.about)
    return said(event)


@fact(
    needed("day", Kind.CHOICE, "which look it was: 2, 30 or 90 days after the decision", DAYS),
    needed("happened", Kind.CHOICE, "whether the next step happened", ("yes", "partly", "no", "changed")),
    maybe("text", Kind.TEXT, "in the patient's words"),
    usually="comparison", says="How it went on after the decision.", when_closed=True,
)  # fmt: skip
def follow_through_told(
    case: Case, act: Act, known: Known, day: str, happened: str, text: str | None = None
) -> Recorded:
    """Told, never judged. Who says that it did not happen is called: something may stand in the way."""
    if case.answers.get(f"follow_through.{day}") == happened:
        return already()
    remember(case, f"follow_through.{day}", happened)
    event = case.note("follow_through_told", act, day=int(day), happened=happened)
    if text:
        case.write_down(event, "text", text)
    return said(event)


@fact(
    maybe("text", Kind.TEXT, "what the patient wrote"),
    usually="comparison", says="The patient answered the closing survey.", when_closed=True,
)  # fmt: skip
def survey_answered(case: Case, act: Act, known: Known, text: str | None = None) -> Recorded:
    """Nobody is asked again."""
    if case.answers.get("survey") and (text is None or case.answers["survey"] == mark(text)):
        return already()
    remember(case, "survey", mark(text or "answered"))
    event = case.note("survey_answered", act)
    if text:
        case.write_down(event, "text", text)
    return said(event)
