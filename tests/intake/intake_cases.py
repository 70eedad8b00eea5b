"""Good files to break, and a small table of codes."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from coordinator.services.intake.check import Checked, check
from coordinator.services.reference import IcdStatus

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DEMO_DAY = date(2026, 11, 23)
LEAVES = {"C50.912", "I35.0", "M48.062", "C91.00", "M17.11", "C50.911", "M17.12", "C61", "C91.01"}


def icd(code: str) -> IcdStatus:
    """What the reference table says of the codes in the examples."""
    if code in LEAVES:
        return IcdStatus.LEAF
    return IcdStatus.NOT_LEAF if code == "G35" else IcdStatus.UNKNOWN


def checked(text: str, *, today: date = DEMO_DAY, offices: frozenset[str] = frozenset()) -> Checked:
    """The verdict on a file on the first day of the demo."""
    return check(text, today=today, icd=icd, office_numbers=offices)


def intake_file(number: int) -> dict[str, Any]:
    """One of the examples, free to change."""
    read: dict[str, Any] = json.loads((EXAMPLES / "intake" / f"intake-{number:04}.json").read_text())
    return read


def change(file: Any, place: str, to: Any) -> None:
    """Put ``to`` at a JSON path such as ``$.sources[0].fax``; ``...`` takes out what stands there."""
    *way, last = (int(index) if index else key for key, index in re.findall(r"\.(\w+)|\[(\d+)\]", place))
    for part in way:
        file = file[part]
    if to is ...:
        del file[last]
    else:
        file[last] = to


def broken(place: str, to: Any = ..., **options: Any) -> Checked:
    """The verdict on example 0001 with one value changed or, without ``to``, taken out."""
    file = intake_file(1)
    change(file, place, to)
    return checked(json.dumps(file), **options)
