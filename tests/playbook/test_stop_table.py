"""Every (message, stop) pair: what each message outlives (``domain.md`` §12, "Stop classes")."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordinator.domain.words import Stop, StopClass
from coordinator.paths import default_playbook
from coordinator.playbook.loader import PlaybookProblems, load, parse
from coordinator.playbook.schema import MessageRule
from coordinator.playbook.stops import SURVIVES, outlives

PLAYBOOK = load(Path(default_playbook()))

CARE = dict.fromkeys(Stop, False)
TABLE: dict[StopClass, dict[Stop, bool]] = {
    StopClass.CARE: CARE,
    StopClass.CLOSING: {**CARE, Stop.CLOSED_COMPLETED: True},
    StopClass.CUSTODY: dict.fromkeys(Stop, True),
    StopClass.LEGAL: {**CARE, Stop.WITHDRAWN: True, Stop.REVOKED: True, Stop.ON_HOLD: True},
}

CLASSES: dict[str, str] = {
    "m05": "closing", "m30": "closing", "m31": "legal", "m32": "closing", "m33": "legal", "l09": "legal",
    "l08": "custody", "l10": "custody", "l11": "custody", "l16": "closing", "l17": "closing", "m34": "closing",
    "m35": "closing",
}  # fmt: skip
"""The messages that are not ``care``, by what stands before the first dash. Everything else outlives nothing."""

AFTER_THE_END: dict[str, set[Stop]] = {
    "m05-not-eligible": {Stop.CLOSED_OTHER},
    "m32-unreachable": {Stop.CLOSED_OTHER},
    "l09-request-closed": {Stop.DECEASED},
    "l17-condolence": {Stop.CLOSED_OTHER, Stop.DECEASED},
}
"""What a message outlives besides its class, and only when a person let this very message go."""

DURING_A_HOLD = {"m23", "m37", "m38"}
"""What a pause or an emergency lets through: the word that a visit is off (``domain.md`` §1.8), and what is asked for
online at this moment."""


def _expected(rule: MessageRule) -> dict[Stop, bool]:
    allowed = TABLE[rule.stop_class]
    return {**allowed, Stop.ON_HOLD: True} if rule.name.partition("-")[0] in DURING_A_HOLD else allowed


@pytest.mark.rule("12-stop-classes")
@pytest.mark.parametrize("stop", Stop)
@pytest.mark.parametrize("name", sorted(PLAYBOOK.messages))
def test_a_message_outlives_what_its_class_says_and_nothing_else(name: str, stop: Stop) -> None:
    rule = PLAYBOOK.messages[name]

    assert (stop in outlives(rule)) is _expected(rule)[stop]


@pytest.mark.rule("12-stop-classes")
@pytest.mark.parametrize("name", sorted(PLAYBOOK.messages))
def test_each_message_has_the_class_of_the_table(name: str) -> None:
    assert PLAYBOOK.messages[name].stop_class == CLASSES.get(name.partition("-")[0], "care")


@pytest.mark.rule("12-stop-classes")
@pytest.mark.parametrize("stop", Stop)
@pytest.mark.parametrize("name", sorted(PLAYBOOK.messages))
def test_a_persons_approval_lets_through_what_the_table_says_and_nothing_else(name: str, stop: Stop) -> None:
    rule = PLAYBOOK.messages[name]
    further = AFTER_THE_END.get(name, set())

    assert (stop in outlives(rule, approved=True)) is (_expected(rule)[stop] or stop in further)


@pytest.mark.rule("12-stop-classes")
@pytest.mark.parametrize("name", sorted(PLAYBOOK.messages))
def test_nothing_but_custody_leaves_by_itself_after_a_death(name: str) -> None:
    rule = PLAYBOOK.messages[name]

    assert (Stop.DECEASED in outlives(rule)) is (rule.stop_class is StopClass.CUSTODY)


def test_the_default_is_to_outlive_nothing() -> None:
    assert MessageRule("x", "message", StopClass.CARE).stop_class is StopClass.CARE
    assert SURVIVES[StopClass.CARE] == frozenset()


def test_a_playbook_cannot_let_a_message_leave_by_itself_after_a_death() -> None:
    text = Path(default_playbook()).read_text(encoding="utf-8")
    bold = text.replace("needs: approval, after_death: yes", "after_death: yes")
    assert bold != text

    with pytest.raises(PlaybookProblems, match="after_death needs"):
        parse(bold)
