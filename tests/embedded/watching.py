"""Waiting for what a stack does, and looking at which processes live."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil


def eventually(condition: Callable[[], bool], seconds: float = 120.0) -> bool:
    """True as soon as ``condition`` holds; False when it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; a zombie has ended."""
    return [process for process in processes if _status(process) not in (None, psutil.STATUS_ZOMBIE)]


def command_of(process: psutil.Process) -> str:
    """Its command; empty once it has ended, as servers of a single connection do at any time."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def _status(process: psutil.Process) -> str | None:
    try:
        return process.status() if process.is_running() else None
    except psutil.NoSuchProcess:
        return None
