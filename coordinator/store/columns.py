"""Column types used by every table: ids, moments, enumerations as checked text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused before it reaches the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse what has no offset."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its offset")
        return value

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[datetime | None], datetime | None]:
        """Hand out UTC. The whole processor at once: a case has some hundred moments, and each would pay for it."""
        return _utc


def _utc(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC) if value is not None else None


class Word(TypeDecorator[StrEnum]):
    """A ``StrEnum`` stored as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Any) -> str | None:
        """The text of the word; unknown words are refused."""
        return None if value is None else self.words(value).value

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[str | None], StrEnum | None]:
        """The word; one that is not known raises ``KeyError``."""
        known: dict[str | None, StrEnum | None] = {word.value: word for word in self.words}
        return (known | {None: None}).__getitem__


def uuid_key() -> Column[str]:
    """The primary key: a UUIDv7 minted at the edge."""
    return Column("id", UUID(as_uuid=False), primary_key=True)


def reference(
    name: str, target: str, *, nullable: bool = False, index: bool = False, on_delete: str | None = None
) -> Column[str]:
    """A foreign key."""
    return Column(name, UUID(as_uuid=False), ForeignKey(target, ondelete=on_delete), nullable=nullable, index=index)


def uuid(name: str, *, nullable: bool = True) -> Column[str]:
    """An id of something in another table that may be gone."""
    return Column(name, UUID(as_uuid=False), nullable=nullable)


def text(name: str, *, nullable: bool = True, **more: Any) -> Column[str]:
    """Text."""
    return Column(name, Text, nullable=nullable, **more)


def of_navigator() -> Column[str]:
    """Whose case this belongs to, empty for nobody's, kept by triggers: lists read what one person sees and no more."""
    return Column("navigator", Text, nullable=False, server_default="")


def moment(name: str, *, nullable: bool = True, **more: Any) -> Column[datetime]:
    """An aware moment."""
    return Column(name, Moment, nullable=nullable, **more)


def word(name: str, words: type[StrEnum], *, nullable: bool = False) -> Column[StrEnum]:
    """An enumeration."""
    return Column(name, Word(words), nullable=nullable, info={"words": words})


def json(name: str, *, nullable: bool = False, **more: Any) -> Column[Any]:
    """A JSON document; replaced whole, never changed in place."""
    return Column(name, JSONB(none_as_null=True), nullable=nullable, **more)


def checked(*columns: Column[Any]) -> list[Any]:
    """The columns, and a CHECK for each enumeration among them."""
    checks = []
    for column in columns:
        words = column.info.get("words")
        if words is not None:
            listed = ", ".join(f"'{w.value}'" for w in words)
            checks.append(CheckConstraint(f"{column.name} IN ({listed})", name=column.name))
    return [*columns, *checks]
