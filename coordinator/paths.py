"""Where the files lie that ship with the program: in the installed package, else in the checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """The folder of the message and letter templates."""
    return _shipped("templates")


def examples_dir() -> Path:
    """The folder of the example intake files and the example directory."""
    return _shipped("examples")


def default_playbook() -> Path:
    """The playbook that is used when ``COORDINATOR_PLAYBOOK`` names no other."""
    return PACKAGE / "playbook" / "second_opinion.yaml"


def question_bank_file() -> Path:
    """The reviewed questions patients may take to a visit."""
    return PACKAGE / "questions.yaml"


def resources_file() -> Path:
    """The reviewed list of support groups, sources and help."""
    return PACKAGE / "resources.yaml"


def _shipped(name: str) -> Path:
    """A wheel carries the folder inside the package under ``_name``; a checkout has it beside the package."""
    installed = PACKAGE / f"_{name}"
    return installed if installed.is_dir() else PACKAGE.parent / name
