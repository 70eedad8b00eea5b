"""Logs: one line an act, allowed keys only, and never the text of an error."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from coordinator import logs

CANARY = "Canaryson"


@pytest.fixture
def lines(capsys):
    """The lines logged since the start of the test, parsed."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    logs.configure("info", console=False)
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_line_has_its_event_level_and_moment(lines):
    structlog.get_logger().info("effect.done", effect="e-1", lane="mail")

    (line,) = lines()
    assert line.pop("at").endswith("Z")
    assert line == {"event": "effect.done", "level": "info", "effect": "e-1", "lane": "mail"}


def test_a_key_that_is_not_allowed_is_dropped(lines):
    structlog.get_logger().info("case.opened", case="c-1", surname=CANARY, address=CANARY)

    (line,) = lines()
    assert CANARY not in json.dumps(line)
    assert line["case"] == "c-1"


def test_an_error_is_named_and_placed_but_not_quoted(lines):
    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger().error("case.stuck", exc_info=True)

    (line,) = lines()
    assert CANARY not in json.dumps(line)
    assert line["error_type"] == "ValueError"
    assert line["error_at"].startswith("tests/test_logs.py:")


def test_what_a_library_says_is_not_repeated(lines):
    logging.getLogger("sqlalchemy.engine").warning("parameters: %s", CANARY)
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")

    (line,) = lines()
    assert CANARY not in json.dumps(line)
    assert (line["logger"], line["event"], line["level"]) == ("sqlalchemy.engine", "library.said", "warning")
