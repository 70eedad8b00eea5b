"""Bringing a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from coordinator.store.database import driver_url

LOCK = 5_301_977
"""Advisory lock: several processes may start at once, one migrates."""


def configuration(url: str) -> Config:
    """Alembic's settings, made here so that no file names a database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = driver_url(url)
    return config


def migrate(url: str) -> None:
    """Bring the database to the newest schema; safe to call at every start."""
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
            config = configuration(url)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
            connection.commit()
    finally:
        engine.dispose()


def newest() -> str:
    """The name of the newest migration."""
    return str(ScriptDirectory.from_config(configuration("postgresql://")).get_current_head())


def current(url: str) -> str | None:
    """The migration a database stands at; ``None`` for an empty one."""
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
                return None
            found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return found
    finally:
        engine.dispose()
