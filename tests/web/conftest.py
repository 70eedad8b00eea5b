"""The web application on a world of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from servers import PostgresServer, SmtpSink
from stage import Stage

from coordinator.web.app import create_app


@pytest.fixture
def stage(
    postgres_server: PostgresServer, opened_template: str, smtp_sink: SmtpSink, tmp_path: Path
) -> Iterator[Stage]:
    """The example directory is loaded and no case is; it is Monday, 2026-11-23, 9 a.m. in Chicago."""
    with Stage.copied(postgres_server, opened_template, smtp_sink, tmp_path) as made:
        yield made


@pytest.fixture
def browser(stage: Stage) -> TestClient:
    """Somebody who looks at the pages; what breaks inside is seen as they would see it."""
    return TestClient(create_app(stage.world), raise_server_exceptions=False)
