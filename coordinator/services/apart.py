"""A process of its own for a stranger's file: little memory and time, nowhere to write, and none of our settings.

What makes a reader crash or run for ever does so there (``reliability.md``, "Files").
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space."""

_TAKEN_ALONG = ("PATH", "PYTHONPATH", "LANG")


def ask(module: str, *words: str, content: bytes = b"", seconds: int) -> bytes | None:
    """What ``python -m module words…`` prints of ``content``; ``None`` where it fails or takes longer than ``seconds``.

    The module calls :func:`shut_in` before it opens anything.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env={name: os.environ[name] for name in _TAKEN_ALONG if name in os.environ},
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def shut_in(processor_seconds: int) -> None:
    """Give up most of what this process may use, for good."""
    for what, most in (
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows no limit of address space
            continue
