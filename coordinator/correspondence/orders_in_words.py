"""When a playbook orders a message, letter or call, as phrases that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coordinator.domain.words import WorkItemKind
from coordinator.playbook.schema import Ladder, Order, Playbook, Rung, Trigger

READERS: Mapping[str, str] = {
    "request": "the desk",
    "document": "the privacy officer of whoever sent it",
    "custody": "who holds the material",
    "case": "the treating side",
    "clarification": "the author of the opinion",
}
"""To whom a letter goes that is about such a thing; about anything else, to the provider's office."""


@dataclass(frozen=True)
class Ordered:
    """A trigger, or the rungs of one ladder, that order it. ``reader`` is for letters."""

    words: str
    reader: str
    repeats: bool = False


def orders_of(name: str, playbook: Playbook) -> list[Ordered]:
    """Every order of this message or letter, triggers first."""
    found = [
        Ordered(_at_once(trigger), _reader(trigger.about))
        for trigger in playbook.triggers
        if trigger.order.name == name
    ]
    for ladder in playbook.ladders.values():
        rungs = [rung for rung in ladder.rungs if any(order.name == name for order in rung.orders)]
        if rungs:
            words = f"{_rungs(ladder, rungs)} (ladder *{ladder.name}*)"
            found.append(Ordered(words, _reader(ladder.subject), any(rung.every for rung in rungs)))
    return found


def scripts(playbook: Playbook) -> Iterator[tuple[str, str, str]]:
    """Code, kind and time of every call and work item that has a code of its own, in the order of the codes."""
    found: dict[tuple[str, str], list[str]] = {}
    for order, words in _every_order(playbook):
        if order.script and order.name in set(WorkItemKind):
            found.setdefault((order.script, order.name), []).append(words)
    for (code, kind), times in sorted(found.items()):
        yield code, f"*{kind}*", "; ".join(dict.fromkeys(times))


def _every_order(playbook: Playbook) -> Iterator[tuple[Order, str]]:
    for trigger in playbook.triggers:
        yield trigger.order, _at_once(trigger)
    for ladder in playbook.ladders.values():
        for rung in ladder.rungs:
            for order in rung.orders:
                yield order, f"{_rungs(ladder, [rung])} (*{ladder.name}*)"


def _reader(about: str) -> str:
    return READERS.get(about, "the provider's office")


def _at_once(trigger: Trigger) -> str:
    where = ", ".join(f"{key} {value or 'none'}" for key, value in trigger.where.items())
    first = ", the first time" if trigger.first_visit_only else ""
    return f"at once after `{trigger.on}`" + (f" ({where})" if where else "") + first


def _rungs(ladder: Ladder, rungs: Sequence[Rung]) -> str:
    """Those that count from one moment name it once: "at once / 2 days / 5 days after `answers_wanted`"."""
    shared = [one for one in _conditions(rungs[0]) if all(one in _conditions(rung) for rung in rungs)]
    parts: list[tuple[str, list[str]]] = []
    for rung in rungs:
        length, moment = _time(ladder, rung)
        own = ", ".join(one for one in _conditions(rung) if one not in shared)
        words = f"{length} ({own})" if own else length
        if parts and parts[-1][0] == moment:
            parts[-1][1].append(words)
        else:
            parts.append((moment, [words]))
    told = "; ".join(f"{' / '.join(lengths)} {moment}".strip() for moment, lengths in parts)
    return ", ".join([told, *shared])


def _conditions(rung: Rung) -> list[str]:
    told = {
        f"then every {rung.every}": rung.every,
        f"until {rung.until}": rung.until,
        f"only if `{rung.only_if}`": rung.only_if,
        f"unless `{rung.unless}`": rung.unless,
        "one for all of them": rung.once_for_all,
    }
    return [words for words, holds in told.items() if holds]


def _time(ladder: Ladder, rung: Rung) -> tuple[str, str]:
    """How long, and before or after what."""
    if rung.stage_target:
        return "when the target of the stage has passed", ""
    anchor = f"the {rung.of}" if rung.of else _ANCHORS.get(ladder.counts_from, f"`{ladder.starts_on}`")
    if rung.at_once:
        return "at once", f"after {anchor}"
    if rung.before:
        return str(rung.before), f"before {anchor}"
    if rung.after is None:
        return f"{rung.urgent_after} (urgent cases only)", f"after {anchor}"
    urgent = f" (urgent: {rung.urgent_after})" if rung.urgent_after else ""
    return f"{rung.after}{urgent}", f"after {anchor}"


_ANCHORS = {
    "its start": "the visit",
    "its day": "the day of the step",
    "its review date": "the day of review",
    "evidenced receipt, else sending": "evidenced receipt, else sending",
}
