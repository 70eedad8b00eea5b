"""``stack.json``: how another command joins a running stack. It holds secrets and is readable by its owner only."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from coordinator.embedded.folders import write_privately

NAME = "stack.json"


def write(data_dir: Path, environment: Mapping[str, str]) -> None:
    """Say that the stack of this process can be joined."""
    text = json.dumps({"pid": os.getpid(), "environment": dict(environment)}, indent=2)
    write_privately(data_dir / NAME, f"{text}\n")


def read(data_dir: Path, pid: int) -> dict[str, str] | None:
    """The environment of the stack of process ``pid``; None before it is ready or when the file is a killed one's."""
    with contextlib.suppress(OSError, ValueError):
        said = json.loads((data_dir / NAME).read_text(encoding="utf-8"))
        if said["pid"] == pid:
            return {str(key): str(value) for key, value in said["environment"].items()}
    return None


def remove(data_dir: Path) -> None:
    """Say that there is nothing to join."""
    (data_dir / NAME).unlink(missing_ok=True)


def remembered_web_port(data_dir: Path) -> int | None:
    """The port of the last start: links in mails already sent should go on working."""
    with contextlib.suppress(OSError, ValueError):
        return int((data_dir / "web_port").read_text(encoding="ascii"))
    return None


def remember_web_port(data_dir: Path, port: int) -> None:
    """Keep the port for the next start."""
    write_privately(data_dir / "web_port", f"{port}\n")
