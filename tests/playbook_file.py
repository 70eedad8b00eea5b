"""The shipped playbook as somebody else's file: some words of it changed."""

from __future__ import annotations

from pathlib import Path

from coordinator.paths import default_playbook

AGAIN = "again: {after: 24 hours,  message: m02-verify-contact}"
"""A rung that every new case reaches within a day."""


def changed(folder: Path, *changes: tuple[str, str], version: int = 2) -> Path:
    """Each first place of these words is replaced, in order."""
    text = default_playbook().read_text(encoding="utf-8")
    for before, after in (("version: 1\n", f"version: {version}\n"), *changes):
        assert before in text
        text = text.replace(before, after, 1)
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return file
