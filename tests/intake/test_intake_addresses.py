from __future__ import annotations

import email
import email.policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.domain.errors import Refused
from coordinator.services.intake.addresses import clean_prose, clean_text, email_address, phone_number

BREAKS = list("\r\n\x0b\x0c\x1c\x85\u2028\u2029\0 \t")
MARKS = list(',;:<>"\\()@%\u202e\u200b\u200dﬀ')
LURES = ["\r\n", "\r\nBcc: x@evil.example", "\n\nbody", "x@evil.example", ", x@evil.example", "=?", "?="]
ENCODED = ["=?utf-8?q?=0D=0ABcc:_x@evil.example?=", "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?="]
NAMES = ["Maria", "Núñez", "漢字" * 12]
HOSTILE = st.sampled_from([*BREAKS, *MARKS, *LURES, *ENCODED, *NAMES])
PIECES = st.lists(HOSTILE | st.text(max_size=6), max_size=8).map("".join)
ADDRESSES = st.one_of(
    PIECES,
    st.tuples(PIECES, PIECES).map("@".join),
    PIECES.map(lambda piece: f"a@b.example{piece}"),
    PIECES.map(lambda piece: f"{piece}a@b.example"),
    st.emails(),
)


def message_with(*, to: str, subject: str) -> EmailMessage:
    """What a mail with these values looks like to the one who receives it."""
    written = EmailMessage(policy=email.policy.SMTP)
    written["From"] = Address(display_name="Second Opinion Desk", addr_spec="desk@coordinator.example")
    written["To"] = to
    written["Subject"] = subject
    written.set_content("One line.")
    received = email.message_from_bytes(written.as_bytes(), policy=email.policy.default)
    assert isinstance(received, EmailMessage)
    return received


HEADERS = ["From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]


@settings(max_examples=2000, deadline=None)
@given(ADDRESSES)
def test_no_accepted_address_adds_a_header_or_a_second_recipient(hostile: str) -> None:
    try:
        address = email_address(hostile)
    except Refused:
        return

    received = message_with(to=address, subject="Hello")

    assert received.keys() == HEADERS
    assert [one.addr_spec for one in received["To"].addresses] == [address]
    assert address.isascii()
    assert address.count("@") == 1


@settings(max_examples=2000, deadline=None)
@given(PIECES)
def test_no_accepted_text_adds_a_header_or_a_second_recipient(hostile: str) -> None:
    try:
        text = clean_text(hostile)
    except Refused:
        return

    received = message_with(to="a@b.example", subject=text)

    assert received.keys() == HEADERS
    assert [one.addr_spec for one in received["To"].addresses] == ["a@b.example"]
    assert received.get_content().splitlines() == ["One line."]
    assert "\n" not in received["Subject"]


@pytest.mark.parametrize("hostile", ["Maria\r\nBcc: x@evil.example", "Maria\nBcc: x", "a\u2028b", "a\x85b", "a\0b"])
def test_a_line_break_of_any_alphabet_is_refused_in_a_name(hostile: str) -> None:
    with pytest.raises(Refused) as refusal:
        clean_text(hostile)

    assert refusal.value.code == "text.control_character"


@pytest.mark.parametrize(
    "name", ["Tomás Rivera Núñez", "O'Brien-Smith", "محمد", "می‌خواهم", "李 小龍", 'Jo "Jay" Doe, MD']
)
def test_names_of_the_world_pass_unchanged(name: str) -> None:
    assert clean_text(name) == name


def test_a_name_is_kept_in_one_unicode_form_without_blanks_around_it() -> None:
    assert clean_text("  Nu\u0301n\u0303ez ") == "Núñez"


def test_prose_keeps_its_lines_and_refuses_what_hides() -> None:
    assert clean_prose("One\r\ntwo\rthree") == "One\ntwo\nthree"
    with pytest.raises(Refused) as refusal:
        clean_prose("abc\u202edef")
    assert refusal.value.code == "text.direction_mark"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("roi@lakeview.example", "roi@lakeview.example"),
        (" A.B+x@B.Example ", "A.B+x@b.example"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_as_it_goes_on_an_envelope(written: str, kept: str) -> None:
    assert email_address(written) == kept


@pytest.mark.parametrize(
    "two",
    [
        "a@b.example,c@d.example",
        "a@b.example; c@d.example",
        "a@b.example c@d.example",
        "A <a@b.example>",
        "<a@b.example>",
    ],
)
def test_more_than_one_bare_address_is_refused(two: str) -> None:
    with pytest.raises(Refused) as refusal:
        email_address(two)

    assert refusal.value.code == "email.not_one_address"


@pytest.mark.parametrize(
    "written", ["+15075550110", "(507) 555-0110", "507-555-0110", "1 507 555 0110", "507.555.0110"]
)
def test_a_number_is_kept_as_e164_however_it_is_written(written: str) -> None:
    assert phone_number(written) == "+15075550110"


@pytest.mark.parametrize(
    "written",
    [
        "555-0110",
        "+1507555011",
        "+150755501101",
        "+15075550110 ext 5",
        "+15075550110;ext=5",
        "+15075550110, +15075550111",
        "1-800-FLOWERS",
        "",
        "x@evil.example",
        "+15075550110\r\nx",
        "٠٥٠٧٥٥٥٠١١٠",
        "+15075550110/11",
    ],
)
def test_what_is_not_one_whole_number_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refusal:
        phone_number(written)

    assert refusal.value.code == "phone.invalid"


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert phone_number("+44 20 7183 8750") == "+442071838750"
    assert phone_number("020 7183 8750", country="GB") == "+442071838750"
