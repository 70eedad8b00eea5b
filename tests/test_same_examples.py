"""Hypothesis draws the same examples in every run, whatever a worker has imported before."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def drawn() -> list[int]:
    found: list[int] = []

    @settings(max_examples=300, database=None)
    @given(st.integers())
    def draw(number: int) -> None:
        found.append(number)

    draw()
    return found


def test_examples_are_the_same_whichever_modules_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn()
    file = tmp_path / "loaded_later.py"
    file.write_text("\n".join(f"A{n} = {n * 7919 + 10**12}" for n in range(50)), encoding="utf-8")
    module = ModuleType("loaded_later")
    module.__file__ = str(file)
    monkeypatch.setitem(sys.modules, "loaded_later", module)

    assert drawn() == before
