"""Alembic runs this to reach the database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from coordinator.store import case_tables as case_tables
from coordinator.store import directory_tables as directory_tables
from coordinator.store import engine_tables as engine_tables
from coordinator.store import part_tables as part_tables
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
