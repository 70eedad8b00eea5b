"""What it means that a question back or a copy of the opinions left."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.event import Act
from coordinator.domain.treating import COPY

ASKED, COPIED = "l15-clarification-request", "l16-copy-to-treating"


def opinion_letter_left(case: Case, effect: Effect, act: Act) -> None:
    """The time in which an author may answer begins; the copy that the patient agreed to is on its way."""
    if effect.name == ASKED:
        for clarification in case.clarifications:
            if clarification.id == effect.subject:
                clarification.sent_at = act.now
                case.note("clarification_sent", act, clarification=clarification.id, ordinal=clarification.ordinal)
    elif effect.name == COPIED:
        case.answers = {**case.answers, COPY: "sent"}
        case.note("copy_sent", act, effect=effect.id)
