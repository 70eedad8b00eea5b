"""Whole cases over every change of the clocks (``domain.md`` §12 R3 to R5, Budget; ``reliability.md``, "Figures")."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import holidays
import pytest
from memory_lives import a_person

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import at_local, local
from coordinator.simulate.memory.directory import Listing, OwnDirectory
from coordinator.simulate.memory.invariants import broken_invariants
from coordinator.simulate.memory.life import Left
from coordinator.simulate.memory.numbering import numbering
from coordinator.simulate.memory.person import ROLES, Person
from coordinator.simulate.memory.play import Opening, play
from coordinator.simulate.world.cast import NAVIGATOR, Offices
from coordinator.simulate.world.population import intake_of
from coordinator.simulate.world.town import directory_document
from coordinator.simulate.world.world import World

YEARS = (2025, 2026, 2027, 2028)
SEED = 20251026
FEDERAL = frozenset(holidays.country_holidays("US", years=range(2024, 2031), categories=("public",)))


@cache
def changes_of(zone: str) -> tuple[date, ...]:
    """The local days of these years on which the clocks of ``zone`` change."""
    there, week, found = ZoneInfo(zone), date(YEARS[0], 1, 1), []

    def offset(day: date) -> timedelta | None:
        return datetime.combine(day, time(), there).utcoffset()

    while week.year <= YEARS[-1]:
        days = [week + timedelta(days=n) for n in range(8)]
        if offset(days[0]) != offset(days[-1]):
            found += [day for day, after in pairwise(days) if offset(day) != offset(after)]
        week = days[-1]
    return tuple(found)


@cache
def zones() -> tuple[str, ...]:
    """One name for each set of clocks that change in these years: links to the same rules are played once."""
    one_each: dict[Any, str] = {}
    for zone in sorted(available_timezones(), key=lambda name: ("/" not in name, name)):
        days = changes_of(zone)
        if days:
            offsets = tuple(datetime.combine(day, time(), ZoneInfo(zone)).utcoffset() for day in days)
            one_each.setdefault((days, offsets), zone)
    return tuple(sorted(one_each.values()))


def listing_in(zone: str) -> tuple[Listing, Offices]:
    """The invented town, moved to another zone with all its offices."""
    document = copy.deepcopy(directory_document())
    for organization in document["organizations"]:
        organization["time_zone"] = zone
    for provider in document["providers"]:
        provider["office"]["time_zone"] = zone
    return Listing(document), Offices.from_directory(document)


def lived(zone: str, changed: date, number: int) -> Person:
    """Somebody in ``zone`` whose case opens some days before the clocks change, played for six weeks."""
    at = at_local(changed - timedelta(days=number % 14), time(number % 24, 30), zone)
    listing, offices = listing_in(zone)
    new_id = numbering()
    known = OwnDirectory(listing, new_id, frozenset(ROLES), FEDERAL)
    person = a_person(directory=known, holidays=FEDERAL, new_id=new_id)
    person.known = known
    told = intake_of(SEED, number, number, at)
    told = {**told, "patient": {**told["patient"], "time_zone": zone}}
    outside = World(SEED, BusinessCalendar(FEDERAL), offices=offices)
    return play(person, outside, [Opening(at, f"SO-{number:04d}-ZZ", told)], by=NAVIGATOR, days=42).person


@pytest.mark.rule("12-R4", "12-R5")
@pytest.mark.timeout(600)
def test_over_every_change_of_the_clocks_nothing_leaves_out_of_hours_too_often_or_too_close() -> None:
    channels: Counter[str] = Counter()
    around: Counter[bool] = Counter()
    played = [(zone, changed) for zone in zones() for changed in {changes_of(zone)[0], changes_of(zone)[-1]}]
    for number, (zone, changed) in enumerate(sorted(played)):
        person = lived(zone, changed, number)

        assert list(broken_invariants(person)) == [], f"{zone}, {changed}, case {number}"
        sent = [row for life in person.lives for row in life.sent]
        assert {row.time_zone for row in sent} == {zone}
        channels.update(row.channel for row in sent)
        around.update(row.local_on > changed for row in sent)

    assert len(zones()) > 20
    assert {"email", "fax", "print"} <= set(channels)
    assert min(around[True], around[False]) > len(played), "too little left before or after the changes"


@pytest.mark.rule("12-R4")
def test_the_check_sees_a_mail_at_night_a_sunday_and_a_letter_on_a_closing_day() -> None:
    person = lived("America/Chicago", date(2026, 11, 1), 3)
    life = person.lives[0]
    mail, letter = (next(row for row in life.sent if row.kind == kind) for kind in ("message", "letter"))

    for row, moment in (
        (mail, at_local(mail.local_on, time(19), "America/Chicago")),
        (mail, at_local(mail.local_on, time(8, 59), "America/Chicago")),
        (mail, datetime(2026, 11, 8, 18, tzinfo=UTC)),
        (letter, at_local(letter.local_on, time(16), "America/Chicago")),
        (letter, datetime(2026, 11, 26, 18, tzinfo=UTC)),
    ):
        life.sent[:] = [_moved(row, moment)]

        told = [one for one in broken_invariants(person) if " left at " in one]

        assert len(told) == 1, moment


def _moved(row: Left, moment: datetime) -> Left:
    return row._replace(made_at=moment, local_on=local(moment, row.time_zone).date())
