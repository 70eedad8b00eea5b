"""Every patient message exists on paper too, and large where large print is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from letter_text import text_of

from coordinator.correspondence.letters import render_patient_letter
from coordinator.correspondence.parts import Part, Reader
from coordinator.correspondence.samples import BRAND, PARTS, READER, REFERENCE


@pytest.mark.parametrize("part", [pytest.param(part, id=part.name) for part in PARTS])
def test_every_patient_message_also_exists_as_a_letter(part):
    text = text_of(render_patient_letter([part], READER, BRAND, REFERENCE, date(2026, 11, 23)))

    for wanted in (READER.full_name, *READER.postal, BRAND.help_phone, "November 23, 2026", "Need an interpreter?"):
        assert wanted in text
    assert "reply" not in text.lower()
    for trace in ("{{", "None", "Undefined"):
        assert trace not in text


def test_a_letter_to_a_patient_may_hold_the_details_that_a_mail_may_not():
    part = Part("m06-sign-authorization", {"count": 1, "due": "Monday, May 3", "papers": ["Lakeview General Hospital"]})

    assert "Lakeview" in text_of(render_patient_letter([part], READER, BRAND, REFERENCE, date(2026, 11, 23)))


def test_large_print_is_larger():
    large = replace(READER, large_print=True)

    def sizes(reader: Reader) -> float:
        document = pypdfium2.PdfDocument(render_patient_letter(PARTS[:1], reader, BRAND, REFERENCE, date(2026, 11, 23)))
        page = document[0].get_textpage()
        at = page.get_text_range().index("Thank you")
        _, bottom, _, top = page.get_charbox(at)
        document.close()
        return top - bottom

    assert sizes(large) / sizes(READER) == pytest.approx(1.5, rel=0.02)
