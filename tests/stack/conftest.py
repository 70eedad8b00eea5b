"""A world of one's own for a test: real PostgreSQL, a real mail sink, and a clock that the test moves.

The work of Celery's workers is done here by calling the same two service functions; tests of the processes themselves
start real ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import PostgresServer, SmtpSink
from stage import Stage


@pytest.fixture
def stage(
    postgres_server: PostgresServer, opened_template: str, smtp_sink: SmtpSink, tmp_path: Path
) -> Iterator[Stage]:
    """The example directory is loaded and no case is; it is Monday, 2026-11-23, 9 a.m. in Chicago."""
    with Stage.copied(postgres_server, opened_template, smtp_sink, tmp_path) as made:
        yield made
