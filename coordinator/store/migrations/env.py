"""Alembic runs this to reach the database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from coordinator.store import case_tables as case_tables
from coordinator.store import directory_tables as directory_tables
from coordinator.store import document_tables as document_tables
from coordinator.store import engine_tables as engine_tables
from coordinator.store import opinion_tables as opinion_tables
from coordinator.store import request_tables as request_tables
from coordinator.store import sign_in_tables as sign_in_tables
from coordinator.store import visit_tables as visit_tables
from coordinator.store import work_tables as work_tables
from coordinator.store.columns import metadata

config = context.config


def run() -> None:
    """Run the migrations in one transaction each."""
    connection = config.attributes.get("connection")
    if connection is not None:
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    engine = create_engine(config.attributes["url"])
    with engine.connect() as own:
        context.configure(connection=own, target_metadata=metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
