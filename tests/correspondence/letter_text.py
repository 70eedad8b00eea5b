"""Letters read back from their PDF."""

from __future__ import annotations

import pypdfium2
import pytest

from coordinator.correspondence.letters import render_letter
from coordinator.correspondence.sample_letters import LETTERS

EACH = [pytest.param(name, values, id=f"{name}{variant}") for name, variant, values in LETTERS]
VARIANT = {f"{name} {variant}".strip(): (name, values) for name, variant, values in LETTERS}
REQUESTS = ["l01-request a", "l01-request b", "l01-request c", "l01-request d"]


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def letter(variant: str) -> str:
    return text_of(render_letter(*VARIANT[variant]))
