"""The few errors of the program. Each is safe to print: a code for machines, ids at most, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why something may not happen, or has not happened yet: a stable code and what it is about (ids, codes, dates)."""

    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class Refused(Exception):
    """The request is understood and not allowed. ``code`` is stable; ``field`` names the input that is to blame."""

    def __init__(self, code: str, detail: str = "", *, field: str = "", reasons: Sequence[Reason] = ()) -> None:
        self.code = code
        self.detail = detail
        self.field = field
        self.reasons = tuple(reasons)
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        what = f" ({self.detail})" if self.detail else ""
        why = "".join(f"\n  - {reason}" for reason in self.reasons)
        return f"{where}{self.code}{what}{why}"


class NotFound(Refused):
    """No such thing, or none within the caller's sight; the two are told alike."""


class DeliveryFailed(Exception):
    """A send did not succeed. ``lasting`` means that trying the same bytes again cannot help."""

    def __init__(self, code: str, detail: str = "", *, lasting: bool = False) -> None:
        self.code = code
        self.detail = detail
        self.lasting = lasting
        super().__init__(f"{code} ({detail})" if detail else code)
