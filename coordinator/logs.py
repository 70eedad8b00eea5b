"""Logs: one line an act, on stderr, with the keys that are allowed and no others.

What is not on the list is dropped, so that a name or an address passed by mistake goes nowhere. The text of an
exception is dropped too, because it may quote what it stumbled over; its type and the place in our code remain.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import PurePath
from types import TracebackType
from typing import Any

import structlog

KEYS = frozenset(
    {
        "event", "level", "at", "logger",
        "case", "effect", "lane", "request_id", "code", "status", "name", "stage", "seq", "attempt", "count",
        "process", "pid", "seconds", "port", "error_type", "error_at", "route", "method",
    }
)  # fmt: skip


def configure(level: str = "info", *, console: bool | None = None) -> None:
    """Send this process's logs to stderr: JSON, or readable lines on a terminal (``console`` decides otherwise).

    Records of the standard library's ``logging`` are reduced to their logger, level and error type: the messages of
    libraries quote SQL parameters, addresses and URLs.
    """
    readable = sys.stderr.isatty() if console is None else console
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            name_the_error,
            keep_allowed_keys,
            structlog.dev.ConsoleRenderer(colors=readable) if readable else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_FromTheLibraries()]
    root.setLevel(max(threshold, logging.WARNING))


def keep_allowed_keys(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not in ``KEYS``; a line that lost some still says that it happened."""
    return {key: value for key, value in line.items() if key in KEYS}


def name_the_error(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put an exception's type and the place it comes from where its text would be."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        line["error_type"] = type(error).__name__
        line["error_at"] = _place(error.__traceback__)
    return line


def _place(trace: TracebackType | None) -> str:
    """The last frame of a traceback as ``folder/file.py:line``; lines of code, not their values."""
    frames = traceback.extract_tb(trace)
    if not frames:
        return ""
    last = frames[-1]
    return f"{'/'.join(PurePath(last.filename).parts[-2:])}:{last.lineno}"


class _FromTheLibraries(logging.Handler):
    """Says that a library logged something, and of what kind; never its message."""

    def emit(self, record: logging.LogRecord) -> None:
        line: dict[str, Any] = {"logger": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            line["exc_info"] = record.exc_info
        level = min(record.levelno // 10 * 10, logging.CRITICAL)
        structlog.get_logger().log(level, "library.said", **line)
