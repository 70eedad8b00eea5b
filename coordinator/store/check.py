"""Do the migrations make exactly the tables that the code names?"""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from coordinator.store import case_tables as case_tables
from coordinator.store import caseload_tables as caseload_tables
from coordinator.store import directory_tables as directory_tables
from coordinator.store import document_tables as document_tables
from coordinator.store import engine_tables as engine_tables
from coordinator.store import opinion_tables as opinion_tables
from coordinator.store import request_tables as request_tables
from coordinator.store import sign_in_tables as sign_in_tables
from coordinator.store import visit_tables as visit_tables
from coordinator.store import work_tables as work_tables
from coordinator.store.columns import metadata
from coordinator.store.database import driver_url
from coordinator.store.migrations import migrate


def differences(url: str) -> list[str]:
    """What a migrated database and the tables in code disagree about."""
    migrate(url)
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            found = compare_metadata(MigrationContext.configure(connection), metadata)
    finally:
        engine.dispose()
    return [str(difference) for difference in found]
