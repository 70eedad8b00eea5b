"""Questions back to the author of an opinion: who is asked about which rows, and when that is settled."""

from __future__ import annotations

from collections.abc import Sequence

from coordinator.domain.case import Case
from coordinator.domain.clarification import Clarification
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Recorded, said
from coordinator.domain.facts.obligations import finish, finish_one
from coordinator.domain.words import WorkItemKind
from coordinator.domain.work_item import WorkItem


def want_clarifications(
    case: Case, asked: Sequence[WorkItem], to: list[str] | None, text_seq: int | None, act: Act
) -> None:
    """One for each author who is asked something; the letter about it waits until a person lets it go."""
    ordinals = to or [item.about for item in asked] or ([str(o.ordinal) for o in case.opinions] if text_seq else [])
    for ordinal in sorted(set(ordinals)):
        fields = [name for item in asked if item.about == ordinal for name in item.code.split(",") if name]
        if fields or text_seq is not None:
            _want(case, int(ordinal), fields, text_seq, act, approved="no")


def approve_question(case: Case, act: Act, item: WorkItem, name: str, reason: str | None) -> Recorded:
    """A person lets a question back go, or does not, without more ado (interface.md, "The comparison")."""
    event = case.note(name, act, work_item=item.id)
    if reason:
        case.write_down(event, "text", reason)
    finish_one(case, item, act)
    ids = {"work_item": item.id}
    if name == "letter_approved":
        fields = [field for field in item.code.split(",") if field]
        ids["clarification"] = _want(case, int(item.about), fields, None, act, approved="yes").id
    return said(event, **ids)


def settle_clarifications(case: Case, ordinal: int, act: Act) -> None:
    """The author answered: nothing more is asked of them."""
    for clarification in case.clarifications:
        if clarification.ordinal == ordinal and clarification.open:
            clarification.answered_at = act.at
            for kind in (WorkItemKind.CALL_PROVIDER, WorkItemKind.APPROVE_LETTER):
                finish(case, kind, act, clarification.id)
    finish(case, WorkItemKind.ASK_BACK, act, str(ordinal))


def _want(
    case: Case, ordinal: int, fields: list[str], text_seq: int | None, act: Act, *, approved: str
) -> Clarification:
    same = next(
        (c for c in case.clarifications if c.open and c.ordinal == ordinal and set(fields) <= set(c.fields)), None
    )
    if same is not None and text_seq is None:
        return same
    clarification = Clarification(act.new_id(), ordinal, act.now, fields, text_seq)
    case.clarifications.append(clarification)
    case.note("clarification_wanted", act, clarification=clarification.id, ordinal=ordinal, approved=approved)
    return clarification
