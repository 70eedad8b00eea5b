"""Walks a playbook's YAML nodes, which know their lines, and collects what is wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time, timedelta
from difflib import get_close_matches
from typing import Any

import yaml

from coordinator.playbook.schema import BUSINESS_DAYS, DAYS, HOURS, Span


@dataclass
class Reader:
    """Walks the YAML nodes, which know their lines, and collects what is wrong."""

    file: str
    problems: list[str]

    def wrong(self, node: yaml.Node, what: str) -> None:
        """Note a problem with its file and line."""
        self.problems.append(f"{self.file}:{node.start_mark.line + 1}: {what}")

    def mapping(self, node: yaml.Node, keys: Collection[str] | None, what: str) -> dict[str, yaml.Node]:
        """The entries of a mapping; keys outside ``keys`` are named with the nearest that would do."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} should be a mapping (name: value)")
            return {}
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if key in found:
                self.wrong(key_node, f"{what}: {key!r} stands twice")
            elif keys is not None and key not in keys:
                self.wrong(key_node, f"{what}: unknown key {key!r}{nearest(key, keys)}")
            else:
                found[key] = value
        return found

    def one_of(self, node: yaml.Node | None, allowed: Collection[str], what: str, default: str = "") -> str:
        """A word out of a list."""
        if node is None:
            return default
        text = self.text(node)
        if text not in allowed:
            self.wrong(node, f"{what}: {text!r} is not known{nearest(text, allowed)}")
        return text

    def text(self, node: yaml.Node | None) -> str:
        """A scalar's text; empty for anything else."""
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def flag(self, node: yaml.Node | None) -> bool:
        """Yes or no."""
        if node is None:
            return False
        if self.text(node).lower() not in ("yes", "no", "true", "false"):
            self.wrong(node, f"{self.text(node)!r} should be yes or no")
        return self.text(node).lower() in ("yes", "true")

    def number(self, node: yaml.Node | None, what: str) -> int:
        """A whole number."""
        text = self.text(node)
        if node is not None and not text.isdigit():
            self.wrong(node, f"{what}: {text!r} should be a whole number")
        return int(text) if text.isdigit() else 0

    def words(self, node: yaml.Node | None, allowed: Collection[str], what: str) -> tuple[str, ...]:
        """One word or a list of words."""
        if node is None:
            return ()
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self.one_of(child, allowed, what) for child in nodes)

    def span(self, node: yaml.Node | None, what: str) -> Span | None:
        """A span such as ``7 business days``, ``3 days`` or ``24 hours``."""
        if node is None:
            return None
        text = self.text(node)
        count, _, unit = text.partition(" ")
        units = {
            "business day": BUSINESS_DAYS,
            "business days": BUSINESS_DAYS,
            "day": DAYS,
            "days": DAYS,
            "hour": HOURS,
            "hours": HOURS,
        }
        if not count.isdigit() or unit not in units:
            self.wrong(node, f"{what}: {text!r} should read like '7 business days', '3 days' or '24 hours'")
            return None
        return Span(int(count), units[unit])

    def minutes(self, node: yaml.Node | None, what: str) -> timedelta:
        """A short time such as ``15 minutes`` or ``1 hour``; none where nothing is said."""
        if node is None:
            return timedelta(0)
        text = self.text(node)
        count, _, unit = text.partition(" ")
        each = {"minute": 1, "minutes": 1, "hour": 60, "hours": 60}.get(unit)
        if not count.isdigit() or each is None:
            self.wrong(node, f"{what}: {text!r} should read like '15 minutes' or '1 hour'")
            return timedelta(0)
        return timedelta(minutes=int(count) * each)

    def time(self, node: yaml.Node | None, what: str) -> time:
        """A wall-clock time such as ``09:00``."""
        try:
            return time.fromisoformat(self.text(node))
        except ValueError:
            if node is not None:
                self.wrong(node, f"{what}: {self.text(node)!r} should read like '09:00'")
            return time(9)


def nearest(word: str, allowed: Collection[Any]) -> str:
    """What was probably meant, or what is allowed."""
    close = get_close_matches(word, [str(a) for a in allowed], n=1, cutoff=0.4)
    return f"; did you mean {close[0]!r}?" if close else f"; allowed: {', '.join(str(a) for a in list(allowed)[:12])}"
