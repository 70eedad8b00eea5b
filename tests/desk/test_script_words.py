"""A call script at the desk: what is said as it is, and a button instead of each command."""

from __future__ import annotations

import re

import pytest

from coordinator.correspondence.call_scripts import VARIABLES, audience_of, every_script, render_call, stands_for
from coordinator.correspondence.variables import MESSAGES
from coordinator.domain.facts import FACTS
from coordinator.services.desk.script_words import at_desk

SUBJECT = "01a206e0-314b-76b4-81f3-f51cc3f1826a"


def text_of(name: str) -> str:
    """The script with something in every place."""
    names = VARIABLES[audience_of(name)] | frozenset(MESSAGES.get(stands_for(name), {}))
    values: dict[str, object] = dict.fromkeys(names, "something")
    values |= {key: ["one"] for key in ("numbers", "contacts", "needs", "items", "papers", "providers") if key in names}
    return render_call(name, "en", values | {"subject": SUBJECT, "work_item": SUBJECT, "reference": "SO-7K4M-Q2"}).text


@pytest.mark.parametrize("name", every_script())
def test_no_command_is_left_and_none_is_lost(name: str) -> None:
    commands = [line for line in text_of(name).partition("THEN RECORD")[2].splitlines()[1:] if line.strip()]

    spoken, then = at_desk(text_of(name))

    words = " ".join([spoken, *(f"{one.act} {one.why}" for one in then)])
    assert re.findall(r"coordinator \w+|\w+_\w+|\w+=|[A-Z]+\.pdf", words) == []
    assert [one.fact for one in then] == [c.split(" ")[0] for c in commands if not c.startswith("call_logged")]
    for one in then:
        assert set(one.told) <= {key.name for key in FACTS[one.fact].keys}


def test_a_button_fills_in_what_the_script_knows_and_leaves_out_what_only_the_call_tells() -> None:
    _, then = at_desk(text_of("t01-receipt-call"))

    received, promised, fee, _again = then
    assert received.act == "Record that the office has our letter: call"
    assert received.why == "If they have it; this starts the legal clock."
    assert received.told == {"request": SUBJECT, "evidence": "call"}
    assert promised.told == {"request": SUBJECT}, "the day is not known yet"
    assert fee.told == {"request": SUBJECT}
