"""Days as people type them: 10/25/1979, 25.10.79, 25 Oct 1979, 1979-10-25, 10251979."""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril", "may mayo",
            "jun june junio", "jul july julio", "aug august ago agosto", "sep sept september septiembre set",
            "oct october octubre", "nov november noviembre", "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(\d{4})(?!\d)"
_DAY_OF_MONTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_FORMS = (
    ("ymd", re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")),
    ("mixed", re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")),
    ("named day first", re.compile(
        rf"(?<!\d){_DAY_OF_MONTH}[\s-]*(?:de\s+|of\s+)?{_MONTH}[\s,-]*(?:de\s+)?{_YEAR}", re.I
    )),
    ("named month first", re.compile(rf"\b{_MONTH}[\s-]*{_DAY_OF_MONTH}[\s,-]+{_YEAR}", re.I)),
    ("run", re.compile(r"(?<![\d+])(\d{8})(?!\d)")),
)  # fmt: skip

OLDEST = 1900


def days_in(words: str, today: date) -> tuple[list[date], str]:
    """The days that a text may mean by the first date in it, likeliest first, and the text without it.

    ``03/04/1979`` may be the fourth of March or the third of April; a year of two digits may be of either century.
    """
    for form, pattern in _FORMS:
        match = pattern.search(words)
        if match is None:
            continue
        days = list(dict.fromkeys(day for day in _meant(form, match.groups(), today) if day <= today))
        if days:
            return days, f"{words[: match.start()]} {words[match.end() :]}"
    return [], words


def _meant(form: str, parts: tuple[str, ...], today: date) -> list[date]:
    if form == "ymd":
        return _days((int(parts[0]), int(parts[2]), int(parts[3])))
    if form == "mixed":
        first, sign, second, year = parts
        found = []
        for whole in _years(year, today):
            month_first, day_first = (whole, int(first), int(second)), (whole, int(second), int(first))
            found += _days(day_first) if sign == "." else _days(month_first, day_first)
        return found
    if form == "named day first":
        return _days((int(parts[2]), MONTHS[parts[1].lower()], int(parts[0])))
    if form == "named month first":
        return _days((int(parts[2]), MONTHS[parts[0].lower()], int(parts[1])))
    run = parts[0]
    return _days(
        (int(run[:4]), int(run[4:6]), int(run[6:])),
        (int(run[4:]), int(run[:2]), int(run[2:4])),
        (int(run[4:]), int(run[2:4]), int(run[:2])),
    )


def _years(typed: str, today: date) -> list[int]:
    if len(typed) == 4:
        return [int(typed)]
    return [1900 + int(typed), *([2000 + int(typed)] if 2000 + int(typed) <= today.year else [])]


def _days(*candidates: tuple[int, int, int]) -> list[date]:
    found = []
    for year, month, day in candidates:
        try:
            one = date(year, month, day)
        except ValueError:
            continue
        if one.year >= OLDEST:
            found.append(one)
    return found
