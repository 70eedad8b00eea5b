"""Reads what a playbook declares to happen: triggers, ladders and their rungs."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.words import Stop, WorkItemKind
from coordinator.playbook.dates import DATES
from coordinator.playbook.reading import Reader
from coordinator.playbook.schema import Ladder, MessageRule, Order, Rung, Trigger

COUNTS_FROM = ("its beginning", "its start", "its day", "evidenced receipt, else sending", "its review date")
OF = tuple(DATES)
CALENDARS = ("desk", "patient", "provider")
SUBJECTS = (
    "case",
    "request",
    "authorization",
    "appointment",
    "referral",
    "contact",
    "custody",
    "stage",
    "item",
    "document",
    "prior_authorization",
    "clarification",
    "next_step",
    "written",
)
TIMED_CONDITIONS = ("extension_running",)
"""Conditions that also need the time; ``next_rung`` knows them."""

SILENCES = ("promised_date_ahead", "reply_unread", "ball_with_us")
"""What silences a ladder; ``next_rung`` knows until when."""

LANDS = ("on or after", "on or before")
STAGE_TARGET = "the target of the stage"
ORDER_KEYS = ("message", "letter", "call", "work_item", "then")
THEN = ("rest_unreachable", "close_unreachable")
"""What a rung may do to the case itself; ``playbook/unreachable.py`` does it."""


def _orders(
    reader: Reader, got: Mapping[str, yaml.Node], messages: Mapping[str, MessageRule], what: str
) -> tuple[Order, ...]:
    orders = []
    script = reader.text(got.get("script"))
    for kind in ORDER_KEYS:
        node = got.get(kind)
        if node is None:
            continue
        if kind in ("message", "letter"):
            name = reader.one_of(node, [m for m, rule in messages.items() if rule.kind == kind], f"{what}: {kind}")
            orders.append(Order(kind, name))
        elif kind == "then":
            orders.append(Order(kind, reader.one_of(node, THEN, f"{what}: then")))
        else:
            name = reader.one_of(node, [k.value for k in WorkItemKind], f"{what}: {kind}")
            orders.append(Order(kind, name, script))
    return tuple(orders)


def triggers(reader: Reader, node: yaml.Node, messages: Mapping[str, MessageRule]) -> tuple[Trigger, ...]:
    """The facts that something follows from at once."""
    if not isinstance(node, yaml.SequenceNode):
        reader.wrong(node, "at_once should be a list ('- {on: …}')")
        return ()
    triggers = []
    keys = ("on", "where", "about", "first_visit_only", "survives", "script", *ORDER_KEYS)
    for entry in node.value:
        got = reader.mapping(entry, keys, "at_once")
        if "on" not in got:
            reader.wrong(entry, "at_once: an entry lacks 'on' (the fact it follows)")
            continue
        orders = _orders(reader, got, messages, f"at_once {reader.text(got['on'])}")
        if len(orders) != 1:
            reader.wrong(entry, "at_once: an entry orders exactly one message, letter or work_item")
            continue
        triggers.append(
            Trigger(
                on=reader.text(got["on"]),
                order=orders[0],
                where=_where(reader, got.get("where")),
                about=reader.one_of(got.get("about"), SUBJECTS, "about", "case"),
                first_visit_only=reader.flag(got.get("first_visit_only")),
                survives=_stops(reader, got.get("survives")),
            )
        )
    return tuple(triggers)


def ladder(reader: Reader, name: str, node: yaml.Node, messages: Mapping[str, MessageRule]) -> Ladder:
    """One declared series of follow-ups."""
    keys = (
        "for_each",
        "starts_on",
        "where",
        "counts_from",
        "calendar",
        "ends_when",
        "silent_while",
        "survives",
        "rungs",
    )
    got = reader.mapping(node, keys, f"ladder {name}")
    for key in ("starts_on", "ends_when", "rungs"):
        if key not in got:
            reader.wrong(node, f"ladder {name} lacks {key!r}")
    rungs = reader.mapping(got["rungs"], None, f"ladder {name}: rungs") if "rungs" in got else {}
    return Ladder(
        name=name,
        starts_on=reader.text(got.get("starts_on")),
        where=_where(reader, got.get("where")),
        subject=reader.one_of(got.get("for_each"), SUBJECTS, f"ladder {name}: for_each", "case"),
        counts_from=reader.one_of(got.get("counts_from"), COUNTS_FROM, "counts_from", "its beginning"),
        calendar=reader.one_of(got.get("calendar"), CALENDARS, "calendar", "patient"),
        ends_when=reader.one_of(got.get("ends_when"), CONDITIONS, f"ladder {name}: ends_when"),
        silent_while=reader.words(got.get("silent_while"), SILENCES, f"ladder {name}: silent_while"),
        survives=_stops(reader, got.get("survives")),
        rungs=tuple(_rung(reader, f"{name}/{rung}", rung, entry, messages) for rung, entry in rungs.items()),
    )


def _rung(reader: Reader, what: str, name: str, node: yaml.Node, messages: Mapping[str, MessageRule]) -> Rung:
    keys = (
        "at_once",
        "after",
        "urgent",
        "before",
        "every",
        "until",
        "of",
        "lands",
        "only_if",
        "unless",
        "if_late",
        "once_for_all",
        "sundays_and_holidays",
        "script",
        *ORDER_KEYS,
    )
    got = reader.mapping(node, keys, what)
    target = reader.text(got.get("after")) == STAGE_TARGET
    orders = _orders(reader, got, messages, what)
    if not orders:
        reader.wrong(node, f"{what} orders nothing: it needs one of {', '.join(ORDER_KEYS)}")
    if not any(key in got for key in ("at_once", "after", "urgent", "before")):
        reader.wrong(node, f"{what} has no time: it needs one of at_once, after, urgent, before")
    conditions = (*CONDITIONS, *TIMED_CONDITIONS)
    return Rung(
        name=name,
        orders=orders,
        at_once=reader.flag(got.get("at_once")),
        after=None if target else reader.span(got.get("after"), what),
        stage_target=target,
        urgent_after=reader.span(got.get("urgent"), what),
        before=reader.span(got.get("before"), what),
        every=reader.span(got.get("every"), what),
        until=reader.span(got.get("until"), what),
        of=reader.one_of(got.get("of"), OF, f"{what}: of"),
        lands=reader.one_of(got.get("lands"), LANDS, f"{what}: lands", "on or after"),
        only_if=reader.one_of(got.get("only_if"), conditions, f"{what}: only_if"),
        unless=reader.one_of(got.get("unless"), conditions, f"{what}: unless"),
        if_late=reader.one_of(got.get("if_late"), ("at once",), f"{what}: if_late"),
        once_for_all=reader.flag(got.get("once_for_all")),
        sundays_and_holidays=reader.flag(got.get("sundays_and_holidays")),
    )


def _where(reader: Reader, node: yaml.Node | None) -> Mapping[str, str]:
    if node is None:
        return {}
    return {key: reader.text(value) for key, value in reader.mapping(node, None, "where").items()}


def _stops(reader: Reader, node: yaml.Node | None) -> frozenset[Stop]:
    words = reader.words(node, [s.value for s in Stop], "survives")
    return frozenset(Stop(word) for word in words if word in set(Stop))
