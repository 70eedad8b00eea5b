"""The examples with their directions, played on plain objects: every one ends, and together they show what is asked."""

from __future__ import annotations

import json
from functools import cache

import pytest
from memory_lives import START, a_person, example

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.words import CloseReason, Stage
from coordinator.paths import examples_dir
from coordinator.services.world import federal_holidays
from coordinator.simulate.memory.invariants import broken_invariants
from coordinator.simulate.memory.play import Opening, Played, play
from coordinator.simulate.world.cast import NAVIGATOR, Offices
from coordinator.simulate.world.directions import read_directions
from coordinator.simulate.world.shows import SHOWN, shows
from coordinator.simulate.world.world import World

NUMBERS = tuple(f"{number:04d}" for number in range(1, 11))
DAYS = 200


@cache
def _outside(seed: int) -> World:
    directory, told = (
        json.loads((examples_dir() / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("directory", "directions")
    )
    offices = Offices.from_directory(directory)
    return World(seed, BusinessCalendar(federal_holidays()), offices=offices, directions=read_directions(told))


@cache
def _played(number: str, seed: int = 1) -> Played:
    person = a_person(correctable=True)
    return play(person, _outside(seed), [Opening(START, f"SO-{number}-AA", example(number))], by=NAVIGATOR, days=DAYS)


def _shown(number: str, seed: int = 1) -> list[str]:
    return shows(next(iter(_played(number, seed).cases.values())))


def test_there_is_an_example_for_every_number() -> None:
    assert sorted(path.stem.removeprefix("intake-") for path in (examples_dir() / "intake").iterdir()) == [*NUMBERS]


@pytest.mark.parametrize("number", NUMBERS)
def test_an_example_is_closed_and_breaks_nothing(number: str) -> None:
    played = _played(number)
    case = played.person.lives[0].case

    assert case.stage is Stage.CLOSED
    assert str(case.close_reason).startswith("completed_") or (number, case.close_reason) == (
        "0009", CloseReason.DECEASED
    )  # fmt: skip
    assert list(broken_invariants(played.person)) == []
    assert [(deed.fact, why) for deed, why in played.refused] == []


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("0002", "Spanish"),
        ("0003", "correction"),
        ("0004", "declined referral"),
        ("0004", "no e-mail"),
        ("0005", "minor"),
        ("0007", "third opinion"),
        ("0008", "sealed first opinion"),
        ("0008", "partial receipt"),
        ("0009", "death with slides out"),
        ("0010", "custody return"),
        ("0010", "no-show"),
    ],
)
def test_each_thing_is_shown_by_its_case_whatever_the_seed(number: str, what: str, seed: int) -> None:
    assert what in SHOWN
    assert what in _shown(number, seed)


def test_what_was_not_played_is_not_shown() -> None:
    assert {"third opinion", "death with slides out", "correction", "no e-mail", "minor"}.isdisjoint(_shown("0010"))


def test_after_a_death_the_slides_are_asked_for_and_nothing_else_goes_out_by_itself() -> None:
    life = _played("0009").person.lives[0]
    died = life.journal.since("patient_died")
    assert died is not None

    after = {left.name for left in life.sent if left.made_at > died}
    assert "l11-slide-return" in after
    assert after <= {"l11-slide-return", "l17-condolence", "l09-request-closed"}  # the last two a person released
    assert life.case.custody[0].status == "returned"


def test_the_promise_that_was_written_down_wrongly_is_put_right() -> None:
    journal = _played("0003").person.lives[0].journal
    corrected = journal.named("corrected")[0]
    request = next(e["request"] for e in journal.all if e.seq == corrected.data["was_seq"])
    wrong, right = (e["on"] for e in journal.named("office_promised", request=request)[:2])

    assert corrected["fact"] == "office_promised"
    assert right < wrong


def test_nobody_looks_for_a_provider_after_the_visit() -> None:
    """The choice of an urgent case runs ahead of the records; scheduling begins when the visit is over."""
    life = _played("0005").person.lives[0]
    attended = life.journal.since("visit_attended")
    scheduling = [e.at for e in life.journal.named("stage_entered", stage="scheduling")]

    assert attended is not None
    assert attended < scheduling[0]
    assert not [w for w in life.case.work_items if w.kind == "no_provider"]
