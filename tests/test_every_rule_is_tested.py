"""``docs/rules.md`` and the tests agree: each rule has a test that claims it; no test claims what is no rule."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
RULES = TESTS.parent / "docs" / "rules.md"
RULE = re.compile(r"^\| (\d[^ |]*) \|", flags=re.MULTILINE)
CLAIM = re.compile(r"@pytest\.mark\.rule\(([^)]*)\)")


def _rules() -> set[str]:
    return set(RULE.findall(RULES.read_text(encoding="utf-8")))


def _claims() -> set[str]:
    texts = [file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py") if file != Path(__file__).resolve()]
    return {rule for text in texts for call in CLAIM.findall(text) for rule in re.findall(r'"([^"]+)"', call)}


def test_every_rule_has_a_test_that_claims_it() -> None:
    assert sorted(_rules() - _claims()) == []


def test_no_test_claims_a_rule_that_does_not_exist() -> None:
    assert sorted(_claims() - _rules()) == []
