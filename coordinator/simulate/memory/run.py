"""Playing many synthetic people, on as many processes as one likes: each person is a play of its own."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from multiprocessing import get_context

from coordinator.domain.business_days import BusinessCalendar
from coordinator.playbook.book import Book
from coordinator.playbook.schema import Playbook
from coordinator.simulate.memory.directory import Listing, OwnDirectory
from coordinator.simulate.memory.invariants import broken_invariants
from coordinator.simulate.memory.numbering import numbering
from coordinator.simulate.memory.person import ROLES, Person
from coordinator.simulate.memory.play import Opening, Played, play
from coordinator.simulate.memory.tally import Tally, tally
from coordinator.simulate.world.cast import NAVIGATOR, Offices
from coordinator.simulate.world.population import arrival, intake_of, same_person_as_before
from coordinator.simulate.world.rates import Rates
from coordinator.simulate.world.town import directory_document
from coordinator.simulate.world.world import World

START = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""Intakes arrive within the year after this."""

AT_ONCE = 16
"""People a process plays before it reports."""

DIGITS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Setting:
    """All that decides what happens. ``days`` is how long each case is followed from its opening, in calendar days."""

    playbook: Playbook
    holidays: frozenset[date]
    written: frozenset[tuple[str, str]]
    seed: int = 1
    cases: int = 100
    days: int = 180
    closures: bool = True
    ladder_effect: bool = True

    def rates(self) -> Rates:
        """Chance, less what is switched off."""
        rates = Rates()
        if not self.closures:
            rates = replace(rates, withdraws=0.0, treated_before=0.0, dies={}, dies_otherwise=0.0)
        if not self.ladder_effect:
            rates = replace(rates, letter_hurries=1.0, call_hurries=1.0)
        return rates


@dataclass
class Results:
    """Every case's numbers in the order of their numbers, and every broken invariant with the seed that shows it."""

    setting: Setting
    cases: list[Tally] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def simulate(setting: Setting, processes: int = 2, on_progress: Callable[[int], None] = lambda _done: None) -> Results:
    """Play all of them. What comes out does not depend on ``processes``."""
    results = Results(setting)
    people = list(_people(setting))
    batches = [people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE)]
    if processes < 2:
        theatre = Theatre(setting)
        reports: Iterator[_Report] = map(theatre.play_all, batches)
        _gather(reports, results, on_progress)
    else:
        with get_context().Pool(processes, _begin, (setting,)) as pool:
            _gather(pool.imap(_work, batches), results, on_progress)
    return results


_Report = tuple[list[Tally], list[str]]


def _gather(reports: Iterator[_Report], results: Results, on_progress: Callable[[int], None]) -> None:
    for tallies, broken in reports:
        results.cases += tallies
        results.broken += broken
        on_progress(len(tallies))


def _people(setting: Setting) -> Iterator[list[int]]:
    """The numbers of each person's cases."""
    mine: list[int] = []
    for number in range(setting.cases):
        if mine and not same_person_as_before(setting.seed, number):
            yield mine
            mine = []
        mine.append(number)
    if mine:
        yield mine


class Theatre:
    """What all plays of one setting share: the directory, the outside world, the calendar."""

    def __init__(self, setting: Setting) -> None:
        document = directory_document()
        self.setting, self.listing = setting, Listing(document)
        self.outside = World(
            setting.seed,
            BusinessCalendar(setting.holidays),
            offices=Offices.from_directory(document),
            rates=setting.rates(),
        )

    def person(self) -> Person:
        """Somebody without a case yet."""
        new_id = numbering()
        known = OwnDirectory(self.listing, new_id, frozenset(ROLES))
        setting = self.setting
        return Person(Book(setting.playbook, setting.holidays, known, new_id, templates=setting.written), known)

    def play(self, numbers: Sequence[int]) -> Played:
        """The whole play of one person."""
        openings = [self.opening(number, numbers[0]) for number in numbers]
        return play(self.person(), self.outside, openings, by=NAVIGATOR, days=self.setting.days)

    def opening(self, number: int, person: int) -> Opening:
        """When and with what a case begins."""
        at = arrival(self.setting.seed, number, START)
        return Opening(at, _ref(number), intake_of(self.setting.seed, number, person, at))

    def play_all(self, people: Sequence[Sequence[int]]) -> _Report:
        """The numbers of many plays."""
        tallies: list[Tally] = []
        broken: list[str] = []
        for numbers in people:
            played = self.play(numbers)
            broken += [
                f"seed {self.setting.seed}, case {numbers[0]}: {told}" for told in broken_invariants(played.person)
            ]
            tallies += [self._tally(played, number) for number in numbers]
        return tallies, broken

    def _tally(self, played: Played, number: int) -> Tally:
        ref = _ref(number)
        refused = Counter(f"{deed.fact}: {why}" for deed, why in played.refused if deed.ref == ref)
        return tally(played.life(ref), played.deeds_of[ref], refused)


_theatre: list[Theatre] = []
"""One for each worker process."""


def _begin(setting: Setting) -> None:
    _theatre.append(Theatre(setting))
    gc.freeze()  # what all plays share is never garbage
    gc.disable()


def _work(people: Sequence[Sequence[int]]) -> _Report:
    report = _theatre[0].play_all(people)
    gc.collect()  # between plays hardly anything lives: looking now costs nothing, looking within them a sixth
    gc.freeze()  # what lives on, such as what the calendar was asked, is not looked at again
    return report


def _ref(number: int) -> str:
    signs = ""
    for _ in range(6):
        number, digit = divmod(number, len(DIGITS))
        signs = DIGITS[digit] + signs
    return f"SO-{signs[:4]}-{signs[4:]}"
