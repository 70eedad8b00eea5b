"""Facts in any order: the world's next deed, or whatever somebody may take it into their head to record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from coordinator.correspondence.mail_text import written
from coordinator.domain.calendar import local
from coordinator.domain.errors import Refused
from coordinator.domain.facts import table
from coordinator.domain.facts.fact import Fact, Key, Kind
from coordinator.domain.holding import open_obligations
from coordinator.domain.words import AuthorizationStatus, CloseReason, Stage, Stop
from coordinator.paths import default_playbook
from coordinator.playbook import engine
from coordinator.playbook.loader import load
from coordinator.playbook.next_rung import next_rung
from coordinator.services.federal_holidays import federal_holidays
from coordinator.simulate.memory.invariants import broken_invariants
from coordinator.simulate.memory.life import Life
from coordinator.simulate.memory.run import Setting, Theatre
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.cast import NAVIGATOR, REVIEWER, SUPERVISOR
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.opinions import written_opinion
from coordinator.simulate.world.population import intake_of
from coordinator.simulate.world.town import LABORATORY

START = datetime(2026, 11, 23, 15, tzinfo=UTC)
ENDINGS = (
    "withdrawn", "patient_died", "case_declined", "unreachable", "emergency", "capacity_lost",
    "case_closed", "case_closed", "case_closed", "case_closed",
)  # fmt: skip
"""Facts that end or stop a case: recorded now and then, so that most sequences live on."""

LEFT_OUT = ("corrected",)
"""Puts another fact right: it has tests of its own."""

STEPS = 50
FAR_ON, FAR_ON_EACH = 45, 12
"""Every so many-th sequence begins with a case that lived undisturbed for so many deeds: its end comes into reach."""

WORLD, ANYTHING, ENDING = range(64), range(64, 97), range(97, 100)
"""Of a hundred steps so many are the world's next deed, any fact, an ending."""


class Reached:
    """What all sequences of one run came to see."""

    def __init__(self) -> None:
        self.stages: set[Stage] = set()
        self.reasons: set[CloseReason] = set()
        self.stops: set[Stop] = set()
        self.sequences = 0
        self.facts: Counter[str] = Counter()

    def see(self, life: Life) -> None:
        case = life.case
        self.stages.add(case.stage)
        self.stops |= case.stops()
        if case.close_reason is not None:
            self.reasons.add(case.close_reason)
        if any(a.status is AuthorizationStatus.REVOKED for a in case.authorizations):
            self.stops.add(Stop.REVOKED)

    def missing(self) -> list[str]:
        gaps = [*(set(Stage) - self.stages), *(set(CloseReason) - self.reasons), *(set(Stop) - self.stops)]
        return sorted(gap.value for gap in gaps)

    def __str__(self) -> str:
        return (
            f"{self.sequences} sequences, {self.facts.total()} facts of {len(self.facts)} kinds; "
            f"stages {sorted(self.stages)}, close reasons {sorted(self.reasons)}, stops {sorted(self.stops)}"
        )


@cache
def theatre() -> Theatre:
    made = Theatre(Setting(load(default_playbook()), federal_holidays(), written(), seed=1))
    made.outside.rates = replace(made.outside.rates, declines_to_decide=0.5)  # both ways of ending are wanted
    return made


class AnyFacts(RuleBasedStateMachine):
    """One person, their cases, and what is recorded about them. ``seed`` and ``reached`` belong to the run.

    Lots come from the seed and the number of the sequence alone. What Hypothesis draws only tells it that no two
    sequences are one: it mixes constants of whatever modules are loaded into its lots, so that one seed would give
    other sequences in another process.
    """

    seed = 0
    reached = Reached()

    @initialize(_unlike=st.integers(0, 2**32))
    def begin(self, _unlike: int) -> None:
        """Each sequence is about somebody else."""
        self.live(self.reached.sequences)

    def live(self, number: int) -> None:
        """Begin the sequence of this number."""
        self.person, self.now, self.number = theatre().person(), START, number
        self.chance = Random(f"{self.seed}/{number}")
        self.done: set[str] = set()
        self.seen: dict[str, CaseSeen] = {}
        self.reached.sequences += 1
        self._open()
        for _ in range(FAR_ON if number % FAR_ON_EACH == 0 else 0):
            self._next_deed()

    @rule()
    def somebody_records_a_fact(self) -> None:
        """One step, to rest."""
        chance = self.chance
        what = chance.randrange(100)
        if not self.life.case.open and chance.random() < 0.7:
            self._open()
        recorded = False
        if what in ANYTHING:
            self._wait(timedelta(hours=chance.choice((0, 1, 5, 24, 72))))
            recorded = self._any_fact(chance)
        elif what in ENDING:
            recorded = self._record(ENDINGS[(self.number + what) % len(ENDINGS)], chance)
        while not recorded:
            recorded = self._next_deed() or self._note(chance)

    @invariant()
    def nothing_may_break(self) -> None:
        """What holds between any two steps; a failure says which sequence it was (``sequences.py`` lives it again)."""
        try:
            self.nothing_is_broken()
            self.the_ledger_says_who_has_each_ball()
            self.what_a_rest_remembers_is_what_every_wait_would_say()
            self.weighing_again_says_nothing_new()
        except AssertionError as error:
            so_far = ", ".join(event.name for event in self.life.journal.after(0))
            error.add_note(f"seed {self.seed}, sequence {self.number}; the last case so far: {so_far}")
            raise

    def nothing_is_broken(self) -> None:
        broken = list(broken_invariants(self.person))
        assert broken == [], "; ".join(broken)

    def the_ledger_says_who_has_each_ball(self) -> None:
        """The engine compares it only after events that may move a ball (``domain/holding.py``, ``STILL``)."""
        case = self.life.case
        kept = {subject: ball[0] for subject, ball in case.holding["open"].items()} if case.holding else {}
        assert kept == {one.subject: one.holder for one in open_obligations(case)}

    def what_a_rest_remembers_is_what_every_wait_would_say(self) -> None:
        life, now = self.life, self.now
        case, today = life.case, local(now, life.case.patient.time_zone).date()
        kept = life.rest.still_ahead(case, today)
        for wait in case.waits:
            if wait.running and wait.id in kept:
                memory, asked = kept[wait.id], next_rung(wait, case, life.book, now)
                if memory is None or memory.due_at is None:  # on hold its time may pass: nothing comes
                    assert asked is None or asked.due_at is None, wait
                else:
                    assert memory == asked, wait

    def weighing_again_says_nothing_new(self) -> None:
        """After events that change nothing it weighs, the engine does not weigh (``playbook/touched.py``)."""
        life = self.life
        said = len(life.case.noted)
        engine._weigh(life.case, life.book, life.book.act(self.now))
        assert life.case.noted[said:] == []

    # -- ways to record ------------------------------------------------------------

    @property
    def life(self) -> Life:
        return self.person.lives[-1]

    def _open(self) -> None:
        told = {**intake_of(1, self.number, self.number, self.now), "external_id": f"ANY-{len(self.seen)}"}
        life = self.person.open(told, f"SO-ANY{len(self.seen)}", NAVIGATOR, self.now)
        self.seen[life.case.ref] = CaseSeen(life.case, life.journal)

    def _wait(self, span: timedelta) -> None:
        self.now += span
        self.person.live_until(self.now)

    def _next_deed(self) -> bool:
        """The first thing that anybody outside would do, at its time; false when nobody does anything more."""
        seen = self.seen[self.life.case.ref]
        deeds = [d for d in theatre().outside.reactions(seen, self.now) if d.key not in self.done]
        while deeds:
            deed = min(deeds, key=lambda d: (d.at, d.key))
            deeds.remove(deed)
            self.done.add(deed.key)
            if self._do(deed):
                return True
            seen.refused.add(deed.key)
        return False

    def _do(self, deed: Deed) -> bool:
        self._wait(max(deed.at - self.now, timedelta(0)))
        return self._try(deed.fact, dict(deed.values), deed.by)

    def _note(self, chance: Random) -> bool:
        if self._try("note_added", {"text": f"note {chance.random()}"}, "operator"):
            return True
        self._open()
        return False

    def _any_fact(self, chance: Random) -> bool:
        names = [name for name in table() if name not in ENDINGS and name not in LEFT_OUT]
        return self._record(chance.choice(names), chance)

    def _record(self, name: str, chance: Random) -> bool:
        fact = table()[name]
        by = REVIEWER if fact.who and "operator" not in fact.who and "clinical_reviewer" in fact.who else "operator"
        by = SUPERVISOR if name == "comparison_verified" else by
        values = values_of(fact, self.life, self.now, chance)
        if name == "patient_died":
            values["on"] = self.now.date().isoformat()  # a day ahead would be refused
        return self._try(name, values, by)

    def _try(self, name: str, values: dict[str, object], by: str) -> bool:
        life = self.life
        before = life.case.seq
        try:
            recorded = self.person.record(life, name, values, by, self.now)
        except Refused:
            assert life.case.seq == before, f"{name} was refused and still noted something"
            return False
        self.reached.facts[name] += recorded.recorded
        self.person.rest(self.now)
        self.reached.see(life)
        return recorded.recorded


# -- values for any fact ---------------------------------------------------------------


def values_of(fact: Fact, life: Life, now: datetime, chance: Random) -> dict[str, object]:
    """Plausible values for its keys; of those that may be left out about half."""
    values: dict[str, object] = {}
    for key in fact.keys:
        if key.name == "at" or not (key.required or chance.random() < 0.5):
            continue
        maker = MAKERS.get(key.kind)
        made = maker(key, life, now, chance, values) if maker is not None else None
        if made is not None:
            values[key.name] = made
    return values


def _one(found: list[Any], chance: Random) -> Any:
    return chance.choice(found) if found else None


def _items(key: Key, life: Life, now: datetime, chance: Random, values: dict[str, object]) -> Any:
    request = life.case.request(str(values.get("request")))
    items = [item.id for item in request.items] if request else []
    return ",".join(chance.sample(items, chance.randint(1, len(items)))) if items else None


def _opinion(key: Key, life: Life, now: datetime, chance: Random, values: dict[str, object]) -> Any:
    ordinal, mode = chance.choice((1, 2, 2, 3)), chance.choice(("video", "in_person", "recollection"))
    agreement = (chance.choice(("confirmed", "changed")), chance.choice(("same", "major_change")))
    return written_opinion(
        life.case.intake, ordinal, provider="Dr. Any", on=now.date().isoformat(), mode=mode, agreement=agreement
    )


def _choice(key: Key, life: Life, now: datetime, chance: Random, values: dict[str, object]) -> Any:
    return chance.choice(key.options)


def _list(key: Key, life: Life, now: datetime, chance: Random, values: dict[str, object]) -> Any:
    return chance.choice(key.options) if key.options else "CONSULT_NOTE"


Maker = Callable[[Key, Life, datetime, Random, dict[str, object]], Any]

MAKERS: dict[Kind, Maker] = {
    Kind.TEXT: lambda _k, _l, _n, chance, _v: f"words {chance.randrange(1000)}",
    Kind.WHOLE: lambda _k, _l, _n, chance, _v: chance.choice((1, 900, 4000, 90_000)),
    Kind.MOMENT: lambda _k, _l, now, chance, _v: now - timedelta(hours=chance.randrange(48)),
    Kind.START: lambda _k, _l, now, chance, _v: now + timedelta(days=chance.randrange(1, 40)),
    Kind.DATE: lambda _k, _l, now, chance, _v: (now + timedelta(days=chance.randrange(-5, 40))).date().isoformat(),
    Kind.REQUEST: lambda _k, life, _n, chance, _v: _one([r.id for r in life.case.requests], chance),
    Kind.ITEM: lambda _k, life, _n, chance, _v: _one([i.id for r in life.case.requests for i in r.items], chance),
    Kind.ITEM_OR_TYPE: lambda _k, life, _n, chance, _v: _one([i.id for i in life.case.items()], chance) or "OP_NOTE",
    Kind.ITEMS: _items,
    Kind.AUTHORIZATION: lambda _k, life, _n, chance, _v: _one([a.id for a in life.case.authorizations], chance),
    Kind.CONTACT_POINT: lambda _k, life, _n, chance, _v: _one([p.id for p in life.case.patient.contact_points], chance),
    Kind.CONTACT: lambda _k, life, _n, chance, _v: _one(
        ["patient", *(c.id for c in life.case.patient.contacts)], chance
    ),
    Kind.DOCUMENT: lambda _k, life, _n, chance, _v: _one([d.id for d in life.case.documents], chance),
    Kind.WORK_ITEM: lambda _k, life, _n, chance, _v: _one([w.id for w in life.case.work_items if w.open], chance),
    Kind.PROVIDER: lambda _k, life, _n, chance, _v: _one([e["provider"] for e in life.case.shortlist], chance),
    Kind.REFERRAL: lambda _k, life, _n, chance, _v: _one([r.id for r in life.case.referrals], chance),
    Kind.CHOICE: _choice,
    Kind.OPINION: _opinion,
    Kind.STAFF: lambda _k, _l, _n, chance, _v: chance.choice((NAVIGATOR, SUPERVISOR)),
    Kind.ORGANIZATION: lambda _k, _l, _n, chance, _v: chance.choice((LABORATORY, "Hospital 003")),
    Kind.FLAG: lambda _k, _l, _n, chance, _v: chance.choice(("yes", "no")),
    Kind.LIST: _list,
}
