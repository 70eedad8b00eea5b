"""Invented opinions side by side, for previews and checks. Nobody here exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coordinator.correspondence.letter_values import LetterValues, Recipient
from coordinator.correspondence.opinion_blocks import (
    ClarificationBlock,
    Column,
    ComparisonBlock,
    CopyBlock,
    RowGroup,
    SheetRow,
)

COMPARISON = ComparisonBlock(
    columns=(
        Column("First opinion", "Dr. Lena Fischer", "November 3, 2026", "after an examination"),
        Column(
            "Second opinion",
            "Dr. Helen Park",
            "January 5, 2027",
            "from memory",
            "Nothing in writing will come. This is what the patient remembers of the visit.",
        ),
    ),
    groups=(
        RowGroup(
            "Said in the same way",
            (SheetRow("What they call it", ("Worn right knee", "Worn right knee"), ("Page 1: “severe wear”", "")),),
        ),
        RowGroup(
            "Said in different ways",
            (SheetRow("What they suggest", ("Knee replacement", "Exercise for three months first"), ("", "")),),
        ),
        RowGroup("Not said", (SheetRow("Cost", ("", ""), ("", "")),)),
    ),
    materials=("Dr. Lena Fischer had: imaging study, all series.", "Dr. Helen Park did not say which files they saw."),
    open_questions=("What happens if I do nothing for now?",),
    decision="Should I have my knee replaced?",
)

CLARIFICATION = ClarificationBlock(
    "Dr. Helen Park",
    ("What is the patient likely to pay, and who can tell exactly?", "What follow-up do you suggest?"),
    answer_by=date(2027, 1, 22),
    opinion_on=date(2027, 1, 5),
)

COPY = CopyBlock(COMPARISON, ("Imaging study, Mercy Hospital, received December 2, 2026",), "Dr. Lena Fischer")


def opinion_samples(base: LetterValues, to: Recipient) -> tuple[tuple[str, str, LetterValues], ...]:
    """L15 and its reminder, and L16."""
    bare = replace(base, to=to, basis=None, items=(), delivery=(), request=None)
    return (
        ("l15-clarification-request", "", replace(bare, clarification=CLARIFICATION)),
        ("l15-clarification-reminder", "", replace(bare, clarification=replace(CLARIFICATION, reminder=True))),
        ("l16-copy-to-treating", "", replace(bare, copy=COPY)),
    )
