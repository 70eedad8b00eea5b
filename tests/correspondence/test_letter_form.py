"""What holds for every letter: its form, its bytes, its cover, and what its page may load."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from letter_text import EACH, VARIANT, pages_of, text_of

from coordinator.correspondence.letter_values import LetterValues
from coordinator.correspondence.letters import render_cover, render_fax, render_letter
from coordinator.correspondence.pdf import AssetTable, render_pages
from coordinator.correspondence.samples import BRAND, REFERENCE
from coordinator.domain.errors import NotFound, Refused

ENCLOSED = "The opinions side by side"
"""The sheet behind L16: a document of its own, as long as the opinions are."""


@pytest.mark.parametrize(("name", "values"), EACH)
def test_a_letter_has_two_pages_at_most_and_no_trace_of_a_template(name, values):
    pages = pages_of(render_letter(name, values))
    own = [page for page in pages if not page.startswith("Authorization to disclose") and ENCLOSED not in page]

    assert len(own) <= 2
    assert pages[0].endswith(f"Page 1 of {len(own)}")
    for trace in ("{{", "{%", "None", "Undefined"):
        assert trace not in " ".join(pages)


@pytest.mark.parametrize(("name", "values"), EACH)
def test_the_same_letter_has_the_same_bytes(name, values):
    assert render_letter(name, values) == render_letter(name, values)


@pytest.mark.parametrize(("name", "values"), EACH)
def test_every_letter_names_its_office_its_reference_and_what_to_do_when_it_went_astray(name, values):
    text = text_of(render_letter(name, values))

    for wanted in (values.to.organization, values.to.department, *values.to.postal, REFERENCE, BRAND.help_phone):
        assert wanted in text
    assert "do not read, copy or pass it on" in text


def test_the_cover_of_a_fax_says_nothing_clinical_and_names_no_patient():
    cover = text_of(render_cover(VARIANT["l01-request d"][1], 3))

    assert "Lakeview General Hospital" in cover
    assert "3, this one included" in cover
    for hidden in ("Okafor", "1968", "slide", "glass", "S26-10442", "Consultation"):
        assert hidden.lower() not in cover.lower().replace("pathology, slide and block requests", "")


def test_a_fax_is_cover_and_letter_in_one_with_the_sheets_counted():
    pages = pages_of(render_fax(*VARIANT["l01-request a"]))

    assert len(pages) == 3
    assert "3, this one included" in pages[0]
    assert "By fax: (507) 555-0110" in pages[1]
    assert pages[1].endswith("Page 1 of 2")


def test_a_fax_counts_the_authorization_behind_the_letter():
    pages = pages_of(render_fax(*VARIANT["l01-request c"]))

    assert f"{len(pages)}, this one included" in pages[0]
    assert pages[-1].startswith("Authorization to disclose health information")


def test_a_letter_that_just_misses_one_sheet_is_set_closer_instead_of_running_over():
    name, values = VARIANT["l12-referral-packet"]

    assert len(pages_of(render_letter(name, values))) == 1


def test_a_letter_longer_than_two_sheets_is_refused():
    name, values = VARIANT["l12-referral-packet"]
    assert values.packet is not None
    endless = replace(values.packet, question="What should I do, and when, and why? " * 400)

    with pytest.raises(Refused, match=r"letter\.too_long"):
        render_letter(name, replace(values, packet=endless))


def test_a_letter_without_a_block_it_needs_is_refused():
    name, values = VARIANT["l01-request a"]

    with pytest.raises(Refused, match=r"letter\.value_missing"):
        render_letter(name, replace(values, request=None))


def test_a_letter_that_the_catalogue_does_not_hold_is_not_found():
    with pytest.raises(NotFound):
        render_letter("l99-none", VARIANT["l01-request a"][1])


def test_a_reference_that_could_break_out_of_the_style_sheet_is_refused():
    with pytest.raises(Refused, match=r"reference\.malformed"):
        replace(VARIANT["l01-request a"][1], reference='X"; } body { display: none')


def test_a_name_that_is_markup_stays_a_name_and_loads_nothing():
    name, values = VARIANT["l02-reminder-1"]
    hostile = '<img src="file:///etc/passwd"><b>Maria</b>'

    text = text_of(render_letter(name, hostile_patient(values, hostile)))

    assert hostile in text


def hostile_patient(values: LetterValues, full_name: str) -> LetterValues:
    return replace(values, patient=replace(values.patient, full_name=full_name))


def test_the_page_can_load_only_what_our_table_holds(tmp_path):
    canary = tmp_path / "canary.css"
    canary.write_text('body::after { content: "CANARY" }')
    page = f'<link rel="stylesheet" href="file://{canary}"><iframe src="file://{canary}"></iframe><p>Hello</p>'

    text = text_of(render_pages([page], title="x", on=date(2026, 1, 1), assets={}))

    assert text == "Hello"
    table = AssetTable({"a": (b"A", "text/plain")})
    assert bytes(table.fetch_url("asset:a").get_content()) == b"A"
    assert bytes(table.fetch_url(f"file://{canary}").get_content()) == b""
    assert table.refused == [f"file://{canary}"]
