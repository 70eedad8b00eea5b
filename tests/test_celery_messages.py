"""Celery messages say "look" and nothing else (``design.md``, idea 2; ``reliability.md``, Delivery)."""

from __future__ import annotations

import ast
from pathlib import Path

import coordinator

SOURCES = [
    *Path(coordinator.__file__).parent.rglob("*.py"),
    *(Path(coordinator.__file__).parents[1] / "tasks").rglob("*.py"),
]
NEVER = {"eta", "countdown", "task_always_eager"}
CHAINED = {"link", "link_error"}
"""Elsewhere a link is one to the portal."""

NEVER_CALLED = {"chord", "chain", "group", "apply", "delay", "AsyncResult"}


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_no_message_carries_a_time_a_result_or_a_chain() -> None:
    assert len(SOURCES) > 100
    for path in SOURCES:
        celery = "celery" in path.read_text(encoding="utf-8").lower() or path.parent.name == "tasks"
        for call in _calls(path):
            assert not {keyword.arg for keyword in call.keywords} & NEVER, f"{path}:{call.lineno}"
            if celery:
                assert not {keyword.arg for keyword in call.keywords} & CHAINED, f"{path}:{call.lineno}"
                assert _name(call) not in NEVER_CALLED, f"{path}:{call.lineno}"


def test_only_the_tick_talks_to_the_broker() -> None:
    senders = {path.name for path in SOURCES for call in _calls(path) if _name(call) in ("send_task", "apply_async")}

    assert senders == {"tick.py"}


def test_a_task_is_a_door_and_holds_no_decision() -> None:
    look = next(path for path in SOURCES if path.parts[-2:] == ("tasks", "look.py"))
    for node in ast.walk(ast.parse(look.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.If | ast.Try | ast.For | ast.While)
