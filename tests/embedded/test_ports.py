"""A port of the stack stays the stack's, whoever asks the system for one while its server is away."""

from __future__ import annotations

import socket
import sys
import threading
from urllib.parse import urlsplit

import pytest
from watching import command_of, eventually

from coordinator.embedded import ports
from coordinator.embedded.errors import StartFailed
from coordinator.embedded.ports import KeptPort

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody can bind beside a kept port")

HANDED_OUT_FROM = 32_768


def may_be_taken(port):
    with socket.socket() as other:
        try:
            other.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def test_nobody_else_gets_a_kept_port_before_its_server_came_or_after_it_left():
    kept = KeptPort()

    before = may_be_taken(kept.number)
    for _ in range(2):
        with socket.create_server(("127.0.0.1", kept.number)) as server:
            socket.create_connection(("127.0.0.1", kept.number)).close()
            server.accept()[0].close()
    after = may_be_taken(kept.number)
    kept.close()

    assert (before, after) == (False, False)
    assert kept.number < HANDED_OUT_FROM, "any program that asks for a port may get it"


def test_the_last_port_is_kept_again_unless_somebody_listens_there():
    first = KeptPort()
    first.close()
    again = KeptPort(first.number)
    with socket.create_server(("127.0.0.1", first.number)):
        other = KeptPort(first.number)
    again.close()
    other.close()

    assert again.number == first.number
    assert other.number != first.number


def test_a_port_that_was_asked_for_is_had_or_said_to_be_taken(monkeypatch):
    free = KeptPort()
    free.close()
    taken = free.number
    with socket.create_server(("127.0.0.1", taken)):
        monkeypatch.setattr(ports, "PATIENCE", 0.0)
        with pytest.raises(StartFailed, match=str(taken)):
            KeptPort.exactly(taken)

        monkeypatch.setattr(ports, "PATIENCE", 60.0)
        found = []
        asking = threading.Thread(target=lambda: found.append(KeptPort.exactly(taken)))
        asking.start()
    asking.join()

    assert found[0].number == taken
    found[0].close()


def test_the_ports_of_a_stack_are_its_own_while_nobody_listens_there(running_stack):
    web, broker = (int(urlsplit(running_stack.env[f"COORDINATOR_{name}_URL"]).port or 0) for name in ("BASE", "BROKER"))
    (server,) = [one for one in running_stack.descendants() if "valkey-server" in command_of(one)]

    assert not may_be_taken(web), "this stack runs no web site"
    server.kill()
    assert eventually(lambda: not server.is_running())
    assert not may_be_taken(broker)
