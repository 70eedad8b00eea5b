"""The SMTP conversation against a real server that keeps what it accepts."""

from __future__ import annotations

import email
import email.policy
import socket
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sinks import FROM, MAIL, TO, yes

from coordinator.correspondence import mime
from coordinator.correspondence.errors import HeaderRefused, Withheld
from coordinator.domain.errors import DeliveryFailed


def test_a_mail_arrives_with_every_byte_and_one_recipient(sink, relay):
    answer = relay.deliver(FROM, TO, MAIL, yes)

    (envelope,) = sink.accepted
    assert envelope.mail_from == FROM
    assert envelope.rcpt_tos == [TO]
    assert envelope.content == MAIL
    assert answer.startswith("250 ")


def test_the_answer_is_kept_without_the_address(sink, relay):
    answer = relay.deliver(FROM, TO, MAIL, yes)

    assert "queued as 1" in answer
    assert "@" not in answer


def test_bare_line_ends_become_crlf_and_smuggle_no_second_mail(sink, relay):
    relay.deliver(FROM, TO, b"Subject: x\n\nHello\n.\nMAIL FROM:<evil@x.example>\r.\r", yes)

    (envelope,) = sink.accepted
    assert envelope.content == b"Subject: x\r\n\r\nHello\r\n.\r\nMAIL FROM:<evil@x.example>\r\n.\r\n"


def test_one_connection_carries_many_mails(sink, relay):
    for _ in range(5):
        relay.deliver(FROM, TO, MAIL, yes)

    assert len(sink.accepted) == 5
    assert sink.greeted == 1


def test_a_no_before_the_dot_leaves_nothing_behind(sink, relay):
    with pytest.raises(Withheld):
        relay.deliver(FROM, TO, MAIL, lambda: False)

    assert sink.accepted == []
    relay.deliver(FROM, TO, MAIL, yes)
    assert len(sink.accepted) == 1


def test_an_error_in_the_question_before_the_dot_leaves_nothing_behind(sink, relay):
    def breaks() -> bool:
        raise LookupError("database is gone")

    with pytest.raises(LookupError):
        relay.deliver(FROM, TO, MAIL, breaks)

    relay.deliver(FROM, TO, MAIL, yes)
    assert len(sink.accepted) == 1


def test_the_question_is_asked_when_only_the_dot_is_missing(sink, relay):
    seen: list[int] = []

    def count() -> bool:
        seen.append(len(sink.accepted))
        return True

    relay.deliver(FROM, TO, MAIL, count)

    assert seen == [0]
    assert len(sink.accepted) == 1


@pytest.mark.parametrize(
    ("to", "detail", "lasting"),
    [
        ("unknown@x.example", "550 5.1.1", True),
        ("full@x.example", "452 4.2.2", False),
        ("spam@x.example", "554 5.7.1", True),
    ],
)
def test_a_refused_message_tells_code_and_whether_it_lasts_and_never_the_address(sink, relay, to, detail, lasting):
    with pytest.raises(DeliveryFailed) as failed:
        relay.deliver(FROM, to, MAIL, yes)

    assert failed.value.detail == detail
    assert failed.value.lasting is lasting
    assert to not in str(failed.value)
    relay.deliver(FROM, TO, MAIL, yes)
    assert sink.greeted == 1


@pytest.mark.parametrize("to", ["a@b.c, evil@x.y", "a@b.c>\r\nRCPT TO:<evil@x.y", "a@b.c> NOTIFY=NEVER", ""])
def test_an_envelope_takes_exactly_one_address(sink, relay, to):
    with pytest.raises(HeaderRefused):
        relay.deliver(FROM, to, MAIL, yes)

    assert sink.accepted == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    subject=st.one_of(st.text(max_size=80), st.sampled_from(["=?utf-8?q?a=0ABcc:evil@x.y?=", "a\r\nBcc: evil@x.y"])),
    mail_to=st.one_of(st.emails(), st.sampled_from(["a@b.c, evil@x.y", "a@b.c\r\nBcc:evil@x.y"]), st.text(max_size=40)),
    name=st.text(max_size=30),
)
def test_a_hostile_header_never_reaches_a_real_server(sink, relay, subject, mail_to, name):
    sink.accepted.clear()
    try:
        raw = mime.build_mail(
            message_id="<a@coordination.example>",
            date=datetime(2026, 11, 23, tzinfo=UTC),
            mail_from=FROM,
            mail_to=mail_to,
            reply_to=FROM,
            subject=subject,
            text="Hello",
            from_name=name,
        )
        relay.deliver(FROM, mail_to, raw, yes)
    except HeaderRefused:
        assert sink.accepted == []
        return

    (envelope,) = sink.accepted
    assert envelope.rcpt_tos == [mail_to]
    assert isinstance(envelope.content, bytes)
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert message.get_all("Bcc") is None
    assert message.get_all("Cc") is None
    assert message["Subject"] == subject


def test_the_final_dot_is_not_held_back_by_the_kernel(sink, relay):
    """A kernel that collects small writes waits for the other side's late acknowledgement: 40 ms a mail."""
    relay.deliver(FROM, TO, MAIL, yes)

    connection = relay._open.sock
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
