"""A stranger's file is first opened in a process of its own, with little memory and little time, that knows nothing.

``python -m coordinator.services.portal.inspecting PATH KIND`` prints ``good`` for a file that can be opened.
What makes a reader crash or run for ever does so there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from coordinator.services import apart

PROCESSOR_SECONDS, SECONDS = 15, 30


def opens(path: Path, kind: str) -> bool:
    """Whether a file of this kind can be opened at all."""
    return (apart.ask(__name__, str(path), kind, seconds=SECONDS) or b"").strip() == b"good"


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
    apart.shut_in(PROCESSOR_SECONDS)
    print("good" if _inspect(Path(sys.argv[1]), sys.argv[2]) else "not readable")
