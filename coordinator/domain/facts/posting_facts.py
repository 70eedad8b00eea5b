"""What becomes of letters that were printed: posted on a day, or taken back before that."""

from __future__ import annotations

from datetime import date

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import remember
from coordinator.domain.facts.registry import fact, maybe, needed

LETTER = needed("letter", Kind.TEXT, "the id of the printed letter, as `case communications` prints it")


@fact(
    LETTER,
    maybe("on", Kind.DATE, "the day on which it went to the post; today"),
    usually="any stage", says="A printed letter went to the post.", when_closed=True,
)  # fmt: skip
def letter_posted(case: Case, act: Act, known: Known, letter: str, on: date | None = None) -> Recorded:
    """The print queue is outside the case: the service refuses a letter that does not wait there."""
    today = local(act.now, case.patient.time_zone).date()
    day = on or today
    if day > today:
        raise Refused("moment.in_future", "the day it went to the post", field="on")
    if case.answers.get(_taken_back(letter)):
        raise Refused("letter.taken_back", "it was taken back before it was posted", field="letter")
    if case.answers.get(_posted(letter)) == day.isoformat():
        return already(letter=letter)
    remember(case, _posted(letter), day.isoformat())
    return said(case.note("letter_posted", act, letter=letter, on=day), letter=letter)


@fact(
    LETTER,
    needed("reason", Kind.TEXT, "why it is not posted"),
    usually="any stage", says="A printed letter is taken back before it is posted; a person sees to it instead.",
    when_closed=True,
)  # fmt: skip
def letter_taken_back(case: Case, act: Act, known: Known, letter: str, reason: str) -> Recorded:
    """What it asked is never dropped in silence (``domain.md`` §12): the service opens a work item in its place."""
    if case.answers.get(_posted(letter)):
        raise Refused("letter.posted", "it is with the post already", field="letter")
    if case.answers.get(_taken_back(letter)):
        return already(letter=letter)
    remember(case, _taken_back(letter), "yes")
    event = case.note("letter_taken_back", act, letter=letter)
    case.write_down(event, "reason", reason)
    return said(event, letter=letter)


def _posted(letter: str) -> str:
    return f"posted.{letter}"


def _taken_back(letter: str) -> str:
    return f"taken_back.{letter}"
