"""How long one look takes where very many cases and effects stand: claims, the worklist, one case."""

from __future__ import annotations

import random
from collections.abc import Callable

from sqlalchemy import update

from bench.crowd import multiply, order, wake
from bench.figures import Figure, spread, timed
from bench.ground import Ground
from bench.size import Size
from coordinator.domain.effect import MAIL
from coordinator.domain.words import EffectStatus, Stage
from coordinator.services.advance import BATCH
from coordinator.services.perform import AT_ONCE
from coordinator.services.views.case_list import case_list
from coordinator.services.views.case_show import case_show
from coordinator.services.world import World, new_id
from coordinator.store import cases, claims
from coordinator.store.case_tables import case as case_table
from coordinator.store.effects import table as effect_table

KEYS = (
    "claim_at_100k_asleep",
    "claim_at_100k_due",
    "worklist_at_100k_cases",
    "case_page_at_100k_cases",
    "claim_at_1m_asleep",
    "claim_at_1m_due",
    "worklist_at_1m_cases",
    "case_page_at_1m_cases",
)

MESSAGE = "m11-records-progress"
STAGES = ("request", "records", "records", "records", "scheduling", "consultation", *["closed"] * 4)
ON_A_PAGE = 50
AWAKE = 20_000
"""Cases that want to be looked at, and orders that are due, where nearly all sleep or are done."""

WARM = 3
WHOLE_EVERY = {"100k": 1, "1m": 10}
"""Each how-manieth case of a crowd has all its parts (``bench.crowd.multiply``)."""


def measure(ground: Ground, size: Size) -> dict[str, Figure]:
    """Asleep for the pages; then a little of it wakes for the claims, and then all of it falls due at once."""
    found: dict[str, Figure] = {}
    for word, count in size.crowds:
        with ground.world(ground.database()) as world:
            multiply(world, count, stages=STAGES, whole_every=WHOLE_EVERY[word])
            order(world, "done", MESSAGE)
            found[f"worklist_at_{word}_cases"] = _worklist(world, size.looks, count)
            found[f"case_page_at_{word}_cases"] = _case_page(world, size.looks, count, WHOLE_EVERY[word])
            few = min(AWAKE, count // 2)
            wake(world, most=few)
            order(world, "pending", MESSAGE, moments=20, most=few)
            found[f"claim_at_{word}_asleep"] = _claims(world, size.claims, few, asleep=count - few)
            wake(world)
            order(world, "pending", MESSAGE, moments=20)
            found[f"claim_at_{word}_due"] = _claims(world, size.claims, count)
    return found


def _worklist(world: World, looks: int, count: int) -> Figure:
    """The first page of the cases of one stage, of one navigator, or of both, by turns."""
    stages = [stage for stage in Stage if stage is not Stage.COMPARISON]
    draw = random.Random(2)

    def look(number: int) -> None:
        stage = draw.choice(stages) if number % 3 else None
        navigator = f"navigator-{draw.randrange(40)}@beacon.example" if number % 3 != 1 else None
        with world.database.reading() as session:
            assert case_list(
                session, world.book(session), world.now(session), stage=stage, navigator=navigator, most=ON_A_PAGE
            )

    return spread(_looks(look, looks), cases=count, on_a_page=ON_A_PAGE)


def _case_page(world: World, looks: int, count: int, whole_every: int) -> Figure:
    """One whole case by its reference."""
    draw = random.Random(3)

    def look(_number: int) -> None:
        copy = 1 + whole_every * draw.randrange(count // whole_every)
        with world.database.reading() as session:
            case_show(session, f"SO-C{copy:08d}", world.book(session), world.now(session))

    return spread(_looks(look, looks), cases=count)


def _claims(world: World, times: int, due: int, **more: int) -> Figure:
    """One batch of effects, or of cases, in its own transaction. What was claimed is done before the next claim."""

    def some_effects() -> None:
        with world.database.transaction(durable=False) as session:
            ours.extend(claims.claim_some(session, MAIL, world.now(session), world.lease, new_id(), AT_ONCE[MAIL]))

    def some_cases() -> None:
        with world.database.transaction(durable=False) as session:
            found.extend(cases.claim_woken(session, world.now(session), BATCH, world.lease))

    ours: list[claims.Claim] = []
    found: list[str] = []
    of_effects, of_cases = [], []
    for _ in range(min(times, due // AT_ONCE[MAIL] // 2)):
        of_effects.append(timed(some_effects))
        assert len(ours) == AT_ONCE[MAIL]
        with world.database.transaction() as session:
            ended = update(effect_table).where(effect_table.c.id.in_([claim.effect.id for claim in ours]))
            session.execute(ended.values(status=EffectStatus.DONE, lease_until=None, token=None))
        ours.clear()
    for _ in range(min(times, due // BATCH // 2)):
        of_cases.append(timed(some_cases))
        assert len(found) == BATCH
        with world.database.transaction() as session:
            session.execute(update(case_table).where(case_table.c.id.in_(found)).values(wake_at=None))
            cases.rested(session, found)
        found.clear()
    return spread(
        of_effects[WARM:] + of_cases[WARM:],
        due=due,
        effects=spread(of_effects[WARM:], batch=AT_ONCE[MAIL]),
        cases=spread(of_cases[WARM:], batch=BATCH),
        **more,
    )


def _looks(look: Callable[[int], None], count: int) -> list[float]:
    for number in range(WARM):
        look(number)
    return [timed(lambda number=number: look(number)) for number in range(count)]  # type: ignore[misc]
