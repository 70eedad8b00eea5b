"""The row writes of the program, taken down while it works, and done again without it: the floor of `advance`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

ROW_WRITES = ("INSERT", "UPDATE", "DELETE")

Statement = tuple[str, Any, bool]
"""SQL as the driver got it, its parameters, and whether they are many."""


@dataclass
class Writes:
    """The row writes of one stretch of work, one list a transaction."""

    transactions: list[list[Statement]] = field(default_factory=list)

    def replay(self, url: str) -> float:
        """Do them again on another database with nothing but the driver; the seconds it took."""
        with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
            began = perf_counter()
            for statements in self.transactions:
                with connection.transaction(), connection.cursor() as cursor:
                    for statement, values, many in statements:
                        if many:
                            cursor.executemany(statement, values)
                        else:
                            cursor.execute(statement, values)
            return perf_counter() - began


@contextlib.contextmanager
def taken_down(engine: Engine) -> Iterator[Writes]:
    """Everything this engine writes meanwhile. Only one thread may work."""
    writes, under_way = Writes(), list[Statement]()

    def executed(_c: Connection, _cursor: object, statement: str, values: Any, _context: object, many: bool) -> None:
        if statement.lstrip().upper().startswith(ROW_WRITES):
            under_way.append((statement, values, many))

    def committed(_connection: Connection) -> None:
        if under_way:
            writes.transactions.append(list(under_way))
            under_way.clear()

    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "commit", committed)
    try:
        yield writes
    finally:
        event.remove(engine, "before_cursor_execute", executed)
        event.remove(engine, "commit", committed)
