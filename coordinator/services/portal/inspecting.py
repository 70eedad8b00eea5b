"""A stranger's file is first opened in a process of its own, with little memory and little time, that knows nothing.

``python -m coordinator.services.portal.inspecting PATH KIND`` prints ``good`` for a file that can be opened.
What makes a reader crash or run for ever does so there.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
PROCESSOR_SECONDS, SECONDS = 15, 30


def opens(path: Path, kind: str) -> bool:
    """Whether a file of this kind can be opened at all."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(path), kind],
            env={name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ},
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and done.stdout.strip() == b"good"


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows no limit of address space
            continue


def _inspect(path: Path, kind: str) -> bool:
    from coordinator.services.dicom_header import read_header
    from coordinator.services.pdf_pages import count_pages

    content = path.read_bytes()
    if kind == "pdf":
        return count_pages(content) is not None
    if kind == "dicom":
        return read_header(content) is not None
    return True


if __name__ == "__main__":
    _limit()
    print("good" if _inspect(Path(sys.argv[1]), sys.argv[2]) else "not readable")
