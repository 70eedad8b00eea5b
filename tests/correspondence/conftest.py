"""One sink for all tests of this folder that deliver mail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from silent_relay import PATIENT
from sinks import Sink, serving

from coordinator.correspondence.smtp import Relay


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Sink, int]]:
    sink = Sink()
    with serving(sink) as port:
        yield sink, port


@pytest.fixture
def sink(running: tuple[Sink, int]) -> Sink:
    running[0].accepted.clear()
    running[0].greeted = 0
    return running[0]


@pytest.fixture
def relay(running: tuple[Sink, int]) -> Iterator[Relay]:
    with Relay(f"smtp://127.0.0.1:{running[1]}", PATIENT) as relay:
        yield relay
