"""A page of what came in, drawn as a picture: no browser opens a stranger's PDF, and nothing in it can run.

``python -m coordinator.services.page_pictures PAGE`` reads a PDF or picture and writes a PNG (``count``: how many
pages there are), in a process of its own with little memory and time. What makes a reader crash or run for ever does
so there.
"""

from __future__ import annotations

import io
import struct
import sys
import zlib

from coordinator.services import apart

WIDTH = 1000
"""Pixels across; enough to read a fax."""

PROCESSOR_SECONDS, SECONDS = 10, 20
MOST_PIXELS = 60_000_000
COUNT = "count"


def draw(content: bytes, page: int) -> bytes | None:
    """Page ``page`` (from 1) as a PNG; ``None`` where there is no such page, or it cannot be drawn."""
    drawn = apart.ask(__name__, str(page), content=content, seconds=SECONDS)
    return drawn if drawn and drawn.startswith(b"\x89PNG") else None


def count(content: bytes) -> int:
    """How many pages there are to draw; none where it is no PDF or picture, or cannot be opened."""
    said = apart.ask(__name__, COUNT, content=content, seconds=SECONDS) or b""
    return int(said) if said.isdigit() else 0


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
    apart.shut_in(PROCESSOR_SECONDS)
    content, wanted = sys.stdin.buffer.read(), sys.argv[1]
    if wanted == COUNT:
        sys.stdout.write(str(_count(content)))
        return
    draw_it = _of_pdf if content.startswith(b"%PDF-") else _of_picture
    sys.stdout.buffer.write(draw_it(content, int(wanted)))


if __name__ == "__main__":
    _main()
