"""Case references in the QR codes of pages that came back, with the mark of what they answer where there is one.

Pictures and PDFs of strangers are opened in a process of its own with little memory and time, which may die without
harm. The decoder is an optional part of the installation (``scanning``); without it nothing is found.
"""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

PATIENCE = 30.0
"""Seconds (real) for one document."""

MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 20
DOTS = 150 / 72
"""Scale at which a page is drawn: 150 dots an inch, as a fax has them."""

_REFERENCE = re.compile(r"SO-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}(?:/[0-9A-F]{8})?")


def references_on(content: bytes) -> list[str]:
    """What the codes on the pages of a PDF or picture say, each once: ``SO-7K4M-Q2``, or ``SO-7K4M-Q2/4D5E6F70``.

    None where nothing can be read.
    """
    if not can_scan():
        return []
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__], input=content, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return list(dict.fromkeys(_REFERENCE.findall(done.stdout.decode("ascii", "ignore"))))


def can_scan() -> bool:
    """True where the decoder is installed."""
    return all(importlib.util.find_spec(name) for name in ("zxingcpp", "pypdfium2", "PIL"))


def _codes(content: bytes) -> Iterator[str]:
    import zxingcpp

    only_qr = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for picture in _pictures(content):
        for code in zxingcpp.read_barcodes(picture.convert("L"), formats=only_qr):
            yield code.text


def _pictures(content: bytes) -> Iterator[Any]:
    if content.startswith(b"%PDF-"):
        import pypdfium2

        pages = pypdfium2.PdfDocument(content)
        for number in range(min(len(pages), MOST_PAGES)):
            yield pages[number].render(scale=DOTS).to_pil()
        return
    from PIL import Image, ImageSequence

    with Image.open(io.BytesIO(content)) as picture:
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number >= MOST_PAGES:
                return
            yield frame


def _main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (int(PATIENCE), int(PATIENCE)))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for text in _codes(sys.stdin.buffer.read()):
        if _REFERENCE.fullmatch(text):
            print(text)


if __name__ == "__main__":
    _main()
