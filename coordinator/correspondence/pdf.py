"""HTML to PDF. The page may load what this module's table holds and nothing else: no file, no address of the network.

The same HTML and the same date give the same bytes: the typeface comes with our dependencies, not with the system,
whose fonts only stand in for characters that ours lacks.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from xml.sax.saxutils import escape

import plutoprint
import segno

from coordinator.correspondence.parts import Paper
from coordinator.domain.errors import Refused

_FONT_PACKAGE = "fontpkg_source_sans_3"
_SHEETS = {Paper.LETTER: plutoprint.PAGE_SIZE_LETTER, Paper.A4: plutoprint.PAGE_SIZE_A4}
_TABLE_SCHEME = "asset:"


_RARE = re.compile("[^\u0000-\u024f\u02b0-\u052f\u1e00-\u1fff\u2000-\u22ff\u2500-\u25ff\ufeff]")
"""Beyond Latin, Greek and Cyrillic, which our typeface has, what is printed depends on the machine's fonts."""


class AssetTable(plutoprint.ResourceFetcher):
    """Serves ``asset:NAME`` from a table and refuses every other address, whatever a name in the letter says."""

    def __init__(self, assets: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__()
        self._assets = assets
        self.refused: list[str] = []

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        """The bytes of one asset; for anything else nothing, and the try is noted in ``refused``."""
        name = url.removeprefix(_TABLE_SCHEME)
        if url.startswith(_TABLE_SCHEME) and name in self._assets:
            content, media_type = self._assets[name]
            return plutoprint.ResourceData(content, media_type)
        self.refused.append(url)
        return plutoprint.ResourceData(b"", "text/plain")


def render_pages(
    pages: Sequence[str],
    *,
    title: str,
    on: date,
    assets: Mapping[str, tuple[bytes, str]],
    paper: Paper = Paper.LETTER,
) -> bytes:
    """One PDF of several documents, one behind the other, each with its own page count ("Page 1 of 2")."""
    return bind([laid_out(page, assets, paper) for page in pages], title=title, on=on, paper=paper)


def bind(books: Sequence[plutoprint.Book], *, title: str, on: date, paper: Paper = Paper.LETTER) -> bytes:
    """The same for documents that are laid out already: laying out is what costs."""
    stamp = f"{on.isoformat()}T12:00:00Z"
    stream = io.BytesIO()
    with plutoprint.PDFCanvas.create_for_stream(stream, _SHEETS[paper]) as canvas:
        canvas.set_metadata(plutoprint.PDF_METADATA_TITLE, title)
        canvas.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, stamp)
        canvas.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, stamp)
        canvas.scale(plutoprint.UNITS_PX, plutoprint.UNITS_PX)  # pages are measured in CSS pixels, the canvas in points
        for book in books:
            for number in range(book.get_page_count()):
                book.render_page(canvas, number)
                canvas.show_page()
    return stream.getvalue()


def laid_out(page: str, assets: Mapping[str, tuple[bytes, str]], paper: Paper = Paper.LETTER) -> plutoprint.Book:
    """A document on its sheets; ``get_page_count()`` says how many.

    Raises ``Refused`` where a character would be printed as an empty box: no typeface at hand has it.
    """
    _use_own_typeface()
    book = plutoprint.Book(_SHEETS[paper])
    book.custom_resource_fetcher = AssetTable(assets)
    book.load_html(page)
    if _RARE.search(page) and _has_boxes(bind([book], title="", on=date.min, paper=paper)):
        raise Refused("letter.unprintable_character")
    return book


def _has_boxes(content: bytes) -> bool:
    """True where the reader of the PDF finds no character behind a glyph: the typeface lacked it."""
    import pypdfium2  # only for rare characters: the import costs more than a letter

    with pypdfium2.PdfDocument(content) as opened:
        return any("\ufffd" in page.get_textpage().get_text_range() for page in opened)


@lru_cache(maxsize=1024)
def qr_code(text: str) -> tuple[bytes, str]:
    """A QR code as an SVG asset, so that a sheet that comes back finds its case.

    The mask is fixed: trying all eight for the prettiest costs more than the rest of the letter.
    """
    stream = io.BytesIO()
    segno.make_qr(text, error="m", mask=3).save(
        stream, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    return stream.getvalue(), "image/svg+xml"


@cache
def _use_own_typeface() -> tempfile.TemporaryDirectory[str]:
    """Point the renderer at our typeface, once a process. The folder lives as long as the process holds this value.

    Through fontconfig and not through ``@font-face``: a variable font loaded that way has one weight only, and
    measured, the process then ends in a segmentation fault.
    """
    own = tempfile.TemporaryDirectory(prefix="coordinator-fonts-")
    typeface = Path(str(resources.files(_FONT_PACKAGE))) / "files"
    folders = (typeface, Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/System/Library/Fonts"))
    listed = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders)
    (Path(own.name) / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{listed}<cachedir>{escape(own.name)}/cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    plutoprint.plutobook_set_fontconfig_path(own.name)
    return own
