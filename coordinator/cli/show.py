"""What people see on stdout: tables, sentences, progress on stderr; and for scripts one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

PIPED_WIDTH = 220
"""Columns where stdout is no terminal: nothing is cut off for the next program."""


def as_json(document: object) -> None:
    """Print the document as the only thing on stdout."""
    print(json.dumps(document, indent=2, ensure_ascii=False))


def line(text: str = "") -> None:
    """One line for people. Nothing in it is taken as markup."""
    print(text)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """A table for people; ``empty`` says what to do when there is nothing to show."""
    listed = [[_cell(value) for value in row] for row in rows]
    if not listed:
        print(empty)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in listed:
        made.add_row(*(Text(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False)
    console.print(made)


def fields(values: Mapping[str, object]) -> None:
    """Names and values, one a line; what is empty is left out."""
    known = {name: _cell(value) for name, value in values.items() if value not in (None, "", [], {})}
    width = max((len(name) for name in known), default=0)
    for name, value in known.items():
        print(f"{name.ljust(width)}  {value}")


def title(text: str) -> None:
    """A heading with an empty line before it."""
    print(f"\n{text}")


@contextmanager
def progress(what: str, total: float) -> Iterator[Any]:
    """A bar on stderr for long work; ``done(share, words)`` moves it. Nothing is drawn where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total, words="")

        def done(share: float, words: str = "") -> None:
            bar.update(task, completed=share, words=words)

        yield done


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_cell(one) for one in value)
    return str(value)
