"""What the gate must know of the past, for one order or for many in the same number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from coordinator.domain.effect import Effect
from coordinator.domain.words import EffectStatus
from coordinator.playbook.gate import Ledger
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.communications import BUDGET_DAYS, COUNTED
from coordinator.store.engine_tables import communication as table
from coordinator.store.engine_tables import effect as effect_table


@dataclass(frozen=True)
class Asked:
    """An order with its reader's person and local day, and the desk it goes to with the day there."""

    effect: Effect
    person_key: str
    today: date
    desk_id: str | None = None
    desk_today: date | None = None


def ledgers(session: Session, asked: Sequence[Asked]) -> dict[str, Ledger]:
    """By the id of the effect, over all cases of each person. The caller holds the locks of all these persons."""
    if not asked:
        return {}
    people = {one.person_key for one in asked}
    alive = people - _dead(session, people)
    follow = _following_another(session, [one.effect.id for one in asked])
    days = _message_days(session, people, min(one.today for one in asked))
    desks = _Desks.read(session, asked)
    return {
        one.effect.id: desks.complete(
            one,
            Ledger(
                alive=one.person_key in alive,
                message_days=tuple(
                    day for day in days.get(one.person_key, ()) if day > one.today - timedelta(days=BUDGET_DAYS)
                ),
                earlier_pending=one.effect.id in follow,
            ),
        )
        for one in asked
    }


def _dead(session: Session, people: set[str]) -> set[str]:
    rows = session.execute(
        select(patient_table.c.person_key).where(
            patient_table.c.person_key.in_(people), patient_table.c.deceased_on.is_not(None)
        )
    )
    return set(rows.scalars())


def _following_another(session: Session, ids: Sequence[str]) -> set[str]:
    """Those of which an earlier one of the same name and subject may still leave."""
    earlier = effect_table.alias()
    rows = session.execute(
        select(effect_table.c.id).where(
            effect_table.c.id.in_(ids),
            exists().where(
                earlier.c.case_id == effect_table.c.case_id,
                earlier.c.name == effect_table.c.name,
                earlier.c.subject == effect_table.c.subject,
                earlier.c.cause_seq < effect_table.c.cause_seq,
                earlier.c.status.in_((EffectStatus.PENDING, EffectStatus.RELEASED)),
                earlier.c.id != effect_table.c.id,
            ),
        )
    )
    return set(rows.scalars())


def _message_days(session: Session, people: set[str], today: date) -> dict[str, list[date]]:
    rows = session.execute(
        select(table.c.person_key, table.c.local_on).where(
            table.c.person_key.in_(people),
            table.c.kind == "message",
            table.c.budgeted.is_(True),
            table.c.status.in_(COUNTED),
            table.c.local_on > today - timedelta(days=BUDGET_DAYS),
        )
    )
    found: dict[str, list[date]] = {}
    for row in rows:
        found.setdefault(row.person_key, []).append(row.local_on)
    return found


@dataclass(frozen=True)
class _Desks:
    """Letters to the desks that are asked about: the last about each person, and those of a day about anybody."""

    last: Mapping[tuple[str, str], date]
    on_day: Mapping[tuple[str, date], tuple[int, bool]]

    @classmethod
    def read(cls, session: Session, asked: Sequence[Asked]) -> _Desks:
        written_to = [one for one in asked if one.desk_id is not None]
        if not written_to:
            return cls({}, {})
        letters = (
            table.c.desk_id.in_({one.desk_id for one in written_to}),
            table.c.kind == "letter",
            table.c.status.in_(COUNTED),
        )
        last = session.execute(
            select(table.c.desk_id, table.c.person_key, func.max(table.c.local_on).label("day"))
            .where(*letters, table.c.person_key.in_({one.person_key for one in written_to}))
            .group_by(table.c.desk_id, table.c.person_key)
        )
        on_day = session.execute(
            select(
                table.c.desk_id,
                table.c.local_on,
                func.count(func.coalesce(table.c.summary_id, table.c.id).distinct()).label("letters"),
                func.coalesce(func.bool_or(table.c.summary_id.is_not(None)), False).label("summary"),
            )
            .where(*letters, table.c.local_on.in_({one.desk_today for one in written_to}))
            .group_by(table.c.desk_id, table.c.local_on)
        )
        return cls(
            {(row.desk_id, row.person_key): row.day for row in last},
            {(row.desk_id, row.local_on): (int(row.letters), bool(row.summary)) for row in on_day},
        )

    def complete(self, one: Asked, ledger: Ledger) -> Ledger:
        if one.desk_id is None or one.desk_today is None:
            return ledger
        letters, summary = self.on_day.get((one.desk_id, one.desk_today), (0, False))
        return ledger._replace(
            last_letter_on=self.last.get((one.desk_id, one.person_key)),
            desk_letters_today=letters,
            desk_summary_today=summary,
        )
