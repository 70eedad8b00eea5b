"""What went wrong, as lines on stderr and an exit code: the one place where errors become either."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import typer
from typer.core import TyperGroup

REFUSED, WRONG_USAGE = 1, 2


class Commands(TyperGroup):
    """The root of all commands. What they raise ends here."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error of ours, or of the machine, becomes lines and an exit code."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__module__.startswith(("typer", "click")):
                raise
            lines, code = told(error)
            for line in lines:
                print(line, file=sys.stderr)
            raise typer.Exit(code) from None


def told(error: Exception) -> tuple[list[str], int]:
    """The lines for a person, one a problem, and the exit code."""
    from coordinator.domain.errors import Refused
    from coordinator.embedded.errors import AlreadyUp, StackBusy, StartFailed
    from coordinator.environment import BadSettings

    if isinstance(error, Refused):
        return list(refusal_lines(error)), REFUSED
    if isinstance(error, BadSettings):
        return list(error.problems), WRONG_USAGE
    if isinstance(error, AlreadyUp):
        return [str(error)], WRONG_USAGE
    if isinstance(error, StackBusy | StartFailed | OSError):
        return [str(error)], REFUSED
    problems = getattr(error, "problems", None)
    if isinstance(problems, list | tuple) and problems:
        return [str(problem) for problem in problems], REFUSED
    return [_from_the_database(error) or _unexpected(error)], REFUSED


def refusal_lines(refusal: Any) -> Iterator[str]:
    """One line a problem, each with its code; the field to blame comes first."""
    where = f"{refusal.field}: " if refusal.field else ""
    if refusal.reasons:
        if refusal.detail or any(reason.code != refusal.code for reason in refusal.reasons):
            yield f"{where}{refusal.code}" + (f": {refusal.detail}" if refusal.detail else "")
        yield from (str(reason) for reason in refusal.reasons)
        return
    first, *more = [line for line in refusal.detail.splitlines() if line.strip()] or [""]
    if more or "\n" in refusal.detail:
        yield from (first, *more)
    else:
        yield f"{where}{refusal.code}" + (f": {first}" if first else "")


def _from_the_database(error: Exception) -> str:
    if not type(error).__module__.startswith("sqlalchemy"):
        return ""
    origin = type(getattr(error, "orig", None)).__name__
    if origin == "UndefinedTable":
        return "database.not_migrated: run `coordinator migrate` first"
    if type(error).__name__ in ("OperationalError", "InterfaceError"):
        return "database.unreachable: the database does not answer; `coordinator doctor` says more"
    return f"database.error: {origin}"


def _unexpected(error: Exception) -> str:
    """Type and place only: the text of an unknown error may quote what nobody should read in a terminal's history."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {'/'.join(PurePath(frames[-1].filename).parts[-2:])}:{frames[-1].lineno}" if frames else ""
    return f"internal.error: {type(error).__name__}{place}"
