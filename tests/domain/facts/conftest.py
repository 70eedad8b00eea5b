"""The one fixture of these tests: a case in the middle of its journey."""

from __future__ import annotations

import builders
import pytest


@pytest.fixture
def world() -> builders.World:
    """An accepted case in ``records``."""
    return builders.a_world()
