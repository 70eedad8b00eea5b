"""However a relay behaves, a mail ends where ``reliability.md`` ("Delivery") says, through the whole service.

One welcome mail of one patient each: the case is opened while the relay misbehaves.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import servers
import trustme
from relay_behaviours import TABLE, Behaviour, Ending
from scripted_relay import ScriptedRelay, scripted
from sqlalchemy import delete, select, update
from stage import Stage

from coordinator.correspondence.smtp import Relay
from coordinator.store.effects import OPEN
from coordinator.store.effects import table as effect_table
from coordinator.store.engine_tables import breaker as breaker_table

START = "2026-11-23T15:00:00Z"
TIME_OUT = 0.8
ADDRESS = "ana.okafor@patients.example"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """An authority that we trust."""
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("behaviours") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return authority, file


@pytest.fixture(scope="module")
def stage(
    postgres_server: servers.PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One world for the whole table; each behaviour has a patient of its own."""
    name = postgres_server.create_database(migrated_template)
    with servers.smtp_sink() as sink:
        made = Stage.open(postgres_server.url(name), sink, tmp_path_factory.mktemp("stage"), START)
        yield made
        made.close()
    postgres_server.drop_database(name)


def use(stage: Stage, url: str, ca_file: str = "") -> None:
    """Deliver to this relay from here on, as if none had ever failed and nobody waited."""
    stage.world.relay.close()
    stage.world._relay = Relay(url, TIME_OUT, ca_file=ca_file)
    with stage.world.database.transaction() as session:
        session.execute(delete(breaker_table))
        session.execute(update(effect_table).where(effect_table.c.status.in_(OPEN)).values(status="never", token=None))


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


def somebody(stage: Stage, number: int) -> str:
    """Open a case of somebody new; returns its reference."""
    told: dict[str, Any] = json.loads((stage.folder.parent / "patient.json").read_text(encoding="utf-8"))
    told["legal_name"]["given"] = f"Ana{number}"
    told["email"] = f"ana{number}@patients.example"
    return stage.intake("0001", external_id=f"BEHAVIOUR-{number}", patient=told, contacts=[])


@pytest.fixture(scope="module", autouse=True)
def _patient(stage: Stage) -> None:
    """Somebody without a second address, so that what is marked is what was written to."""
    patient = {
        "legal_name": {"given": "Ana", "family": "Okafor"},
        "birth_date": "1968-04-17",
        "address": {
            "line": ["412 Birch Ave"], "city": "Rochester", "state": "MN", "postal_code": "55901", "country": "US",
        },
        "email": ADDRESS,
        "language": "en",
        "time_zone": "America/Chicago",
    }  # fmt: skip
    (stage.folder.parent / "patient.json").write_text(json.dumps(patient), encoding="utf-8")


def ordered(stage: Stage, ref: str) -> Any:
    """The order the mail travels under."""
    (lead,) = [e for e in stage.effects(ref) if e.kind == "message" and e.lane == "mail"]
    return lead


def ending_of(stage: Stage, ref: str) -> Ending:
    effect, case = ordered(stage, ref), stage.case(ref)
    with stage.world.database.reading() as session:
        breaker = session.execute(select(breaker_table)).first()
    return Ending(
        status=effect.status,
        reason=effect.reason,
        attempts=effect.attempts,
        items=tuple(item.kind for item in case.work_items if item.open and item.effect_id == effect.id),
        bounced=any(point.bounced_at is not None for point in case.patient.contact_points),
        breaker=breaker is not None,
        error=str(breaker.last_error if breaker is not None else effect.last_error or ""),
    )


@pytest.mark.parametrize(
    ("number", "behaviour", "ending"),
    [(number, *row) for number, row in enumerate(TABLE)],
    ids=[behaviour.name for behaviour, _ in TABLE],
)
def test_whatever_a_relay_does_the_mail_ends_where_it_must(
    stage: Stage, certificates: tuple[trustme.CA, Path], number: int, behaviour: Behaviour, ending: Ending
) -> None:
    authority, ca_file = certificates
    with served(behaviour, authority) as server:
        use(stage, address_of(behaviour, server), str(ca_file))
        ref = somebody(stage, number)

        found = ending_of(stage, ref)
        assert found == (ending if ending.error else replace(ending, error=found.error))
        if behaviour.scheme == "smtp+starttls" and server is not None:
            assert "MAIL" not in server.heard, "clear text"
        if ending.status == "released" and ending.attempts:
            minute = timedelta(minutes=1)
            assert minute <= ordered(stage, ref).due_at - stage.now <= minute * 1.1
        stage.world.relay.close()
    use(stage, stage.sink.url)
