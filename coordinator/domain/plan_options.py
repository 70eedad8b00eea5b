"""What can be done when the plan back from the deadline asks for something yesterday (``domain.md`` §1.8)."""

from __future__ import annotations

from collections.abc import Mapping

RECORD_REVIEW = "record_review"
FOCUSED_QUESTION = "focused_question"
PARTIAL_PACKET = "partial_packet"
ASK_IF_WAITING_IS_SAFE = "ask_if_waiting_is_safe"

OPTIONS: Mapping[str, str] = {
    RECORD_REVIEW: "A second opinion from the records alone, without a visit.",
    FOCUSED_QUESTION: "One question, asked more narrowly, with the records that answer it.",
    PARTIAL_PACKET: "What is here goes to the provider now; the rest follows.",
    ASK_IF_WAITING_IS_SAFE: "The treating doctor is asked whether the date can safely move. Only a clinician answers.",
}
"""Each with the sentence that a patient may hear. None of them is advice."""

MODES_WANTED = "modes_wanted"
"""Where a case remembers that only some ways of meeting are wanted."""
