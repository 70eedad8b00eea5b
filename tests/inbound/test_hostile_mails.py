"""Whatever the bytes are, reading them gives a value that can be stored, shown and looked up."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from coordinator.correspondence.inbound import ArrivedMail, read
from coordinator.domain.words.inbound_words import InboundKind

MAILS = [path.read_bytes() for path in sorted((Path(__file__).resolve().parent / "mails").glob("*.eml"))]

HEADER_NAMES = st.sampled_from(
    ["From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Message-ID",
     "References", "Auto-Submitted", "Return-Path", "X-Failed-Recipients", "MIME-Version", "Reply-To"]
)  # fmt: skip
HEADER_VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"multipart/mixed; boundary=x", b"multipart/report; report-type=delivery-status; boundary=x", b"text/html",
         b"message/delivery-status", b"message/feedback-report", b"message/rfc822", b"text/plain; charset=punycode",
         b"text/plain; charset*=utf-8''%ff", b"=?utf-7?q?+AAA-?=", b"=?b?b?b?=", b"<a@b.example>", b"base64",
         b"uuencode", b"\xff\xfe", b"attachment; filename*0*=x''%00", b"\"a\" <", b"=?utf-8?b?=ff=?="]
    ),
)  # fmt: skip


def shaped(headers: list[tuple[str, bytes]], body: bytes) -> bytes:
    return b"".join(name.encode() + b": " + value + b"\n" for name, value in headers) + b"\n" + body


def storable(found: ArrivedMail) -> bool:
    texts: list[str] = []
    for value in dataclasses.astuple(found):
        texts += [value] if isinstance(value, str) else [one for one in value or () if isinstance(one, str)] \
            if isinstance(value, tuple) else []  # fmt: skip
    return all("\x00" not in text and text.encode("utf-8") is not None for text in texts)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=12), st.binary(max_size=200))
def test_a_mail_of_odd_headers_is_read_and_can_be_stored(headers: list[tuple[str, bytes]], body: bytes) -> None:
    assert storable(read(shaped(headers, body + b"\n--x\n\n" + body + b"\n--x--\n")))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(MAILS), st.integers(0), st.binary(max_size=40), st.integers(0, 200))
def test_a_damaged_mail_is_read_and_can_be_stored(mail: bytes, at: int, put_in: bytes, cut: int) -> None:
    place = at % (len(mail) + 1)

    assert storable(read(mail[:place] + put_in + mail[place + cut :]))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
@example(b"")
@example(b"\x00" * 100)
@example(b'From: a@b.example\nContent-Type: multipart/mixed; boundary=""\n\n----\n')
def test_any_bytes_are_read(raw: bytes) -> None:
    assert storable(read(raw))


def test_a_mail_nested_a_thousand_deep_waits_for_a_person() -> None:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1000))

    assert read(b"From: a@b.example\n" + head + b"\nhello\n").kind in (InboundKind.UNKNOWN, InboundKind.REPLY)


def test_an_encoded_line_break_never_becomes_a_second_header() -> None:
    found = read(b"From: a@b.example\nSubject: =?utf-8?q?a=0ABcc:evil@x.example?=\n\nhello\n")

    assert "\n" not in found.subject


def test_a_text_of_many_attributions_is_read_at_once() -> None:
    body = ("On 1 " + "wrote " * 400 + "\n") * 2000

    assert read(b"From: a@b.example\n\n" + body.encode()).kind is InboundKind.REPLY
