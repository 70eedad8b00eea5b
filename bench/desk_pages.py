"""How long the desk's pages take where very many cases stand, as a mix of people loads them, and what they ask."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping

from bench.clinic import TEAM, Wanted, fill
from bench.figures import Figure, spread
from bench.ground import Ground
from bench.sink import sink
from bench.size import Size
from bench.visitors import Visitor, visitors
from coordinator.services.world import World

Look = Callable[[Visitor, random.Random], int]

WARM = 2
"""Loads of a page by each visitor before anything is measured."""


def _page(path: str) -> Look:
    return lambda who, _draw: who.get(path)


def _tab(name: str) -> Look:
    return lambda who, draw: who.get(f"/cases/{draw.choice(who.cases).ref}{name}")


def _search(by: Callable[[object], str]) -> Look:
    return lambda who, draw: who.post("/cases/search", words=by(draw.choice(who.cases)))


PAGES: Mapping[str, Look] = {
    "today": _page("/"),
    "calls": _page("/calls"),
    "board": _page("/cases"),
    "table": _page("/cases?as=table"),
    "narrowed": _page("/cases?holder=office&longer=30&as=table"),
    "search_name": _search(lambda case: f"{case.given} {case.family[:4]}"),  # type: ignore[attr-defined]
    "search_part": _search(lambda case: str(case.family[:2])),  # type: ignore[attr-defined]
    "search_reference": _search(lambda case: str(case.ref)),  # type: ignore[attr-defined]
    "search_phone": _search(lambda case: f"({case.phone[2:5]}) {case.phone[5:8]}-{case.phone[8:]}"),  # type: ignore[attr-defined]
    "search_birth": _search(lambda case: f"{case.birth_date:%m/%d/%Y}"),  # type: ignore[attr-defined]
    "handovers": _page("/handovers"),
    "inbox": _page("/inbox"),
    "print": _page("/print"),
    "case": _tab(""),
    "case_records": _tab("/records"),
    "case_scheduling": _tab("/scheduling"),
    "case_consultation": _tab("/consultation"),
    "case_comparison": _tab("/comparison"),
    "case_messages": _tab("/messages"),
    "case_timeline": _tab("/timeline"),
    "case_access": _tab("/access"),
}
SIZES = ("100k", "1m")
KEYS = ("desk_pages", *(f"desk_{name}_at_{word}" for word in SIZES for name in PAGES))


def measure(ground: Ground, size: Size) -> dict[str, Figure]:
    """``desk_pages`` holds all loads at 100,000; at a million each page says how much longer its p95 is."""
    found: dict[str, Figure] = {}
    for word, count in size.crowds:
        with sink() as relay, ground.world(ground.database(), relay.url) as world:
            wanted = clinic_of(count)
            fill(world, wanted)
            pages = load(world, wanted.people, size.looks)
        for name, (figure, _) in pages.items():
            key = f"desk_{name}_at_{word}"
            found[key] = figure
            before = found.get(f"desk_{name}_at_100k")
            if before is not None and word != "100k":
                figure["ratio_to_100k"] = round(figure["p95_ms"] / before["p95_ms"], 2)
        if word == "100k":
            found["desk_pages"] = spread([one for _, taken in pages.values() for one in taken], cases=count)
    return found


def clinic_of(cases: int) -> Wanted:
    """A fifth of them open, four hundred open ones a person; a larger clinic has more people, not busier ones."""
    people = max(TEAM, cases // 2000)
    rare = max(1, cases // 100_000)
    return Wanted(cases, cases // 5, people, intakes=2, whole_of_open=min(rare, 5), whole_of_closed=10 * rare)


def load(world: World, people: int, looks: int) -> dict[str, tuple[Figure, list[float]]]:
    """Each page by navigators, a supervisor and a records coordinator, by turns. What is not there is left out."""
    numbers = [0, 1, *range(2, min(8, people))]
    found = {}
    with visitors(world, numbers) as all_of_them:
        for name, look in PAGES.items():
            draw = random.Random(5)
            if look(all_of_them[-1], draw) == 404:
                continue
            for who in all_of_them * WARM:
                look(who, draw)
            taken, asked = [], 0
            for who in itertools.islice(itertools.cycle(all_of_them), looks):
                status = look(who, draw)
                assert status in (200, 303), (name, status)
                taken.append(who.took)
                asked = max(asked, who.asked)
            found[name] = (spread(taken, statements=asked), taken)
    return found
