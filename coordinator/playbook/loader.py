"""Reads a playbook file. Every problem names the file, the line and the nearest name that would do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.window import Window
from coordinator.domain.words import Holder, MayBeTold, Stage, StopClass
from coordinator.playbook.declarations import ladder, triggers
from coordinator.playbook.reading import Reader
from coordinator.playbook.schema import (
    BUSINESS_DAYS,
    Limits,
    MessageRule,
    Playbook,
    Target,
    Volume,
)

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, where there is one: every command reads the playbook, and the other takes ten times as long."""


class PlaybookProblems(Exception):
    """The file does not make sense; ``problems`` are lines such as ``second.yaml:41: …``."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def load(path: Path) -> Playbook:
    """The playbook in ``path``; :class:`PlaybookProblems` with every problem when it does not make sense."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, file: str = "playbook") -> Playbook:
    """The playbook in ``text``. ``file`` only serves the messages."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PlaybookProblems([f"{file}:{line}: this is not readable YAML: {error.problem}"]) from error
    if root is None:
        raise PlaybookProblems([f"{file}:1: the file is empty"])
    reader = Reader(file, [])
    playbook = _playbook(reader, root)
    if reader.problems or playbook is None:
        raise PlaybookProblems(reader.problems)
    return playbook


def document(text: str) -> dict[str, Any]:
    """What a playbook that makes sense says, as plain values in the order of its text."""
    found: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, in C where there is one
    return found


def _playbook(reader: Reader, root: yaml.Node) -> Playbook | None:
    keys = ("playbook", "version", "windows", "limits", "stages", "messages", "letters", "at_once", "ladders")
    top = reader.mapping(root, (*keys, "waiting"), "the playbook")
    lacking = [key for key in keys if key not in top]
    for key in lacking:
        reader.wrong(root, f"the playbook lacks {key!r}")
    if lacking:
        return None
    messages = {
        **_rules(reader, top["messages"], "message"),
        **_rules(reader, top["letters"], "letter"),
    }
    return Playbook(
        name=reader.text(top["playbook"]),
        version=reader.number(top["version"], "version"),
        windows=_windows(reader, top["windows"]),
        limits=_limits(reader, top["limits"]),
        targets=_targets(reader, top["stages"]),
        messages=messages,
        triggers=triggers(reader, top["at_once"], messages),
        ladders={
            name: ladder(reader, name, node, messages)
            for name, node in reader.mapping(top["ladders"], None, "ladders").items()
        },
        waiting=_waiting(reader, top.get("waiting")),
    )


def _windows(reader: Reader, node: yaml.Node) -> Mapping[str, Window]:
    windows = {}
    for name, entry in reader.mapping(node, ("patient", "office"), "windows").items():
        got = reader.mapping(entry, ("from", "to", "usually", "not_on", "only_on"), f"window {name}")
        not_on = reader.words(got.get("not_on"), ("sundays", "holidays"), "not_on")
        opens, closes = reader.time(got.get("from"), "from"), reader.time(got.get("to"), "to")
        usually = reader.time(got.get("usually", got.get("from")), "usually")
        if not opens <= usually < closes:
            reader.wrong(entry, f"window {name}: 'usually' should lie between 'from' and 'to'")
            continue
        windows[name] = Window(
            opens=opens,
            closes=closes,
            usually=usually,
            business_days_only=reader.one_of(got.get("only_on"), ("business days",), "only_on") == "business days",
            not_on_sundays="sundays" in not_on,
            not_on_holidays="holidays" in not_on,
        )
    return windows


def _limits(reader: Reader, node: yaml.Node) -> Limits:
    got = reader.mapping(
        node, ("per_person", "per_patient_and_desk", "per_desk", "letters", "volume", "fees"), "limits"
    )
    empty = yaml.MappingNode("", [], node.start_mark, node.end_mark)
    person = reader.mapping(got.get("per_person", empty), ("a_day", "in_7_days"), "per_person")
    pair = reader.mapping(got.get("per_patient_and_desk", empty), ("apart", "urgent"), "per_patient_and_desk")
    desk = reader.mapping(got.get("per_desk", empty), ("a_day", "summary_at"), "per_desk")
    letters = reader.mapping(got.get("letters", empty), ("cancel_window",), "letters")
    fees = reader.mapping(got.get("fees", empty), ("challenge_above", "approved_without_asking"), "fees")
    apart, urgent = reader.span(pair.get("apart"), "apart"), reader.span(pair.get("urgent"), "urgent")
    for name, found in (
        ("per_person.a_day", person.get("a_day")),
        ("per_person.in_7_days", person.get("in_7_days")),
        ("per_patient_and_desk.apart", pair.get("apart")),
        ("per_desk.a_day", desk.get("a_day")),
    ):
        if found is None:
            reader.wrong(node, f"limits lack {name}")
    return Limits(
        a_day=reader.number(person.get("a_day"), "a_day"),
        in_7_days=reader.number(person.get("in_7_days"), "in_7_days"),
        apart=apart.count if apart else 0,
        apart_urgent=urgent.count if urgent else (apart.count if apart else 0),
        per_desk_a_day=reader.number(desk.get("a_day"), "a_day"),
        summary_at=reader.time(desk["summary_at"], "summary_at") if "summary_at" in desk else Limits.summary_at,
        challenge_above_minor=_cents(reader, fees.get("challenge_above"), Limits.challenge_above_minor),
        approved_without_asking_minor=_cents(
            reader, fees.get("approved_without_asking"), Limits.approved_without_asking_minor
        ),
        volume=_volume(reader, got.get("volume")),
        cancel_window=reader.minutes(letters.get("cancel_window"), "cancel_window"),
    )


def _volume(reader: Reader, node: yaml.Node | None) -> Volume | None:
    """``None`` where the file does not ask for the watch; with it, all four numbers."""
    if node is None:
        return None
    keys = ("an_hour", "to_one_desk", "to_one_person", "times_usual")
    got = reader.mapping(node, keys, "volume")
    for key in keys:
        if key not in got:
            reader.wrong(node, f"volume lacks {key!r}")
    return Volume(**{key: reader.number(got.get(key), key) for key in keys})


def _cents(reader: Reader, node: yaml.Node | None, usual: int) -> int:
    """Cents; what the file leaves out stays as it is shipped."""
    return usual if node is None else reader.number(node, "cents")


def _targets(reader: Reader, node: yaml.Node) -> Mapping[Stage, Target]:
    targets = {}
    stages = [stage.value for stage in Stage if stage is not Stage.CLOSED]
    for name, entry in reader.mapping(node, stages, "stages").items():
        got = reader.mapping(entry, ("target", "urgent"), f"stage {name}")
        routine = reader.span(got.get("target"), f"stage {name}: target")
        if routine is None:
            reader.wrong(entry, f"stage {name} lacks a target")
            continue
        targets[Stage(name)] = Target(routine, reader.span(got.get("urgent"), "urgent") or routine)
    return targets


def _waiting(reader: Reader, node: yaml.Node | None) -> Mapping[str, timedelta]:
    """How long each holder may have the ball; playbooks of before know nothing of it, and then nobody is late."""
    holders = [holder.value for holder in Holder if holder is not Holder.NAVIGATOR]
    found = {}
    for holder, entry in (reader.mapping(node, holders, "waiting") if node is not None else {}).items():
        span = reader.span(entry, f"waiting: {holder}")
        if span is not None and span.unit == BUSINESS_DAYS:
            reader.wrong(entry, f"waiting: {holder} is counted in calendar days")
        elif span is not None:
            found[holder] = span.duration
    return found


def _rules(reader: Reader, node: yaml.Node, kind: str) -> dict[str, MessageRule]:
    keys = (
        "class",
        "asks",
        "outside_budget",
        "before_contact_verified",
        "sundays_and_holidays",
        "without_email",
        "only_while",
        "unless",
        "needs",
        "needs_paper",
        "absorbed_by",
        "by_post",
        "after_death",
        "during_hold",
        "without_distance",
        "in_summary",
        "any_hour",
        "cancel_window",
        "tells",
        "stale_after",
    )
    entries = reader.mapping(node, None, f"{kind}s")
    rules = {}
    for name, entry in entries.items():
        got = reader.mapping(entry, keys, name)
        stop_class = reader.one_of(got.get("class"), [c.value for c in StopClass], f"{name}: class", "care")
        tells = reader.one_of(got.get("tells"), [t.value for t in MayBeTold], f"{name}: tells", "records")
        rules[name] = MessageRule(
            name=name,
            kind=kind,
            stop_class=StopClass(stop_class) if stop_class in set(StopClass) else StopClass.CARE,
            asks=reader.flag(got.get("asks")),
            outside_budget=reader.flag(got.get("outside_budget")),
            before_contact_verified=reader.flag(got.get("before_contact_verified")),
            sundays_and_holidays=reader.flag(got.get("sundays_and_holidays")),
            without_email=reader.one_of(
                got.get("without_email"), ("letter", "call", "nothing"), "without_email", "letter"
            ),
            only_while=reader.one_of(got.get("only_while"), CONDITIONS, f"{name}: only_while"),
            unless=reader.one_of(got.get("unless"), CONDITIONS, f"{name}: unless"),
            needs_approval=reader.one_of(got.get("needs"), ("approval",), f"{name}: needs") == "approval",
            needs_paper=reader.flag(got.get("needs_paper")),
            absorbed_by=reader.one_of(got.get("absorbed_by"), entries, f"{name}: absorbed_by"),
            by_post=reader.flag(got.get("by_post")),
            after_death=reader.flag(got.get("after_death")),
            during_hold=reader.flag(got.get("during_hold")),
            without_distance=reader.flag(got.get("without_distance")),
            in_summary=reader.flag(got.get("in_summary")),
            any_hour=reader.flag(got.get("any_hour")),
            cancellable=reader.flag(got.get("cancel_window")),
            tells=MayBeTold(tells) if tells in set(MayBeTold) else MayBeTold.RECORDS,
            stale_after=reader.span(got.get("stale_after"), f"{name}: stale_after"),
        )
        if rules[name].after_death and not rules[name].needs_approval:
            reader.wrong(entry, f"{name}: after_death needs 'needs: approval': nothing leaves by itself after a death")
    return rules
