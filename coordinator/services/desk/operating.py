"""What operators look at: sends that need somebody, what is paused, and how the service is. No personal data in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.words import Channel, EffectStatus
from coordinator.playbook.schema import Playbook
from coordinator.services.desk import cursor
from coordinator.services.desk.fact_fields import Option
from coordinator.services.desk.worklist import Listed
from coordinator.services.operate import CANCELLABLE, RETRYABLE
from coordinator.services.pausing import in_force
from coordinator.services.views import doctor
from coordinator.services.views.stuck import LATE
from coordinator.services.volume import WATCHER
from coordinator.services.world import World
from coordinator.store import clock, migrations, processes, sends, vital_signs

ON_A_PAGE = 50
LISTS: Mapping[str, str] = {
    "stuck": "Needs somebody", "uncertain": "Uncertain", "dead": "Given up", "due": "Due now", "later": "Later",
    "held": "Wait for approval",
}  # fmt: skip
MEANS: Mapping[str, str] = {
    "stuck": "What does not get on by itself: given up, uncertain, or due for a quarter of an hour with nobody at it.",
    "uncertain": "The connection broke after the last dot. Look into the relay's log, then say whether it left.",
    "dead": "Tried as often as makes sense. Mend the cause, then try again, or let it be.",
    "due": "Leaves within its window as soon as a worker comes to it.",
    "later": "Ordered, and waits for its time or for what its reason says.",
    "held": "Leaves only when a person has looked at it; that is done in the case.",
}
EMPTY: Mapping[str, tuple[str, str]] = {
    "stuck": ("Nothing needs anybody", "Everything that is due gets on by itself."),
    "uncertain": ("Nothing is uncertain", "Of every send it is known whether it left."),
    "dead": ("Nothing was given up", "What fails once is tried again by itself; what goes on failing comes here."),
    "due": ("Nothing is due now", "What is due leaves within minutes."),
    "later": ("Nothing waits for its time", "Orders come here when a case asks for them."),
    "held": ("Nothing waits for approval", "A letter that a person must look at first comes here, and to Today."),
}
REASONS: Mapping[str, str] = {
    "paused": "outbound is paused", "window": "waits for the reader's hours", "budget": "the reader had one today",
    "distance": "too soon after the last letter there", "order": "waits for an earlier one", "breaker": "relay rests",
    "needs_approval": "a person must look first", "reply_unread": "an answer waits to be read",
    "not_deliverable_yet": "no way is open yet", "process_died": "workers ended at it", "bounced": "it came back",
    "refused": "it was refused", "unwritable": "the text cannot be made",
}  # fmt: skip
_CODE = re.compile(r"[a-z0-9_.:-]{1,60}", re.I)


@dataclass(frozen=True)
class Send:
    """One order. ``error`` is a code; words of a relay, which may name somebody, are left out."""

    id: str
    name: str
    kind: str
    ref: str
    status: EffectStatus
    due_at: datetime
    attempts: int
    why: str
    error: str
    to_role: str
    retry: bool
    cancel: bool
    settle: bool


@dataclass(frozen=True)
class Pause:
    """What is held from leaving. ``watch``: the program holds it, because far more than usual left."""

    only: str
    what: str
    since: datetime
    by: str
    why: str
    watch: bool


def sends_listed(session: Session, now: datetime, which: str, after: str = "") -> tuple[Listed, dict[str, int]]:
    """A page of one list, and how long each is. Two statements."""
    place = cursor.read(after, str, str)
    of = sends.conditions(now, now - LATE)
    behind = (datetime.fromisoformat(place[0]), place[1]) if place else None
    found = sends.listed(session, of[which], ON_A_PAGE + 1, behind)
    shown, counts = found[:ON_A_PAGE], sends.counted(session, of)
    last = shown[-1] if len(found) > ON_A_PAGE else None
    onward = cursor.written(last.due_at.isoformat(), last.id) if last is not None else ""
    return Listed([_send(row) for row in shown], counts[which], onward), counts


def pauses_listed(session: Session, playbook: Playbook) -> tuple[list[Pause], list[tuple[str, list[Option]]]]:
    """What is paused, and what can be. Two statements."""
    known = sends.desks(session)
    choices = _choices(known, playbook)
    words = {option.value: option.label for _, options in choices for option in options}
    found = [
        Pause(one["only"], words.get(one["only"]) or _pause_words(one["only"]), datetime.fromisoformat(one["since"]),
              one["by"], one["why"], one["by"] == WATCHER)
        for one in in_force(session)
    ]  # fmt: skip
    return found, choices


def safe_mode_words(world: World) -> str:
    """Whether only some get anything; their addresses are not said."""
    if world.safe_recipients is None:
        return ""
    count = len(world.safe_recipients)
    return f"Safe mode: nothing leaves but to {count} listed address{'es' if count != 1 else ''}."


def _send(row: Any) -> Send:
    reason = str(row.reason or "")
    error = str(row.last_error or "")
    return Send(
        id=row.id,
        name=row.name,
        kind=row.kind,
        ref=row.ref,
        status=row.status,
        due_at=row.due_at,
        attempts=row.attempts,
        why=REASONS.get(reason, reason.replace("_", " ")),
        error=error if _CODE.fullmatch(error) else "",
        to_role=str(row.to_role).replace("_", " "),
        retry=row.status in RETRYABLE,
        cancel=row.status in CANCELLABLE,
        settle=row.status is EffectStatus.UNCERTAIN,
    )


def _choices(desks: Sequence[Any], playbook: Playbook) -> list[tuple[str, list[Option]]]:
    organizations = dict.fromkeys((row.organization_id, row.name) for row in desks)
    return [
        ("Everything", [Option("", "Everything that leaves")]),
        ("One way", [Option(f"channel:{c.value}", _way(c)) for c in Channel if c is not Channel.CALL]),
        ("One office", [
            Option(f"desk:{row.id}", f"{row.name}, {str(row.department).replace('_', ' ')}") for row in desks
        ]),
        ("One organization", [Option(f"organization:{id_}", name) for id_, name in organizations]),
        ("One message or letter", [Option(name, name) for name in sorted(playbook.messages)]),
    ]  # fmt: skip


def _way(channel: Channel) -> str:
    return f"Everything by {channel.value.replace('_', ' ')}"


def _pause_words(only: str) -> str:
    return "Everything to one person" if only.startswith("person:") else only


@dataclass(frozen=True)
class Breaker:
    """A destination that failed: how often in a row, and for how many seconds more nobody asks it."""

    destination: str
    failures: int
    error: str
    seconds: int


def breakers(session: Session) -> list[Breaker]:
    """Those that failed lately; a rest of no seconds is over, and it is asked again with the next mail."""
    return [
        Breaker(row.destination, row.failures, row.last_error if _CODE.fullmatch(row.last_error or "") else "",
                max(0, int(row.seconds or 0)))
        for row in sends.resting(session)
    ]  # fmt: skip


@dataclass(frozen=True)
class Sign:
    """One line of how the service is."""

    name: str
    well: bool
    says: str


def health(session: Session, now: datetime, here: float) -> list[Sign]:
    """What the database knows of it. ``here``: real seconds since 1970 on this machine. Four statements."""
    seen, kind = vital_signs.taken(session), clock.kind(session)
    counts = sends.counted(session, sends.conditions(now, now - LATE))
    still = kind == clock.VIRTUAL  # a clock that stands is never late
    newest, skew = migrations.newest(), float(seen.clock) - here
    late = {"send": seen.effect_due, "case": seen.case_due}
    behind = {what: now - due for what, due in late.items() if due is not None and due < now}
    worst = max(behind.values(), default=timedelta(0))
    waits = ", ".join(f"the oldest {what} has waited {_long(by.total_seconds())}" for what, by in behind.items())
    return [
        Sign("Schema", seen.schema == newest, f"{seen.schema or 'none'}, newest is {newest}"),
        _process("Workers", seen.worker),
        _process("Tick", seen.tick),
        Sign("Backlog", still or worst < doctor.BACKLOG_ALLOWED, waits or "Nothing is due."),
        Sign("Clocks", abs(skew) < doctor.MOST_SKEW, f"{skew:+.1f} seconds between database and this machine"),
        Sign("Stuck cases", not seen.stuck, f"{seen.stuck} that the program failed over" if seen.stuck else "none"),
        Sign("Given up", not counts["dead"], _many(counts["dead"], "send")),
        Sign("Uncertain", not counts["uncertain"], _many(counts["uncertain"], "send")),
    ]


def _process(name: str, age: float | None) -> Sign:
    if age is None:
        return Sign(name, False, "none was ever seen")
    return Sign(name, float(age) < processes.FRESH.total_seconds(), f"last seen {_long(float(age))} ago")


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _long(seconds: float) -> str:
    """A span in the largest whole unit that says enough."""
    whole = int(seconds)
    if whole < 120:
        return _many(whole, "second")
    return _many(whole // 60, "minute") if whole < 7200 else _many(whole // 3600, "hour")
