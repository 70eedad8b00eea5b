"""Finding, loading and locking cases.

Locks are ``FOR NO KEY UPDATE``: a second UPDATE of a case in one transaction makes PostgreSQL check its foreign key
again, and that check must not wait for whoever holds the patient and waits for this case.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from coordinator.domain.case import Case
from coordinator.domain.custody import Custody
from coordinator.domain.errors import NotFound
from coordinator.domain.patient import Patient
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.visit import Appointment, Referral
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table

BRANCHES = {"requests": (RecordRequest, ("items", "desk")), "referrals": (Referral, ("provider",)),
            "appointments": (Appointment, ("provider",)), "custody": (Custody, ("desk",))}  # fmt: skip
"""Parts that have parts."""

COLLECTIONS = {
    "requests": "record_request",
    "referrals": "referral",
    "appointments": "appointment",
    "authorizations": '"authorization"',
    "prior_authorizations": "prior_authorization",
    "opinions": "opinion",
    "comparisons": "comparison",
    "work_items": "work_item",
    "waits": "wait",
    "documents": "document",
    "custody": "custody",
    "next_steps": "next_step",
    "clarifications": "clarification",
}
"""The parts of a case, and where their rows are."""

_HOLDS_ANY = "EXISTS (SELECT FROM {0} WHERE case_id = ANY (CAST(:ids AS uuid[]))) AS {1}"
_PRESENT = text("SELECT " + ", ".join(_HOLDS_ANY.format(table, part) for part, table in COLLECTIONS.items()))


@cache
def whole(present: frozenset[str] = frozenset(COLLECTIONS)) -> tuple[ORMOption, ...]:
    """What guards and ladders read of a case, each part in one statement for any number of cases."""
    patient = selectinload(attribute(Case, "patient"))
    options: Any = [patient.selectinload(attribute(Patient, part)) for part in ("contacts", "contact_points")]
    for part in sorted(present):
        of_case = selectinload(attribute(Case, part))
        kind, branches = BRANCHES.get(part, (Case, ()))
        options += [of_case.selectinload(attribute(kind, branch)) for branch in branches] or [of_case]
    return tuple(options)


def attribute(kind: type, name: str) -> Any:
    """A mapped attribute; mypy cannot see those of imperatively mapped classes."""
    return getattr(kind, name)


# In the words of ix_case_wake_at: where it says NOT stuck, IS false would read every row of the table.
NOT_STUCK = ~case_table.c.stuck


def claim_woken(session: Session, now: datetime, limit: int, lease: timedelta) -> list[str]:
    """Ids of cases whose time has come, longest due first, leased to us. The failure is counted before the work.

    Committed by the caller before it works: a case that kills its worker is found out by its count.
    """
    due = (
        select(case_table.c.id)
        .where(
            case_table.c.wake_at <= now,
            NOT_STUCK,
            or_(case_table.c.advancing_until.is_(None), case_table.c.advancing_until < func.clock_timestamp()),
        )
        .order_by(case_table.c.wake_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    statement = (
        update(case_table)
        .where(case_table.c.id.in_(due))
        .values(advance_failures=case_table.c.advance_failures + 1, advancing_until=func.clock_timestamp() + lease)
        .returning(case_table.c.id)
    )
    return list(session.execute(statement).scalars())


def lock_all(session: Session, ids: Sequence[str]) -> Sequence[Case]:
    """These cases whole, their rows locked in one order until the transaction ends."""
    lock_rows(session, ids)
    return load(session, ids)


def lock_rows(session: Session, ids: Sequence[str]) -> None:
    """Lock these cases in one order until the transaction ends, and read nothing of them."""
    session.execute(
        select(case_table.c.id)
        .where(case_table.c.id.in_(ids))
        .order_by(case_table.c.id)
        .with_for_update(key_share=True)
    )


def rested(session: Session, ids: Sequence[str]) -> None:
    """These cases advanced without a fault: the count and the lease are taken back."""
    session.execute(update(case_table).where(case_table.c.id.in_(ids)).values(advance_failures=0, advancing_until=None))


def failed(session: Session, case_id: str, again_at: datetime, *, stuck: bool) -> None:
    """This case raised: look again later, or never by itself."""
    session.execute(
        update(case_table).where(case_table.c.id == case_id).values(wake_at=again_at, advancing_until=None, stuck=stuck)
    )


def load(session: Session, ids: Sequence[str]) -> Sequence[Case]:
    """These cases whole, in no particular order. Rows are read again even when the session knows them.

    Most parts are empty in most cases, and asking for one costs as much as asking for all: so what is there is asked
    first, once.
    """
    if not ids:
        return []
    present = parts_present(session, ids)
    statement = select(Case).where(case_table.c.id.in_(ids)).options(*whole(present))
    found = session.execute(statement.execution_options(populate_existing=True)).scalars().all()
    for case in found:
        for part in COLLECTIONS.keys() - present:
            set_committed_value(case, part, [])
    return found


def parts_present(session: Session, ids: Sequence[str]) -> frozenset[str]:
    """Which of ``COLLECTIONS`` any of these cases has."""
    row = session.execute(_PRESENT, {"ids": list(ids)}).one()
    return frozenset(part for part, there in zip(COLLECTIONS, row, strict=True) if there)


def with_parts(session: Session, case_id: str, parts: Collection[str]) -> Case:
    """One case for reading with its patient and these of ``COLLECTIONS``; to touch another part raises."""
    statement = select(Case).where(case_table.c.id == case_id).options(*whole(frozenset(parts)))
    return session.execute(statement).scalars().one()


def lock(session: Session, case_id: str) -> Case:
    """One case whole, its row locked until the transaction ends."""
    session.execute(select(case_table.c.id).where(case_table.c.id == case_id).with_for_update(key_share=True))
    return load(session, [case_id])[0]


def lock_person(session: Session, case_id: str) -> None:
    """Lock every row of the person this case is about: budget and death count over all their cases."""
    key = (
        select(patient_table.c.person_key)
        .join(case_table, case_table.c.patient_id == patient_table.c.id)
        .where(case_table.c.id == case_id)
        .scalar_subquery()
    )
    session.execute(
        select(patient_table.c.id)
        .where(patient_table.c.person_key == key)
        .order_by(patient_table.c.id)
        .with_for_update(key_share=True)
    )


def lock_people(session: Session, ids: Sequence[str]) -> None:
    """Lock every row of all persons these cases are about, in one order."""
    keys = select(patient_table.c.person_key).join(case_table, case_table.c.patient_id == patient_table.c.id)
    session.execute(
        select(patient_table.c.id)
        .where(patient_table.c.person_key.in_(keys.where(case_table.c.id.in_(ids))))
        .order_by(patient_table.c.id)
        .with_for_update(key_share=True)
    )


def id_of(session: Session, ref: str) -> str:
    """The id behind a case reference, upper or lower case; :class:`NotFound` when there is none."""
    found: str | None = session.execute(select(case_table.c.id).where(case_table.c.ref == ref.strip().upper())).scalar()
    if found is None:
        raise NotFound("case.not_found", ref.strip().upper(), field="ref")
    return found


def id_and_navigator(session: Session, ref: str) -> tuple[str, str | None]:
    """The id behind a case reference and whose case it is; :class:`NotFound` when there is none."""
    wanted = case_table.c.ref == ref.strip().upper()
    found = session.execute(select(case_table.c.id, case_table.c.navigator).where(wanted)).first()
    if found is None:
        raise NotFound("case.not_found", ref.strip().upper(), field="ref")
    return found.id, found.navigator


def by_ref(session: Session, ref: str) -> Case:
    """One case whole, for reading."""
    return load(session, [id_of(session, ref)])[0]


def next_wake(session: Session, after: datetime) -> datetime | None:
    """When the next case after this moment wants to be looked at."""
    statement = select(func.min(case_table.c.wake_at)).where(case_table.c.wake_at > after, NOT_STUCK)
    found: datetime | None = session.execute(statement).scalar()
    return found


def any_woken(session: Session, now: datetime) -> bool:
    """Whether a case that nobody advances right now wants to be looked at."""
    free = or_(case_table.c.advancing_until.is_(None), case_table.c.advancing_until < func.clock_timestamp())
    statement = select(case_table.c.id).where(case_table.c.wake_at <= now, NOT_STUCK, free).limit(1)
    return session.execute(statement).first() is not None
