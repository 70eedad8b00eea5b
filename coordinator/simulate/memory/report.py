"""The distributions of a simulation, as numbers for programs and as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from coordinator.domain.words import Stage
from coordinator.simulate.memory.run import Results
from coordinator.simulate.memory.tally import Tally

QUANTILES = {"median": 0.5, "p75": 0.75, "p90": 0.9}
WITHIN = (7, 14, 30, 60)
"""Days after our letter by which so many offices had answered."""


def report(results: Results) -> dict[str, Any]:
    """Everything as plain values; two runs of one setting give the same."""
    cases, setting = results.cases, results.setting
    answers = [days for case in cases for days in case.answers]
    return {
        "seed": setting.seed,
        "cases": setting.cases,
        "days": setting.days,
        "playbook": {"name": setting.playbook.name, "version": setting.playbook.version},
        "closures": setting.closures,
        "ladder_effect": setting.ladder_effect,
        "days_in": {
            **{
                stage.value: spread(case.stages[stage.value] for case in cases if stage.value in case.stages)
                for stage in Stage
                if stage is not Stage.CLOSED
            },
            "slowest source + signature": spread(c.slowest_source for c in cases if c.slowest_source is not None),
            "whole case": spread(c.whole for c in cases if c.whole is not None and c.ended.startswith("completed")),
        },
        "per_case": {
            name: {**spread(map(count, cases)), "mean": round(_mean(map(count, cases)), 2)}
            for name, count in COUNTS.items()
        },
        "offices_answered_within": {
            str(days): _share(sum(one <= days for one in answers), len(answers)) for days in WITHIN
        },
        "ended": _counted(case.ended for case in cases),
        "not_sent": dict(sum((Counter(case.not_sent) for case in cases), Counter()).most_common()),
        "visits": {
            "visits": sum(case.visits for case in cases),
            "missed": _share(sum(case.no_shows for case in cases), sum(case.visits for case in cases)),
        },
        "facts": sum(case.facts for case in cases),
        "refused": dict(sum((Counter(case.refused) for case in cases), Counter()).most_common(20)),
        "broken": results.broken,
    }


COUNTS: Mapping[str, Callable[[Tally], int]] = {
    "record requests": lambda case: case.requests,
    "letters": lambda case: case.letters,
    "messages": lambda case: case.messages,
    "calls to make": lambda case: case.calls,
    "work items": lambda case: case.work_items,
    "not sent": lambda case: sum(case.not_sent.values()),
    "facts": lambda case: case.facts,
}


def spread(values: Iterable[float]) -> dict[str, float]:
    """Count, median, p75 and p90 (nearest rank), to a tenth."""
    ordered = sorted(values)
    if not ordered:
        return {"n": 0, **dict.fromkeys(QUANTILES, 0.0)}
    last = len(ordered) - 1
    return {"n": len(ordered)} | {name: round(ordered[round(last * at)], 1) for name, at in QUANTILES.items()}


def lines(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The report as rows of a table: group, what, and its values in words."""
    rows = [("days in", name, _three(values)) for name, values in told["days_in"].items()]
    rows += [
        ("a case", name, f"{values['mean']:>6.1f} in the mean, {_three(values)}")
        for name, values in told["per_case"].items()
    ]
    rows += [
        ("offices", f"answered within {days} days", f"{share:.1%}")
        for days, share in told["offices_answered_within"].items()
    ]
    rows.append(("visits", "missed", f"{told['visits']['missed']:.1%} of {told['visits']['visits']}"))
    rows += [("ended", name.replace("_", " "), _of(count, told["cases"])) for name, count in told["ended"].items()]
    rows += [("not sent", reason.replace("_", " "), str(count)) for reason, count in told["not_sent"].items()]
    return rows


def side_by_side(tables: Sequence[Sequence[tuple[str, str, str]]]) -> list[tuple[str, ...]]:
    """Rows of several reports under one another's names; what one lacks is empty there."""
    names = dict.fromkeys((group, what) for table in tables for group, what, _ in table)
    found = [{(group, what): value for group, what, value in table} for table in tables]
    order = list(dict.fromkeys(group for group, _ in names))
    return [(*name, *(one.get(name, "") for one in found)) for name in sorted(names, key=lambda n: order.index(n[0]))]


def _three(values: Mapping[str, float]) -> str:
    return f"median {values['median']:>5.1f}, p75 {values['p75']:>5.1f}, p90 {values['p90']:>5.1f}"


def _of(count: int, whole: int) -> str:
    return f"{count} ({_share(count, whole):.1%})"


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())


def _share(count: int, whole: int) -> float:
    return round(count / whole, 4) if whole else 0.0


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
