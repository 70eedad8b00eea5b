"""What the patient decided, if they want to tell us, and whether the treating doctor gets a copy."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.facts.comparison_facts import made
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import mark, remember
from coordinator.domain.facts.registry import fact, maybe, needed

RECORDED, DECLINED = "recorded", "declined"


@fact(
    needed("text", Kind.TEXT, "the decision in the patient's words"),
    usually="comparison", says="The patient decided; the case closes once its guard holds.",
)  # fmt: skip
def decision_recorded(case: Case, act: Act, known: Known, text: str) -> Recorded:
    """A patient may decide again as long as the case is open."""
    made(case)
    if case.decision == RECORDED and case.answers.get("decision") == mark(text):
        return already()
    case.decision, case.decision_at = RECORDED, act.at
    remember(case, "decision", mark(text))
    event = case.note("decision_recorded", act)
    case.write_down(event, "text", text)
    return said(event)


@fact(usually="comparison", says="The patient does not want to record a decision.")
def decision_declined(case: Case, act: Act, known: Known) -> Recorded:
    """As good a reason to finish as a decision."""
    made(case)
    if case.decision == DECLINED:
        return already()
    case.decision, case.decision_at = DECLINED, act.at
    return said(case.note("decision_declined", act))


@fact(
    maybe("agreed", Kind.FLAG, "yes or no; no"),
    usually="comparison", says="Whether the treating doctor gets a copy of the comparison.", when_closed=True,
)  # fmt: skip
def copy_to_treating(case: Case, act: Act, known: Known, agreed: bool = False) -> Recorded:
    """No until the patient says yes."""
    answer = "yes" if agreed else "no"
    if case.copy_to_treating == answer:
        return already()
    case.copy_to_treating = answer
    return said(case.note("copy_to_treating", act, agreed=answer))
