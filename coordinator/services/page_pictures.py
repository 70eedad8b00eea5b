"""A page of what came in, drawn as a picture: no browser opens a stranger's PDF, and nothing in it can run.

``python -m coordinator.services.page_pictures PAGE`` reads a PDF or picture and writes a PNG (``count``: how many
pages there are), in a process of its own with little memory and time. What makes a reader crash or run for ever does
so there.
"""

from __future__ import annotations

import io
import os
import resource
import struct
import subprocess
import sys
import zlib

WIDTH = 1000
"""Pixels across; enough to read a fax."""

MEMORY = 1024 * 1024 * 1024
PROCESSOR_SECONDS, SECONDS = 10, 20
MOST_PIXELS = 60_000_000
COUNT = "count"


def draw(content: bytes, page: int) -> bytes | None:
    """Page ``page`` (from 1) as a PNG; ``None`` where there is no such page, or it cannot be drawn."""
    drawn = _apart(content, str(page))
    return drawn if drawn.startswith(b"\x89PNG") else None


def count(content: bytes) -> int:
    """How many pages there are to draw; none where it is no PDF or picture, or cannot be opened."""
    said = _apart(content, COUNT)
    return int(said) if said.isdigit() else 0


def _apart(content: bytes, wanted: str) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, wanted],
            env={name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ},
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""


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


def _of_pdf(content: bytes, page: int) -> bytes:
    import pypdfium2

    drawn = pypdfium2.PdfDocument(content)[page - 1]
    bitmap = drawn.render(scale=min(WIDTH / max(drawn.get_width(), 1.0), 4.0), rev_byteorder=True)
    rows = bytes(bitmap.buffer)
    lines = (rows[y * bitmap.stride : y * bitmap.stride + bitmap.width * 3] for y in range(bitmap.height))
    return _png(bitmap.width, bitmap.height, b"".join(b"\x00" + line for line in lines))


def _png(width: int, height: int, lines: bytes) -> bytes:
    """RGB, eight bits each, no filter: the one kind of PNG that takes no library."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 6)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _of_picture(content: bytes, page: int) -> bytes:
    """A fax or scan as TIFF, which no browser shows. The reader of pictures is an optional part (``scanning``)."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    made = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.seek(page - 1)
        shown = picture.convert("RGB")
        shown.thumbnail((WIDTH, WIDTH * 4))
        shown.save(made, "PNG")
    return made.getvalue()


def _count(content: bytes) -> int:
    if content.startswith(b"%PDF-"):
        import pypdfium2

        return len(pypdfium2.PdfDocument(content))
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return int(getattr(picture, "n_frames", 1))


def _main() -> None:
    _limit()
    content, wanted = sys.stdin.buffer.read(), sys.argv[1]
    if wanted == COUNT:
        sys.stdout.write(str(_count(content)))
        return
    draw_it = _of_pdf if content.startswith(b"%PDF-") else _of_picture
    sys.stdout.buffer.write(draw_it(content, int(wanted)))


if __name__ == "__main__":
    _main()
