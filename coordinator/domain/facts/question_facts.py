"""What the patient wants to ask, what worries them, and what else they take (``domain.md`` §7, §12)."""

from __future__ import annotations

from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import add_mark, mark, marked, remember
from coordinator.domain.facts.obligations import ask
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.question import ANSWERED, ANSWERS, LEFT_OPEN, LIST, MOST, QUESTIONS, Question, listed
from coordinator.domain.words import Disclosure, WorkItemKind

ORDINALS = ("1", "2", "3")
ON_LIST = needed("question", Kind.TEXT, "an id of the patient's list, as `case show` prints it")


@fact(
    needed("text", Kind.TEXT, "the question in the patient's words"),
    usually="consultation", says="The patient wants to ask this at the visit.",
)  # fmt: skip
def question_added(case: Case, act: Act, known: Known, text: str) -> Recorded:
    """The same question twice is one question; the eleventh is refused."""
    if any(entry.get("mark") == mark(text) for entry in listed(case)):
        return already()
    _room(case)
    event = case.note("question_added", act, number=len(listed(case)) + 1)
    case.write_down(event, "text", text)
    name = f"own-{event.seq}"
    _keep(case, [*listed(case), {"id": name, "seq": event.seq, "mark": mark(text)}])
    return said(event, question=name)


@fact(
    needed("question", Kind.QUESTION, "an id of the question bank (`coordinator questions`)"),
    usually="consultation", says="The patient takes this question of the bank to the visit.",
)  # fmt: skip
def question_chosen(case: Case, act: Act, known: Known, question: Question) -> Recorded:
    """Sealed, a question that tells of the first opinion cannot be asked before the second is written (§8.6)."""
    if any(entry["id"] == question.id for entry in listed(case)):
        return already(question=question.id)
    if question.names_first and case.disclosure is Disclosure.SEALED:
        raise Refused("question.sealed", "it tells of the first opinion, which is sealed", field="question")
    _room(case)
    _keep(case, [*listed(case), {"id": question.id}])
    return said(case.note("question_chosen", act, question=question.id), question=question.id)


@fact(ON_LIST, usually="consultation", says="The patient does not want to ask this any more.")
def question_dropped(case: Case, act: Act, known: Known, question: str) -> Recorded:
    """It makes room for another one."""
    kept = [entry for entry in listed(case) if entry["id"] != question.lower()]
    if len(kept) == len(listed(case)):
        return already()
    _keep(case, kept)
    return said(case.note("question_dropped", act, question=question.lower()))


@fact(
    ON_LIST,
    needed("place", Kind.WHOLE, "its new place, 1 is the first"),
    usually="consultation", says="The patient wants to ask this sooner or later.",
)  # fmt: skip
def question_moved(case: Case, act: Act, known: Known, question: str, place: int) -> Recorded:
    """What is asked first is answered for certain."""
    entries = listed(case)
    at = next((n for n, entry in enumerate(entries) if entry["id"] == question.lower()), None)
    if at is None:
        raise Refused("key.wrong", "the id of a question of the patient's list", field="question")
    if not 1 <= place <= len(entries):
        raise Refused("key.wrong", f"a place from 1 to {len(entries)}", field="place")
    if at == place - 1:
        return already(question=question.lower())
    entries.insert(place - 1, entries.pop(at))
    _keep(case, entries)
    return said(case.note("question_moved", act, question=question.lower(), place=place), question=question.lower())


@fact(
    needed("text", Kind.TEXT, "the worry in the patient's words"),
    usually="consultation", says="What worries the patient most; it travels with the packet.",
)  # fmt: skip
def worry_told(case: Case, act: Act, known: Known, text: str) -> Recorded:
    """The latest one counts; the words stay beside the journal."""
    if case.answers.get("worry") == mark(text):
        return already()
    remember(case, "worry", mark(text))
    event = case.note("worry_told", act)
    case.write_down(event, "worry", text)
    return said(event)


@fact(
    needed("text", Kind.TEXT, "a supplement, or another treatment"),
    usually="consultation", says="What else the patient takes or does; it travels with the packet.",
)  # fmt: skip
def supplement_told(case: Case, act: Act, known: Known, text: str) -> Recorded:
    """Each one counts; the words stay beside the journal."""
    if marked(case, "supplements", text):
        return already()
    add_mark(case, "supplements", text)
    event = case.note("supplement_told", act)
    case.write_down(event, "supplement", text)
    return said(event)


@fact(
    ON_LIST,
    needed("by", Kind.CHOICE, "whose opinion, by ordinal", ORDINALS),
    maybe("answer", Kind.CHOICE, "answered, or left open; answered", (ANSWERED, LEFT_OPEN)),
    usually="comparison", says="Whether an opinion answers a question of the patient's list.",
)  # fmt: skip
def question_answered(case: Case, act: Act, known: Known, question: str, by: str, answer: str = ANSWERED) -> Recorded:
    """A person reads this out of the opinion. What is left open may be asked back."""
    name = question.lower()
    if not any(entry["id"] == name for entry in listed(case)):
        raise Refused("key.wrong", "the id of a question of the patient's list", field="question")
    if case.opinion(int(by)) is None:
        raise Refused("opinion.missing", f"there is no opinion {by} yet", field="by")
    kept = dict(case.answers.get(ANSWERS) or {})
    if kept.get(f"{name}/{by}") == answer:
        return already(question=name)
    remember(case, ANSWERS, {**kept, f"{name}/{by}": answer})
    event = case.note("question_answered", act, question=name, ordinal=int(by), answer=answer)
    if answer == LEFT_OPEN and case.comparison() is not None and not case.third_opinion_wanted:
        ask(case, WorkItemKind.ASK_BACK, act, about=by, code=QUESTIONS)
    return said(event, question=name)


def _room(case: Case) -> None:
    if len(listed(case)) >= MOST:
        raise Refused(
            "question.list_full", f"the list holds {MOST}; drop one with question_dropped first", field="question"
        )


def _keep(case: Case, entries: list[dict[str, Any]]) -> None:
    remember(case, LIST, entries)
