"""Encryption and sign-in: a certificate is checked, and nothing ever falls back to clear text."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import AuthResult
from scripted_relay import scripted
from silent_relay import PATIENT
from sinks import FROM, MAIL, TO, Sink, serving, yes

from coordinator.correspondence.errors import RelayDown
from coordinator.correspondence.smtp import Relay
from coordinator.domain.errors import DeliveryFailed


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def server_context(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def check_password(server: Any, session: Any, envelope: Any, mechanism: str, auth_data: Any) -> AuthResult:
    return AuthResult(success=auth_data.password == b"right", handled=False)


def test_starttls_with_a_trusted_certificate_and_sign_in_delivers(authority, ca_file):
    sink = Sink()
    with serving(
        sink, tls_context=server_context(authority, "127.0.0.1"), auth_required=True, authenticator=check_password
    ) as port:
        with Relay(f"smtp+starttls://care:right@127.0.0.1:{port}", PATIENT, ca_file=ca_file) as relay:
            relay.deliver(FROM, TO, MAIL, yes)

        with pytest.raises(RelayDown) as down:
            Relay(f"smtp+starttls://care:guess@127.0.0.1:{port}", PATIENT, ca_file=ca_file).deliver(FROM, TO, MAIL, yes)

    assert (down.value.code, down.value.detail) == ("relay.auth", "535")
    assert len(sink.accepted) == 1


@pytest.mark.parametrize("name", ["other.example", "127.0.0.2"])
def test_a_certificate_for_another_name_is_never_accepted(authority, ca_file, name):
    sink = Sink()
    with (
        serving(sink, tls_context=server_context(authority, name)) as port,
        pytest.raises(RelayDown, match=r"relay\.tls"),
    ):
        Relay(f"smtp+starttls://127.0.0.1:{port}", PATIENT, ca_file=ca_file).deliver(FROM, TO, MAIL, yes)

    assert sink.accepted == []


def test_a_certificate_that_nobody_vouches_for_is_never_accepted(authority):
    sink = Sink()
    context = server_context(authority, "127.0.0.1")
    with serving(sink, tls_context=context) as port, pytest.raises(RelayDown, match=r"relay\.tls"):
        Relay(f"smtp+starttls://127.0.0.1:{port}", PATIENT).deliver(FROM, TO, MAIL, yes)

    assert sink.accepted == []


def test_where_starttls_is_not_offered_nothing_goes_in_clear_text(running, sink):
    with pytest.raises(RelayDown, match=r"relay\.tls"):
        Relay(f"smtp+starttls://127.0.0.1:{running[1]}", PATIENT).deliver(FROM, TO, MAIL, yes)

    assert sink.accepted == []


def test_an_answer_slipped_in_before_the_handshake_is_not_believed(authority, ca_file):
    answers: dict[str, list[str | None]] = {
        "EHLO": ["250-hi\r\n250 STARTTLS", "250 hi"],
        "STARTTLS": ["220 go\r\n250 slipped in"],
        "RCPT": ["550 unknown"],
    }
    with scripted(answers, tls=server_context(authority, "127.0.0.1")) as server:
        with pytest.raises(DeliveryFailed, match=r"smtp\.recipient"):
            Relay(f"smtp+starttls://127.0.0.1:{server.port}", PATIENT, ca_file=ca_file).deliver(FROM, TO, MAIL, yes)

        assert server.heard == ["EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "RSET"]
