"""An office's own form behind our letter: its pages carry our reference, so that they find the letter again.

The form is somebody else's PDF: its pages are taken over as they look, nothing in them that could run or be filled in.
"""

from __future__ import annotations

import io
from datetime import date

from coordinator.correspondence.parts import Paper
from coordinator.correspondence.pdf import bind, laid_out, qr_code
from coordinator.correspondence.templates import environment
from coordinator.domain.errors import Refused

MOST_PAGES = 12
"""A form longer than this is a booklet and no form."""


def as_pages(content: bytes) -> bytes:
    """The form as plain pages, entries made visible. Raises ``Refused`` for what is no short, open PDF."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as source:
            if len(source) > MOST_PAGES:
                raise Refused("form.too_long", f"at most {MOST_PAGES} pages", field="file")
            source.init_forms()
            for page in source if source.formenv else ():
                page.flatten()
            with pypdfium2.PdfDocument.new() as plain:
                plain.import_pages(source)
                return _saved(plain)
    except pypdfium2.PdfiumError as problem:
        raise Refused("form.unreadable", "no PDF, a broken one, or one with a password", field="file") from problem


def page_count(content: bytes) -> int:
    """How many pages a form has; nothing has none."""
    if not content:
        return 0
    import pypdfium2

    with pypdfium2.PdfDocument(content) as opened:
        return len(opened)


def behind(letter: bytes, form: bytes, code: str, reference: str) -> bytes:
    """The letter with the form as its last pages, each under the reference and the code of the letter."""
    import pypdfium2

    with pypdfium2.PdfDocument(letter) as whole, pypdfium2.PdfDocument(form) as pages:
        first, count = len(whole), len(pages)
        whole.import_pages(pages)
        for number in range(count):
            with pypdfium2.PdfDocument(_stamp(code, reference, number + 1, count)) as stamp:
                page, over = whole[first + number], stamp.page_as_xobject(0, whole).as_pageobject()
                width, height = page.get_size()
                own_width, own_height = stamp[0].get_size()
                over.set_matrix(pypdfium2.PdfMatrix().translate(width - own_width, height - own_height))
                page.insert_obj(over)
                page.gen_content()
        return _saved(whole)


def _stamp(code: str, reference: str, number: int, count: int) -> bytes:
    """A page that is empty but for its upper right corner."""
    page = environment().get_template("letters/form_stamp.html").render(
        reference=reference, number=number, count=count, qr="asset:qr.svg"
    )  # fmt: skip
    return bind([laid_out(page, {"qr.svg": qr_code(code)}, Paper.LETTER)], title=reference, on=date(2000, 1, 1))


def _saved(document: object) -> bytes:
    import pypdfium2

    stream = io.BytesIO()
    document.save(stream, flags=pypdfium2.raw.FPDF_NO_INCREMENTAL)  # type: ignore[attr-defined]
    return stream.getvalue()
