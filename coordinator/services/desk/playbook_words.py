"""The playbook as a person reads it: stages and what each waits for, ladders and their rungs, in sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coordinator.correspondence.purposes import PURPOSES
from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.words import WorkItemKind
from coordinator.playbook.declarations import STAGE_TARGET
from coordinator.playbook.schema import Ladder, Order, Playbook, Rung, Trigger
from coordinator.services.desk.guard_words import HOLDS
from coordinator.services.desk.work_words import ASKED

ANCHORS: Mapping[str, str] = {
    "its beginning": "it begins", "its start": "the visit", "its day": "its day",
    "evidenced receipt, else sending": "the office has the letter (else after sending)",
    "its review date": "its review date",
}  # fmt: skip
SILENT: Mapping[str, str] = {
    "promised_date_ahead": "a promised day lies ahead", "reply_unread": "an answer waits to be read",
    "ball_with_us": "we owe the office something",
    "extension_running": "an extension is running",
}  # fmt: skip


_SOURCE = re.compile(r" ?\(``domain\.md``[^)]*\)|^§[0-9.]+ (?:L[0-9]{2}: )?")
"""Where a rule comes from is for whoever reads the code."""


@dataclass(frozen=True)
class StageWords:
    """A stage: how long at most, and what it waits for."""

    name: str
    target: str
    urgent: str
    waits_for: tuple[str, ...]


@dataclass(frozen=True)
class RungWords:
    """One row of a ladder's table."""

    name: str
    when: str
    urgent: str
    what: tuple[str, ...]
    condition: str


@dataclass(frozen=True)
class LadderWords:
    """A ladder: its sentences, then its rungs."""

    id: str
    name: str
    sentences: tuple[str, ...]
    rungs: tuple[RungWords, ...]


def stages(playbook: Playbook) -> list[StageWords]:
    """The five stages in their order."""
    return [
        StageWords(
            stage.value, str(target.routine), str(target.urgent), tuple(one.says for one in HOLDS.get(stage, ()))
        )
        for stage, target in playbook.targets.items()
    ]


def ladders(playbook: Playbook) -> list[LadderWords]:
    """Every ladder in the file's order."""
    return [_ladder(ladder) for ladder in playbook.ladders.values()]


def at_once(playbook: Playbook) -> list[tuple[str, str]]:
    """Facts, and what leaves because of each without a ladder."""
    return [(_fact(trigger), _order(trigger.order)) for trigger in playbook.triggers]


def limits(playbook: Playbook) -> list[str]:
    """What holds for everything that leaves."""
    limit = playbook.limits
    said = [
        f"A person gets at most {limit.a_day} message a day and {limit.in_7_days} in seven days.",
        f"Letters about one patient to one office: {limit.apart} business days apart ({limit.apart_urgent} if urgent).",
        f"An office gets at most {limit.per_desk_a_day} letters a day; reminders above that are one summary letter.",
    ]
    if limit.volume is not None:
        said.append(
            f"More than {limit.volume.an_hour} of one kind in an hour, {limit.volume.to_one_desk} to one office or "
            f"{limit.volume.to_one_person} to one person are held until a supervisor looks."
        )
    return said


def _ladder(ladder: Ladder) -> LadderWords:
    ends = _condition(ladder.ends_when)
    begins = f"{_plain(ladder.starts_on)}{_where(ladder.where)}"
    said = [f"Begins when: {begins}. One for each {_plain(ladder.subject)}."]
    if ladder.ends_when != "always":
        said.append(f"Ends when: {ends}")
    if ladder.silent_while:
        said.append(f"Keeps silent while {' or '.join(SILENT.get(one, _plain(one)) for one in ladder.silent_while)}.")
    said.append(f"Business days are those of the {ladder.calendar}.")
    rungs = tuple(_rung(rung, ladder) for rung in ladder.rungs)
    return LadderWords(ladder.name, _plain(ladder.name).capitalize(), tuple(said), rungs)


def _rung(rung: Rung, ladder: Ladder) -> RungWords:
    anchor = rung.of or ANCHORS.get(ladder.counts_from, ladder.counts_from)
    when = "only when urgent"
    if rung.at_once:
        when = "at once"
    elif rung.stage_target:
        when = STAGE_TARGET
    elif rung.after is not None:
        when = f"{rung.after} after {anchor}"
    elif rung.before is not None:
        when = f"{rung.before} before {anchor}"
    urgent = f"{rung.urgent_after} after {anchor}" if rung.urgent_after is not None else ""
    if rung.every is not None:
        again = f", then every {rung.every}" + (f" until {rung.until}" if rung.until is not None else "")
        when, urgent = (when, urgent + again) if rung.after is None and urgent else (when + again, urgent)
    asked = [f"Only if: {_condition(rung.only_if)}"] if rung.only_if else []
    asked += [f"Not if: {_condition(rung.unless)}"] if rung.unless else []
    return RungWords(_plain(rung.name), when, urgent, tuple(map(_order, rung.orders)), " ".join(asked))


def _order(order: Order) -> str:
    if order.kind in ("message", "letter"):
        return f"{order.kind.capitalize()} {order.name}: {PURPOSES.get(order.name, '')}".rstrip(": ")
    if order.name in set(WorkItemKind):
        return f"A person: {ASKED[WorkItemKind(order.name)].title}."
    return f"{_plain(order.name).capitalize()}."


def _fact(trigger: Trigger) -> str:
    return f"{_plain(trigger.on).capitalize()}{_where(trigger.where)}"


def _where(where: Mapping[str, str]) -> str:
    told = [f"{_plain(key)} is {_plain(value) or 'none'}" for key, value in where.items()]
    return f" ({', '.join(told)})" if told else ""


def _condition(name: str) -> str:
    condition = CONDITIONS.get(name)
    doc = (condition.__doc__ or "").strip().partition("\n")[0] if condition is not None else ""
    return _SOURCE.sub("", doc) or f"{SILENT.get(name, _plain(name))}."


def _plain(word: str) -> str:
    return word.replace("_", " ").replace("-", " ")
