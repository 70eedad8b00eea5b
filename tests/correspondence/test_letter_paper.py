"""Where things stand on the sheet: the window of an envelope, page numbers, repeated heads, long words, paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letter_text import EACH, VARIANT, pages_of, text_of

from coordinator.correspondence import sample_odd_letters
from coordinator.correspondence.gallery import main as gallery
from coordinator.correspondence.inbound.cover_sheet import can_scan, references_on
from coordinator.correspondence.letter_values import LetterValues
from coordinator.correspondence.letters import render_cover, render_fax, render_letter, render_patient_letter
from coordinator.correspondence.parts import Paper
from coordinator.correspondence.samples import BRAND, PARTS, READER, REFERENCE
from coordinator.domain.errors import Refused
from coordinator.domain.words import Channel

ODD = {variant: (name, values) for name, variant, values in sample_odd_letters.LETTERS}
Box = tuple[float, float, float, float]

# Inches from the upper left corner of the sheet. What a #10 or DL window may show however the sheet has slid, and the
# smaller part of it that it always shows (see _style.css).
SHOWN = {Paper.LETTER: (0.0, 1.99, 5.4, 3.62), Paper.A4: (0.0, 2.3, 4.33, 3.74)}
ALWAYS = {Paper.LETTER: (0.95, 1.97, 4.4, 3.17), Paper.A4: (0.95, 2.42, 4.14, 3.55)}


def words_at(pdf: bytes) -> list[tuple[str, Box]]:
    """Every run of text on the first page with its place, in inches from the upper left corner."""
    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0]
        height = page.get_height()
        text = page.get_textpage()
        found = []
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            words = text.get_text_bounded(left, bottom, right, top).strip()
            found.append((words, (left / 72, (height - top) / 72, right / 72, (height - bottom) / 72)))
        return found


def overlaps(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def within(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def check_window(pdf: bytes, address: tuple[str, ...], sender: str, paper: Paper) -> None:
    lines = {line: [box for words, box in words_at(pdf) if words == line] for line in address}
    for line, boxes in lines.items():
        assert any(within(box, ALWAYS[paper]) for box in boxes), (line, boxes)
    for words, box in words_at(pdf):
        if overlaps(box, SHOWN[paper]):
            assert words in address or words in sender, (words, box)


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(("name", "values"), EACH)
def test_the_window_of_the_envelope_shows_the_address_and_nothing_else(
    name: str, values: LetterValues, paper: Paper
) -> None:
    printed = replace(values, brand=replace(values.brand, paper=paper), channel=Channel.PRINT)
    to = printed.to
    own = printed.basis is not None and printed.basis.deadline_applies and name.startswith("l01")
    whose = printed.request.representative if printed.request else None
    writer = (whose.name if whose else printed.patient.full_name, printed.patient.postal)
    sender = f"{writer[0]}, {', '.join(writer[1])}" if own else f"{BRAND.name}, {', '.join(BRAND.postal)}"
    pdf = render_letter(name, printed)

    left, _, right, _ = next(box for words, box in words_at(pdf) if words == REFERENCE)
    assert right - left == pytest.approx(0.76, abs=0.012)  # a page with something too wide on it is shrunk as a whole
    check_window(pdf, (to.organization, *to.postal), f"{sender} {to.attention} {to.department}"
                 f" Attention: {to.attention}", paper)  # fmt: skip


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("part", [pytest.param(part, id=part.name) for part in (PARTS[0], PARTS[4], PARTS[15])])
def test_a_patient_letter_shows_the_name_and_address_and_nothing_else(part, paper: Paper, large: bool) -> None:
    brand, reader = replace(BRAND, paper=paper), replace(READER, large_print=large)
    pdf = render_patient_letter([part], reader, brand, REFERENCE, date(2026, 11, 23))

    check_window(pdf, (READER.full_name, *READER.postal), f"{BRAND.name}, {', '.join(BRAND.postal)}", paper)


@pytest.mark.parametrize(("paper", "size"), [(Paper.LETTER, (612.0, 792.0)), (Paper.A4, (595.3, 841.9))])
def test_every_page_has_the_size_of_the_paper(paper: Paper, size: tuple[float, float]) -> None:
    name, values = VARIANT["l01-request c"]

    with pypdfium2.PdfDocument(render_fax(name, replace(values, brand=replace(BRAND, paper=paper)))) as opened:
        sizes = {tuple(round(edge, 1) for edge in page.get_size()) for page in opened}

    assert sizes == {size}


def test_a_long_list_goes_over_pages_and_every_page_repeats_its_head_and_says_which_it_is() -> None:
    pages = pages_of(render_letter(*ODD["forty-items"]))

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "Accession no." in page
        assert page.endswith(f"Page {number} of {len(pages)}")
        assert (f"{REFERENCE}, November 24, 2026" in page) is (number > 1)
    assert " ".join(pages).count("knee, left and right") == len(ODD["forty-items"][1].items)


def test_twelve_items_fit_on_two_pages_with_the_part_that_comes_back_on_one() -> None:
    pages = pages_of(render_letter(*ODD["twelve-items"]))

    assert len(pages) == 2
    [answer] = [page for page in pages if "Your answer" in page]
    for wanted in (BRAND.fax, REFERENCE, "All sent on", "No record found of", "Not released", "own form", "Name"):
        assert wanted in answer


@pytest.mark.parametrize("variant", ["long-words", "bare", "other-scripts"])
def test_strange_values_leave_every_letter_at_its_size(variant: str) -> None:
    pdf = render_letter(*ODD[variant])

    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0].get_textpage()
        at = page.get_text_range().index("Rochester, MN")
        _, bottom, _, top = page.get_charbox(at)
        widest = max(box[2] for _, box in words_at(pdf))
    assert top - bottom > 0.62 * 8.8  # a page that is too wide is shrunk as a whole
    assert widest < 8.5 - 0.8
    for trace in ("{{", "None", "Undefined"):
        assert trace not in text_of(pdf)


def test_a_name_that_no_typeface_here_has_is_put_before_a_person_and_not_printed_as_boxes() -> None:
    name, values = VARIANT["l01-request a"]
    unknown = replace(values, patient=replace(values.patient, full_name="\U00012000\U00012001"))  # cuneiform

    with pytest.raises(Refused, match=r"letter\.unprintable_character"):
        render_letter(name, unknown)


def test_large_print_is_large_in_all_the_patient_reads() -> None:
    pdf = render_patient_letter(PARTS[:1], replace(READER, large_print=True), BRAND, REFERENCE, date(2026, 11, 23))

    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[0].get_textpage()
        whole = text.get_text_range()
        for words in ("Thank you", "Need help?", REFERENCE, READER.full_name, "November 23, 2026"):
            _, bottom, _, top = text.get_charbox(whole.index(words))
            assert top - bottom >= 0.64 * 18, words  # a capital is 0.66 of the size
        _, bottom, _, top = text.get_charbox(whole.index("Telephone"))
        assert top - bottom >= 0.64 * 14


WORDS = st.text(st.characters(categories=["L", "Nd"], max_codepoint=0x24F), min_size=4, max_size=24).map(
    lambda w: f"Zq{w}"
)


@settings(max_examples=15, deadline=None)
@given(secret=WORDS, other=WORDS)
def test_the_cover_of_a_fax_holds_nothing_of_the_letter_behind_it(secret: str, other: str) -> None:
    _, values = VARIANT["l01-request c"]
    assert values.request is not None
    assert values.authorization is not None
    behind = replace(
        values,
        patient=replace(
            values.patient, full_name=secret, former_names=(secret,), postal=(secret,), record_number=secret
        ),
        items=tuple(replace(item, label=other, body_part=other, accession=other, dates=other) for item in values.items),
        delivery=(secret,),
        request=replace(values.request, requester=(secret,), dates_of_service=other),
        authorization=replace(values.authorization, disclosing=other, records=(other,)),
    )

    cover = text_of(render_cover(behind, 3))

    assert secret not in cover
    assert other not in cover
    for word in ("diagnos", "record", "patient", "cancer", "health", "medical", "treat", "request"):
        assert word not in cover.lower().replace("release of information", "").replace(
            "health information management", ""
        )


if can_scan():

    @pytest.mark.parametrize("mark", ["", "4D5E6F70"])
    def test_the_code_of_a_letter_that_comes_back_names_case_and_request(mark: str) -> None:
        name, values = VARIANT["l02-reminder-1"]

        assert references_on(render_letter(name, replace(values, mark=mark))) == [f"{REFERENCE}/{mark}".rstrip("/")]
        assert references_on(render_cover(replace(values, mark=mark), 2)) == [f"{REFERENCE}/{mark}".rstrip("/")]


def test_a_mark_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match=r"reference\.malformed"):
        replace(VARIANT["l01-request a"][1], mark="x; y")


def test_the_gallery_holds_every_letter(tmp_path) -> None:
    assert gallery(["--out", str(tmp_path)]) == 0

    names = {path.name for path in tmp_path.glob("*.pdf")}
    assert {"l01-request-a.pdf", "l18-summary.pdf", "l12-with-index.pdf", "patient-combined-large.pdf"} <= names
