"""Every way in which a relay misbehaves has a name, and the name says whether the mail may go again."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest
from scripted_relay import DRIP, HANG, ScriptedRelay, scripted
from silent_relay import HURRIED, PATIENT, HurriedAfterTheDot
from sinks import FROM, MAIL, TO, yes

from coordinator.correspondence.errors import RelayDown, Uncertain, Withheld
from coordinator.correspondence.smtp import Relay
from coordinator.domain.errors import DeliveryFailed, Refused


def send(server: ScriptedRelay, timeout: float = PATIENT, before_dot: Callable[[], bool] = yes) -> str:
    with Relay(f"smtp://127.0.0.1:{server.port}", timeout) as relay:
        return relay.deliver(FROM, TO, MAIL, before_dot)


@pytest.mark.parametrize(
    ("answers", "code", "detail"),
    [
        ({"hello": ["554 no"]}, "relay.greeting", "554"),
        ({"hello": ["421 busy"]}, "relay.greeting", "421"),
        ({"hello": [None]}, "relay.disconnected", ""),
        ({"hello": ["hang"]}, "relay.timeout", ""),
        ({"hello": ["drip"]}, "relay.timeout", ""),
        ({"hello": ["what?"]}, "relay.greeting", "-1"),
        ({"EHLO": [None]}, "relay.disconnected", ""),
        ({"MAIL": ["421 closing"]}, "relay.closing", "421"),
        ({"MAIL": ["530 sign in first"]}, "relay.sender_refused", "530"),
        ({"MAIL": ["hang"]}, "relay.timeout", ""),
        ({"RCPT": ["421 closing"]}, "relay.closing", "421"),
        ({"RCPT": [None]}, "relay.disconnected", ""),
        ({"RCPT": ["drip"]}, "relay.timeout", ""),
        ({"DATA": [None]}, "relay.disconnected", ""),
        ({"DATA": ["garbage"]}, "relay.garbage", "-1"),
    ],
)
def test_trouble_of_the_relay_before_the_dot_counts_against_the_relay(answers, code, detail):
    silent = any(said[-1] in (HANG, DRIP) for said in answers.values())
    with scripted(answers) as server, pytest.raises(RelayDown) as down:
        send(server, HURRIED if silent else PATIENT)

    assert (down.value.code, down.value.detail) == (code, detail)


@pytest.mark.parametrize(
    ("answers", "detail", "lasting"),
    [
        ({"MAIL": ["450 later"]}, "450", False),
        ({"MAIL": ["452 no room"]}, "452", False),
        ({"MAIL": ["552 too large"]}, "552", True),
        ({"RCPT": ["450 grey-listed"]}, "450", False),
        ({"RCPT": ["451 later"]}, "451", False),
        ({"RCPT": ["550 unknown"]}, "550", True),
        ({"RCPT": ["550-unknown", "550 unknown"]}, "550", True),
        ({"DATA": ["451 later"]}, "451", False),
        ({"DATA": ["554 no"]}, "554", True),
    ],
)
def test_trouble_of_the_message_before_the_dot_counts_against_the_message(answers, detail, lasting):
    if answers.get("RCPT", [""])[0].startswith("550-"):
        answers = {"RCPT": ["550-unknown\r\n550 unknown"]}
    with scripted(answers) as server, pytest.raises(DeliveryFailed) as failed:
        send(server)

    assert (failed.value.detail, failed.value.lasting) == (detail, lasting)


@pytest.mark.parametrize("after_body", [None, "hang", "drip", "nonsense", "354 more?"])
def test_without_a_clear_answer_after_the_dot_the_send_is_uncertain(after_body):
    with scripted(after_body=after_body) as server:
        with HurriedAfterTheDot(server.url) as relay, pytest.raises(Uncertain) as unclear:
            relay.deliver(FROM, TO, MAIL, yes)

        assert len(server.bodies) == 1
    assert "@" not in str(unclear.value)


@pytest.mark.parametrize(
    ("after_body", "detail", "lasting"),
    [("451 later", "451", False), ("552 full", "552", True), ("554 spam", "554", True)],
)
def test_a_clear_no_after_the_dot_is_a_failure_and_not_uncertain(after_body, detail, lasting):
    with scripted(after_body=after_body) as server, pytest.raises(DeliveryFailed) as failed:
        send(server)

    assert (failed.value.detail, failed.value.lasting) == (detail, lasting)


def test_a_relay_that_closes_after_the_dot_with_421_took_nothing():
    with scripted(after_body="421 shutting down") as server, pytest.raises(RelayDown, match=r"relay\.closing"):
        send(server)


def test_a_relay_that_drips_bytes_cannot_hold_us_longer_than_the_time_out():
    with scripted({"RCPT": ["drip"]}) as server:
        began = time.monotonic()
        with pytest.raises(RelayDown):
            send(server, timeout=0.4)

        assert time.monotonic() - began < 30, "it drips for minutes"


def test_without_the_dot_the_relay_has_no_mail():
    with scripted() as server:
        with pytest.raises(Withheld):
            send(server, before_dot=lambda: False)

        assert server.bodies == []


def test_a_kept_connection_that_the_relay_dropped_is_opened_again():
    with scripted({"MAIL": ["250 OK", "421 idle too long", "250 OK"]}) as server:
        with Relay(f"smtp://127.0.0.1:{server.port}", PATIENT) as relay:
            relay.deliver(FROM, TO, MAIL, yes)
            relay.deliver(FROM, TO, MAIL, yes)

        assert len(server.bodies) == 2
        assert server.heard.count("EHLO") == 2


def test_a_relay_that_nobody_runs_is_down():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(RelayDown, match=r"relay\.refused"):
        Relay(f"smtp://127.0.0.1:{port}", PATIENT).deliver(FROM, TO, MAIL, yes)


def test_a_relay_whose_name_does_not_exist_is_down():
    with pytest.raises(RelayDown):
        Relay("smtp://nowhere.invalid:25", PATIENT).deliver(FROM, TO, MAIL, yes)


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://x:port", "smtp://user:secret@host/path"])
def test_what_is_no_relay_url_is_refused_without_repeating_it(url):
    with pytest.raises(Refused) as refusal:
        Relay(url)

    assert "secret" not in str(refusal.value)
