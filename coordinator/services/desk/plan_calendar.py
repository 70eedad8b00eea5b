"""The send plan as a calendar: each entry on the day on which its reader lives, as a sentence."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.words import ToRole
from coordinator.services.desk.case_mail import about_words
from coordinator.services.desk.day_in_words import in_days
from coordinator.services.desk.mail_words import channel_words, purpose_of, reader_words, reason_words, titles_of

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TO_PEOPLE = (ToRole.PATIENT, ToRole.REPRESENTATIVE)
BY_PEOPLE = ("call", "work_item")
"""What a person does in the course of a day; it has no minute."""


@dataclass(frozen=True)
class Planned:
    """One entry of the plan. ``clock`` is the reader's wall clock with the name of its zone; ``says`` the sentence.

    ``sooner``: what a person can do to reach the same reader before that day, in words and where.
    """

    at: datetime
    clock: str
    kind: str
    name: str
    title: str
    says: str
    explain: str
    goes: bool
    purpose: str
    subject: str
    ladder: str
    rung: str
    sooner: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Day:
    """One square. ``inside`` is false for days of the neighbouring months that fill a week."""

    on: date
    inside: bool
    entries: list[Planned] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A grid of whole weeks, Monday first. ``word`` is ``2026-12``, as an address names it."""

    word: str
    name: str
    weeks: list[list[Day]]
    count: int


def months(case: Case, entries: Sequence[Mapping[str, Any]], today: date, until: date) -> list[Month]:
    """Every month from today's to that of ``until``, the empty ones too: a plan without gaps is believed.

    It begins with the week of today, or of an entry for a reader with whom it is still yesterday: weeks that are over
    hold nothing of a plan.
    """
    by_day: dict[date, list[Planned]] = {}
    for entry in entries:
        planned = in_words(case, entry)
        by_day.setdefault(local(planned.at, str(entry["time_zone"])).date(), []).append(planned)
    begins = min((today, *by_day))
    found, first = [], begins.replace(day=1)
    while first <= until:
        found.append(_month(first, by_day, begins))
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def in_words(case: Case, entry: Mapping[str, Any]) -> Planned:
    """One entry of ``case_plan``."""
    at, zone = datetime.fromisoformat(str(entry["at"])), str(entry["time_zone"])
    there = local(at, zone)
    names = entry.get("parts") or [str(entry["name"])]
    subject = str(entry.get("request") or "")
    return Planned(
        at=at,
        clock="that day" if entry["kind"] in BY_PEOPLE else f"{there:%H:%M} {there.tzname()}",
        kind=str(entry["kind"]),
        name=str(entry["name"]),
        title=titles_of(names),
        says=_sentence(entry, about_words(case, subject)),
        explain=_capital(in_days(str(entry.get("explain") or ""))),
        goes=bool(entry["would_send"]),
        purpose=purpose_of(str(entry["name"])),
        subject=subject,
        ladder=str(entry.get("ladder") or ""),
        rung=str(entry.get("rung") or ""),
        sooner=_sooner(case, entry, subject),
    )


def _sooner(case: Case, entry: Mapping[str, Any], subject: str) -> list[tuple[str, str]]:
    """A step of a ladder is never sent before its day; its reader can be reached all the same."""
    if entry["kind"] not in ("message", "letter") or not case.open:
        return []
    below, to = f"/cases/{case.ref}", str(entry["to_role"] or "")
    request = case.request(subject)
    if to == ToRole.DESK and request is not None and request.open and request.sent_at is not None:
        back = f"back={below}/messages/plan&request={request.id}"
        return [
            ("Log a call with them", f"{below}/facts/call_logged?{back}"),
            ("Send our letter again", f"{below}/facts/request_sent_again?{back}"),
        ]
    return [("Write to them now", f"{below}/messages/new")] if to in TO_PEOPLE else []


def _sentence(entry: Mapping[str, Any], about: str) -> str:
    """To whom by what, or why it will not go."""
    whom = reader_words(entry["to_role"]) + (f" ({about})" if about else "")
    how = channel_words(entry["channel"])
    if entry["kind"] == "work_item":
        return f"A person does this: {whom}." if whom else "A person does this."
    if entry["kind"] == "call" and entry["would_send"]:
        return f"Somebody calls {whom}."
    if entry["would_send"]:
        moved = f" It comes then because {reason_words(entry['reason'])}." if entry["reason"] else ""
        return f"Goes to {whom} {how}.".replace(" .", ".") + moved
    to = f" to {whom}" if whom else ""
    return f"Will not go{to} by itself: {reason_words(entry['reason'])}."


def _month(first: date, by_day: Mapping[date, list[Planned]], begins: date) -> Month:
    weeks = [
        [Day(day, day.month == first.month, by_day.get(day, [])) for day in week]
        for week in calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
        if week[-1] >= begins
    ]
    count = sum(len(day.entries) for week in weeks for day in week if day.inside)
    return Month(f"{first:%Y-%m}", f"{first:%B %Y}", weeks, count)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
