"""What is read out on the telephone: a script for every call, facts that exist, and a voicemail that says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from coordinator.correspondence import call_scripts
from coordinator.correspondence.call_scripts import audience_of, every_script, render_call, script_for
from coordinator.correspondence.check import problems
from coordinator.correspondence.check_calls import spoken
from coordinator.correspondence.variables import MESSAGES
from coordinator.domain.facts import FACTS
from coordinator.paths import default_playbook
from coordinator.playbook.loader import load

SAFE = {"brand_name", "help_phone", "help_hours", "reference", "first_name", "provider", "department", "sent_by"}
SECTIONS = ("VOICEMAIL", "SOMEBODY ELSE ANSWERS", "THEN RECORD")
CALLS = ("call_patient", "call_desk", "call_provider")


def full_of_canaries(name: str) -> dict[str, object]:
    """Every value a script may use; those that may not be told to a machine or a stranger carry a word to look for."""
    names = call_scripts.VARIABLES[audience_of(name)] | frozenset(MESSAGES.get(call_scripts.stands_for(name), {}))
    values: dict[str, object] = {key: f"said-{key}" if key in SAFE else f"CANARY-{key}" for key in names}
    for listed in ("numbers", "contacts", "needs", "items", "papers", "questions", "providers", "wanted"):
        values[listed] = [f"CANARY-{listed}"]
    return values | {"voicemail_allowed": True, "contacts": []}


def section(text: str, title: str) -> str:
    """What stands under one heading."""
    return text.split(f"\n{title}", 1)[1].split("\n\n", 1)[0]


@pytest.mark.parametrize("name", [n for n in every_script() if audience_of(n) != "review"])
def test_a_voicemail_and_a_stranger_hear_a_first_name_and_a_number_and_nothing_more(name: str) -> None:
    text = render_call(name, "en", full_of_canaries(name)).text

    quoted = [spoken(section(text, title)) for title in ("VOICEMAIL", "SOMEBODY ELSE ANSWERS")]

    assert all(quoted)
    allowed = ("CANARY-sent_on",) if audience_of(name) == "desk" else ()
    assert set(re.findall(r"CANARY-\w+", " ".join(quoted))) <= set(allowed)
    assert "said-help_phone" in quoted[0]
    assert "CANARY" in text


@pytest.mark.parametrize("name", [n for n in every_script() if audience_of(n) == "patient"])
def test_the_caller_checks_two_identifiers_before_saying_anything(name: str) -> None:
    text = render_call(name, "en", full_of_canaries(name)).text

    check, say = text.index("CHECK WHO IT IS"), text.index("\nSAY\n")
    asked = spoken(text[check:say])
    assert check < say
    assert "date of birth" in asked
    assert "address" in asked
    assert "CANARY" not in asked  # asked for, never read out


def test_nobody_leaves_a_voicemail_where_no_one_agreed_to_it() -> None:
    values = full_of_canaries("m06-sign-authorization") | {"voicemail_allowed": False}

    assert "Leave none" in section(render_call("m06-sign-authorization", "en", values).text, "VOICEMAIL")


def _facts_named(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for line in section(text, "THEN RECORD").splitlines()[1:]:
        words = line.split("   ")[0].split(" ")
        yield words[0], dict(re.findall(r'(\w+)=("[^"]*"|\S+)', line.split("   ")[0]))


@pytest.mark.parametrize("name", every_script())
def test_what_is_to_be_recorded_are_facts_with_their_keys_and_choices(name: str) -> None:
    named = list(_facts_named(render_call(name, "en", full_of_canaries(name)).text))

    assert named
    for fact, given in named:
        keys = {key.name: key for key in FACTS[fact].keys}
        assert set(given) <= set(keys), (fact, given)
        assert {k for k, key in keys.items() if key.required} <= set(given), (fact, given)
        for key, value in given.items():
            if keys[key].options and not value.startswith("CANARY"):
                assert value in keys[key].options, (fact, key, value)


def test_every_call_of_the_playbook_and_every_message_that_asks_has_a_script_of_its_own() -> None:
    playbook = load(default_playbook())
    orders = [(o, f"{ladder.name}/{rung.name}") for ladder in playbook.ladders.values() for rung in ladder.rungs
              for o in rung.orders] + [(t.order, "") for t in playbook.triggers]  # fmt: skip
    called = {(o.name, o.script or code) for o, code in orders if o.name in CALLS}
    called |= {("call_patient", name) for name, rule in playbook.messages.items()
               if rule.kind == "message" and (rule.asks or rule.without_email == "call")}  # fmt: skip

    general = {code for kind, code in called if script_for(kind, code) in call_scripts.GENERAL.values()}

    assert general == set()


def test_a_call_without_a_script_of_its_own_gets_the_general_one_and_other_work_none() -> None:
    assert script_for("call_desk", "something-new/rung") == "call-desk"
    assert script_for("call_patient", "t01-receipt-call") == "call-patient"  # that one is for an office
    assert script_for("call_patient", "../../etc/passwd") == "call-patient"
    assert script_for("supervisor_review", "t02-supervisor-review") == "t02-supervisor-review"
    assert script_for("supervisor_review", "m10-fee-approval") == ""
    assert script_for("approve_letter", "l05-overdue") == ""


def test_a_language_without_a_script_gets_the_english_one_for_the_interpreter() -> None:
    values = full_of_canaries("m10-fee-approval") | {"spoken": "Vietnamese"}

    script = render_call("m10-fee-approval", "vi", values)

    assert script.language == "en"
    assert "Call with an interpreter" in script.text


def test_the_check_reads_the_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_scripts, "COMMON", frozenset())
    monkeypatch.setattr(
        "coordinator.correspondence.check_calls.VARIABLES", dict.fromkeys(call_scripts.VARIABLES, frozenset())
    )

    assert any("calls/en/pay_fee.txt: uses amount, which is not declared" in problem for problem in problems())
