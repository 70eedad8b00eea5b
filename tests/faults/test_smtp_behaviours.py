"""However a relay behaves, a mail ends where ``reliability.md`` ("Delivery") says, through the whole service.

One welcome mail of one patient each: the case is opened while the relay misbehaves.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from people import delivering_to, open_items, ordered, somebody
from relay_behaviours import TABLE, Behaviour, Ending
from scripted_relay import DRIP, HANG, ScriptedRelay, scripted
from silent_relay import HURRIED, PATIENT, HurriedAfterTheDot
from sqlalchemy import select
from stage import Stage

from coordinator.correspondence.smtp import Relay
from coordinator.store.engine_tables import breaker as breaker_table


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """An authority that we trust."""
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("behaviours") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return authority, file


def served(behaviour: Behaviour, authority: trustme.CA) -> AbstractContextManager[ScriptedRelay | None]:
    if behaviour.host:
        return nullcontext()
    context = None
    if behaviour.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        vouching = trustme.CA() if behaviour.tls == "unknown" else authority
        vouching.issue_cert("127.0.0.1" if behaviour.tls == "unknown" else behaviour.tls).configure_cert(context)
    return scripted(behaviour.answers, behaviour.after_body, context, behaviour.mid_body)


def address_of(behaviour: Behaviour, server: ScriptedRelay | None) -> str:
    if server is not None:
        scheme, _, user = behaviour.scheme.partition("://")
        return f"{scheme}://{user}127.0.0.1:{server.port}"
    if behaviour.host == "refused":
        with socket.create_server(("127.0.0.1", 0)) as free:
            return f"smtp://127.0.0.1:{free.getsockname()[1]}"
    return f"smtp://{behaviour.host}:25"


def ending_of(stage: Stage, ref: str) -> Ending:
    effect, case = ordered(stage, ref), stage.case(ref)
    with stage.world.database.reading() as session:
        breaker = session.execute(select(breaker_table)).first()
    return Ending(
        status=effect.status,
        reason=effect.reason,
        attempts=effect.attempts,
        items=tuple(open_items(stage, ref)),
        bounced=any(point.bounced_at is not None for point in case.patient.contact_points),
        breaker=breaker is not None,
        error=str(breaker.last_error if breaker is not None else effect.last_error or ""),
    )


class SlowToEnd(Relay):
    """Promises no dot before the other side has had the time to speak in the middle of a mail, if it wants to."""

    def __init__(self, server: ScriptedRelay, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.server = server

    def deliver(self, mail_from: str, rcpt_to: str, content: bytes, last_word: Callable[[], bool]) -> str:
        return super().deliver(mail_from, rcpt_to, content, lambda: self.server.interrupted.wait(60) and last_word())


def speaking_to(behaviour: Behaviour, server: ScriptedRelay | None, ca_file: Path) -> Relay:
    """Our side of the conversation."""
    address = address_of(behaviour, server)
    if server is not None and behaviour.mid_body is not None:
        return SlowToEnd(server, address, PATIENT, ca_file=str(ca_file))
    if behaviour.after_body in (HANG, DRIP):
        return HurriedAfterTheDot(address, ca_file=str(ca_file))
    silent = behaviour.name.startswith(("hangs", "drips"))
    return Relay(address, HURRIED if silent else PATIENT, ca_file=str(ca_file))


@pytest.mark.parametrize(("behaviour", "ending"), TABLE, ids=[behaviour.name for behaviour, _ in TABLE])
def test_whatever_a_relay_does_the_mail_ends_where_it_must(
    shared_stage: Stage, certificates: tuple[trustme.CA, Path], behaviour: Behaviour, ending: Ending
) -> None:
    stage = shared_stage
    authority, ca_file = certificates
    with (
        served(behaviour, authority) as server,
        delivering_to(stage, speaking_to(behaviour, server, ca_file)),
    ):
        ref = somebody(stage)

        found = ending_of(stage, ref)
        assert found == (ending if ending.error else replace(ending, error=found.error))
        if behaviour.scheme == "smtp+starttls" and server is not None:
            assert "MAIL" not in server.heard, "clear text"
        if ending.status == "released" and ending.attempts:
            minute = timedelta(minutes=1)
            assert minute <= ordered(stage, ref).due_at - stage.now <= minute * 1.1
