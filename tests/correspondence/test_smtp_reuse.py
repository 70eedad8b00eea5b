"""One connection carries many mails, and what happens to it between two of them is nobody's failure."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from scripted_relay import HANG, RESET, Script, ScriptedRelay, scripted
from silent_relay import PATIENT
from sinks import FROM, MAIL, TO, yes

from coordinator.correspondence.errors import RelayDown
from coordinator.correspondence.smtp import Relay
from coordinator.domain.errors import DeliveryFailed

SILENCE = 12
"""Seconds: of them a kept connection that hangs takes three, and as much is left for a fresh one."""


def connections(server: ScriptedRelay) -> int:
    return server.heard.count("EHLO")


@pytest.mark.parametrize(
    ("answers", "after_body", "failure"),
    [
        ({"RCPT": ["550 5.1.1 unknown", "250 OK"]}, "250 OK", DeliveryFailed),
        ({"MAIL": ["450 later", "250 OK"]}, "250 OK", DeliveryFailed),
        ({"DATA": ["451 later", "354 go"]}, "250 OK", DeliveryFailed),
        ({}, ("451 later", "250 OK"), DeliveryFailed),
    ],
    ids=["refused recipient", "refused sender", "refused content", "no to the dot"],
)
def test_a_connection_is_kept_after_a_mail_that_was_not_taken(
    answers: Script, after_body: str | tuple[str, ...], failure: type[Exception]
) -> None:
    with scripted(answers, after_body) as server, Relay(server.url, PATIENT) as relay:
        with pytest.raises(failure):
            relay.deliver(FROM, TO, MAIL, yes)
        relay.deliver(FROM, TO, MAIL, yes)

        assert connections(server) == 1


def test_a_relay_that_does_not_know_rset_gets_a_fresh_connection() -> None:
    with (
        scripted({"RCPT": ["550 unknown", "250 OK"], "RSET": ["502 what?"]}) as server,
        Relay(server.url, PATIENT) as relay,
    ):
        with pytest.raises(DeliveryFailed):
            relay.deliver(FROM, TO, MAIL, yes)
        relay.deliver(FROM, TO, MAIL, yes)

        assert connections(server) == 2


@pytest.mark.parametrize(
    "second",
    [
        {"MAIL": ["250 OK", None, "250 OK"]},
        {"MAIL": ["250 OK", RESET, "250 OK"]},
        {"MAIL": ["250 OK", HANG, "250 OK"]},
        {"MAIL": ["250 OK", "421 idle too long", "250 OK"]},
        {"MAIL": ["250 OK", "452 4.5.3 too many mails on one connection", "250 OK"]},
        {"RCPT": ["250 OK", "421 4.7.0 too many mails on one connection", "250 OK"]},
        {"DATA": ["354 go", None, "354 go"]},
    ],
    ids=["closed", "torn down", "silent", "421 to MAIL", "452 to MAIL", "421 to RCPT", "closed at DATA"],
)
def test_trouble_on_a_kept_connection_is_tried_once_on_a_fresh_one(second: Script) -> None:
    time_out = SILENCE if HANG in second.get("MAIL", ()) else PATIENT
    with scripted(second) as server, Relay(server.url, time_out) as relay:
        relay.deliver(FROM, TO, MAIL, yes)
        relay.deliver(FROM, TO, MAIL, yes)

        assert len(server.bodies) == 2
        assert connections(server) == 2


@pytest.mark.parametrize("after_body", ["250 OK+reset", "250 OK\r\n421 closing", "250 OK\r\n250 OK"])
def test_what_a_relay_does_between_two_mails_is_noticed_before_the_second(after_body: str) -> None:
    with scripted(after_body=(after_body, "250 OK")) as server, Relay(server.url, PATIENT) as relay:
        relay.deliver(FROM, TO, MAIL, yes)
        if after_body.endswith(RESET):  # it answers and then tears down: between the two there may be a while
            assert server.ended.acquire(timeout=PATIENT)
        relay.deliver(FROM, TO, MAIL, yes)

        assert len(server.bodies) == 2
        assert connections(server) == 2
        assert server.heard.count("MAIL") == 2, "no command went into the stale connection"


def test_trouble_on_the_fresh_connection_too_is_the_relays() -> None:
    with scripted({"MAIL": ["250 OK", "421 closing"]}) as server, Relay(server.url, PATIENT) as relay:
        relay.deliver(FROM, TO, MAIL, yes)
        with pytest.raises(RelayDown, match=r"relay\.closing"):
            relay.deliver(FROM, TO, MAIL, yes)

        assert connections(server) == 2


@pytest.mark.parametrize("said", ["250 2.0.0 kept", "999 what?"])
def test_a_yes_before_the_dot_is_not_taken_for_the_answer_to_it(said: str) -> None:
    asked: list[bool] = []

    def note() -> bool:
        asked.append(True)
        return True

    with (
        scripted(mid_body=said) as server,
        Relay(server.url, PATIENT) as relay,
        pytest.raises(RelayDown, match=r"relay\.out_of_step"),
    ):
        relay.deliver(FROM, TO, MAIL + (b"x" * 900 + b"\r\n") * 6000, note)  # more than the sockets hold at once

    assert asked == [], "the dot was not promised to anybody"


def test_a_mail_above_the_size_the_relay_names_is_not_begun() -> None:
    with scripted({"EHLO": ["250-hi\r\n250 SIZE 20"]}) as server, Relay(server.url, PATIENT) as relay:
        with pytest.raises(DeliveryFailed) as failed:
            relay.deliver(FROM, TO, MAIL, yes)

        assert (failed.value.code, failed.value.lasting) == ("smtp.refused", True)
        assert "DATA" not in server.heard


def test_a_whole_delivery_keeps_to_its_time_even_when_a_kept_connection_hangs() -> None:
    """The lease outlives the time-out: half of it up to the dot, kept connection included, half for the answer."""
    allowed: list[float] = []

    with scripted({"MAIL": ["250 OK", HANG]}) as server, Relay(server.url, SILENCE) as relay:
        relay.deliver(FROM, TO, MAIL, yes)
        connect: Callable[..., socket.socket] = socket.create_connection

        def noting(address: object, timeout: float) -> socket.socket:
            allowed.append(timeout)
            return connect(address, timeout)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket, "create_connection", noting)
            with pytest.raises(RelayDown, match=r"relay\.timeout"):
                relay.deliver(FROM, TO, MAIL, yes)

    assert len(allowed) == 1
    assert allowed[0] <= SILENCE / 4 + 0.01, "what the kept connection used up is gone"
