"""Every (message, stop) pair: what each message outlives (``domain.md`` §12, "Stop classes")."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordinator.domain.words import Stop, StopClass
from coordinator.paths import default_playbook
from coordinator.playbook.gate import SURVIVES
from coordinator.playbook.loader import load

PLAYBOOK = load(Path(default_playbook()))

CARE = dict.fromkeys(Stop, False)
TABLE: dict[StopClass, dict[Stop, bool]] = {
    StopClass.CARE: CARE,
    StopClass.CLOSING: {**CARE, Stop.CLOSED_COMPLETED: True},
    StopClass.CUSTODY: dict.fromkeys(Stop, True),
    StopClass.LEGAL: {**CARE, Stop.WITHDRAWN: True, Stop.REVOKED: True, Stop.ON_HOLD: True},
}


@pytest.mark.parametrize("stop", Stop)
@pytest.mark.parametrize("name", sorted(PLAYBOOK.messages))
def test_a_message_outlives_what_its_class_says_and_nothing_else(name: str, stop: Stop) -> None:
    rule = PLAYBOOK.messages[name]

    assert (stop in SURVIVES[rule.stop_class]) is TABLE[rule.stop_class][stop]


def test_the_default_is_to_outlive_nothing() -> None:
    others = {
        rule.name: rule.stop_class for rule in PLAYBOOK.messages.values() if rule.stop_class is not StopClass.CARE
    }

    assert others == {"l08-wrong-patient": StopClass.CUSTODY, "l11-slide-return": StopClass.CUSTODY}
