"""Mails as bytes: the same each time, read back whole, and closed to every hostile value."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordinator.correspondence import mime
from coordinator.correspondence.errors import HeaderRefused
from coordinator.correspondence.mime import Attachment

EXPECTED = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]


def mail(**changes: Any) -> bytes:
    values: dict[str, Any] = {
        "message_id": "<abc@coordination.example>",
        "date": datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
        "mail_from": "care@coordination.example",
        "mail_to": "maria@patients.example",
        "reply_to": "care+so-7k4m-q2@coordination.example",
        "subject": "We have your request",
        "text": "Hello Maria,\n\nthank you.\n",
        "html": "<p>Hello Maria,</p>",
    }
    return mime.build_mail(**{**values, **changes})


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_same_mail_has_the_same_bytes():
    pdf = Attachment("SO-7K4M-Q2.pdf", "application/pdf", b"%PDF")

    assert mail(attachments=[pdf]) == mail(attachments=[pdf])


def test_a_mail_reads_back_as_text_and_html_and_attachment():
    message = read(mail(attachments=[Attachment("visit.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR")]))

    assert message["Subject"] == "We have your request"
    assert message["Date"] == "Mon, 23 Nov 2026 15:00:00 +0000"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n").startswith("Hello Maria,\n\nthank you.")
    assert html.get_content().startswith("<p>Hello Maria,</p>")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "visit.ics"
    assert attached.get_param("method") == "REQUEST"


def test_every_line_is_seven_bit_and_ends_with_crlf():
    raw = mail(text="Grüße\n.\nFrom here\n" + "x" * 3000, html="<p>é</p>", subject="Grüße für Sie")

    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert read(raw)["Subject"] == "Grüße für Sie"


def test_the_date_is_written_in_utc_whatever_zone_it_came_in():
    local = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=-6)))

    assert mail(date=local) == mail()


def test_an_answer_comes_back_to_its_case():
    assert mime.reply_to("care@coordination.example", "SO-7K4M-Q2") == "care+so-7k4m-q2@coordination.example"


def test_a_message_id_is_always_the_same_and_tells_nothing():
    key = "0193a5e2-0000-7000-8000-000000000001/17/m01-welcome/patient/email"

    made = mime.message_id(key, "coordination.example")

    assert made == mime.message_id(key, "coordination.example")
    assert made != mime.message_id(key + "2", "coordination.example")
    assert "0193a5e2" not in made
    assert "welcome" not in made


def test_a_fax_goes_to_the_gateway_with_the_reference_as_its_only_subject():
    raw = mime.build_fax_mail(
        message_id="<abc@coordination.example>",
        date=datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
        mail_from="care@coordination.example",
        reply_to="care+so-7k4m-q2@coordination.example",
        number="+15075550110",
        gateway="{number}@fax.example",
        reference="SO-7K4M-Q2",
        pdf=b"%PDF-1.7",
    )

    message = read(raw)
    assert message["To"] == "15075550110@fax.example"
    assert message["Subject"] == "SO-7K4M-Q2"
    (attached,) = message.iter_attachments()
    assert attached.get_content() == b"%PDF-1.7"


@pytest.mark.parametrize("number", ["", "5075550110,1", "+1 507", "1@x", "+1507555\r\n0110"])
def test_what_is_no_fax_number_gets_no_address(number):
    with pytest.raises(HeaderRefused):
        mime.fax_address(number, "{number}@fax.example")


@pytest.mark.parametrize(
    "value",
    [
        "=?utf-8?q?a=0ABcc:evil@x.y?=",
        "a\r\nBcc: evil@x.y",
        "a\nb",
        "a\rb",
        "a\0b",
        "a\u2028b",
        "a\u202eb",
        " a",
        "a\x85b",
    ],
)
@pytest.mark.parametrize("field", ["subject", "from_name"])
def test_a_hostile_text_is_refused(field, value):
    with pytest.raises(HeaderRefused):
        mail(**{field: value})


@pytest.mark.parametrize("field", ["mail_to", "mail_from", "reply_to"])
@pytest.mark.parametrize(
    "value",
    [
        "",
        "a",
        "a@",
        "@b.example",
        "a@b.c, evil@x.y",
        "a@b.c evil@x.y",
        "a@b.c;evil@x.y",
        "Name <a@b.example>",
        "<a@b.example>",
        "a@b.c\r\nBcc: evil@x.y",
        "a@b.c\n",
        '"a b"@c.example',
        "a@b@c.example",
        "a..b@c.example",
        ".a@c.example",
        "a@-c.example",
        "ü@c.example",
        "a@ü.example",
        "=?utf-8?q?a?=@b.example",
        f"{'a' * 65}@b.example",
    ],
)
def test_what_is_not_exactly_one_address_is_refused(field, value):
    with pytest.raises(HeaderRefused):
        mail(**{field: value})


@pytest.mark.parametrize("name", ["X Y", "X:", "x\r\nBcc", "", "Bcc: evil@x.y\r\nX"])
def test_a_hostile_header_name_is_refused(name):
    with pytest.raises(HeaderRefused):
        mail(extra_headers={name: "x"})


@pytest.mark.parametrize("name", ['a".pdf', "a\r\nb.pdf", "../a.pdf", "", "Maria Okafor.pdf"])
def test_a_hostile_file_name_is_refused(name):
    with pytest.raises(HeaderRefused):
        mail(attachments=[Attachment(name, "application/pdf", b"")])


def test_an_answer_names_what_it_answers():
    message = read(mail(in_reply_to="<x.1@patients.example>"))

    assert message["In-Reply-To"] == message["References"] == "<x.1@patients.example>"


def test_the_guard_proves_itself_at_start():
    mime.self_test()


def test_the_self_test_notices_a_guard_that_is_gone(monkeypatch):
    monkeypatch.setattr("coordinator.correspondence.headers.words", lambda value: value)

    with pytest.raises(RuntimeError):
        mime.self_test()


@given(subject=st.text(max_size=120), mail_to=st.one_of(st.emails(), st.text(max_size=60)), name=st.text(max_size=40))
def test_whatever_comes_in_the_headers_are_the_expected_ones(subject, mail_to, name):
    try:
        raw = mail(subject=subject, mail_to=mail_to, from_name=name)
    except HeaderRefused:
        return

    message = read(raw)
    assert message.keys() == EXPECTED
    assert message.get_all("To") == [mail_to]
    assert message["Subject"] == subject
    assert raw.count(b"\n") == raw.count(b"\r\n")
