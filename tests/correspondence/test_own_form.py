"""An office's own form behind our letter: all of it, under our reference, counted on the cover."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from letter_text import VARIANT, pages_of

from coordinator.correspondence.inbound.cover_sheet import can_scan, references_on
from coordinator.correspondence.letter_values import LetterValues
from coordinator.correspondence.letters import render_fax, render_letter
from coordinator.correspondence.own_form import MOST_PAGES, as_pages
from coordinator.correspondence.parts import Paper
from coordinator.correspondence.pdf import render_pages
from coordinator.correspondence.samples import REFERENCE
from coordinator.domain.errors import Refused


def a_form(pages: int = 2, paper: Paper = Paper.LETTER) -> bytes:
    page = f"<style>@page {{ size: {paper}; }}</style><h1>Release of information, form 7</h1>"
    return render_pages([page] * pages, title="form", on=date(2026, 1, 1), assets={}, paper=paper)


def asked(form: bytes) -> tuple[str, LetterValues]:
    name, values = VARIANT["l01-request a"]
    return name, replace(values, mark="4D5E6F70", own_form=form)


def test_the_form_is_the_last_pages_of_the_letter_and_carries_our_reference() -> None:
    name, values = asked(as_pages(a_form()))
    plain = pages_of(render_letter(name, replace(values, own_form=b"")))

    pages = pages_of(render_letter(name, values))

    assert pages[: len(plain)] == plain
    for number, page in enumerate(pages[len(plain) :], start=1):
        assert "Release of information, form 7" in page
        assert REFERENCE in page
        assert f"page {number} of 2" in page
    assert len(pages) == len(plain) + 2


def test_the_cover_of_a_fax_counts_the_form() -> None:
    pages = pages_of(render_fax(*asked(as_pages(a_form(3)))))

    assert f"{len(pages)}, this one included" in pages[0]


def test_a_form_of_another_size_keeps_it() -> None:
    with pypdfium2.PdfDocument(render_letter(*asked(as_pages(a_form(1, Paper.A4))))) as opened:
        sizes = [tuple(round(edge) for edge in page.get_size()) for page in opened]

    assert sizes[0] == (612, 792)
    assert sizes[-1] == (595, 842)


if can_scan():

    def test_a_form_that_comes_back_alone_still_finds_its_request() -> None:
        name, values = asked(as_pages(a_form(1)))
        stream = io.BytesIO()
        with pypdfium2.PdfDocument(render_letter(name, values)) as whole, pypdfium2.PdfDocument.new() as last:
            last.import_pages(whole, [len(whole) - 1])
            last.save(stream)

        assert references_on(stream.getvalue()) == [f"{REFERENCE}/4D5E6F70"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"%PDF-1.4 broken", "form.unreadable"), (b"", "form.unreadable"), (a_form(MOST_PAGES + 1), "form.too_long")],
    ids=["broken", "empty", "long"],
)
def test_what_is_no_short_pdf_is_no_form(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        as_pages(content)
    assert refused.value.code == code
