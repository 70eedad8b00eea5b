"""Calls to make today, one entry a telephone: all patients who wait at a desk, or all matters of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from coordinator.domain.business_days import calendar_of
from coordinator.domain.errors import NotFound
from coordinator.domain.office_hours import Opening, opening
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import WorkItemKind
from coordinator.services.desk import cursor
from coordinator.services.desk.outlook_words import OFFICES
from coordinator.services.desk.work_reasons import reason_of
from coordinator.services.desk.work_words import ASKED
from coordinator.services.desk.worklist import Listed
from coordinator.services.federal_holidays import federal_holidays
from coordinator.store import call_claims, call_list
from coordinator.store import desk_calls as rows
from coordinator.store.call_claims import Claim
from coordinator.store.today import owners

DESK, PROVIDER, PATIENT, OFFICE = "desk", "provider", "patient", "office"
ON_A_PAGE = 20


class Whom(NamedTuple):
    """Who is called: a desk or a provider by its id, a patient by a case's reference.

    ``office`` is a records office that the directory does not know: its request is named instead.
    """

    sort: str
    key: str

    @property
    def word(self) -> str:
        """Under which word the call is claimed, and where its page is."""
        return f"{self.sort}/{self.key}"


@dataclass(frozen=True)
class Callee:
    """Whom one reaches under a number. ``note`` is what helps on the telephone, such as the phone tree."""

    name: str
    phones: list[tuple[str, str]]
    time_zone: str
    hours: str = ""
    opening: Opening | None = None
    note: str = ""


@dataclass(frozen=True)
class Group:
    """One call: whom, how urgent, what for, and who is on the line with them already."""

    whom: Whom
    callee: Callee
    priority: str
    due_at: datetime
    patients: list[str]
    reasons: list[str]
    claim: Claim | None


def calls(session: Session, viewer: Viewer, now: datetime, after: str = "") -> Listed:
    """Calls that are due, the urgent ones first, then what is due longest. At most five statements."""
    place = cursor.read(after, int, str, str)
    behind = (place[0], cursor.moment(place[1]), place[2]) if place else None
    found = list(call_list.callees(session, owners(viewer.navigators), now, ON_A_PAGE + 1, behind))
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    whom = [Whom(*row.word.split("/", 1)) for row in shown]
    callees = callees_of(session, shown, whom, now)
    claims = call_claims.running(session, [one.word for one in whom])
    groups = [_group(one, row, callees[one], claims.get(one.word)) for one, row in zip(whom, shown, strict=True)]
    last = shown[-1] if more else None
    onward = cursor.written(last.rank, last.due_at.isoformat(), last.word) if last is not None else ""
    return Listed(groups, shown[0].total if shown else 0, onward)


def whom_of(row: Any, people: dict[str, Whom]) -> Whom:
    """Who is called about a row. ``people`` remembers the page of each person met: one person is one call."""
    if row.kind is WorkItemKind.CALL_DESK and row.desk_id is not None:
        return Whom(DESK, row.desk_id)
    if row.kind is WorkItemKind.CALL_DESK:
        return Whom(OFFICE, row.request_id or row.id)
    if row.kind is WorkItemKind.CALL_PROVIDER and row.provider_id is not None:
        return Whom(PROVIDER, row.provider_id)
    if row.kind is WorkItemKind.CALL_PROVIDER:
        return Whom(OFFICE, row.id)
    return people.setdefault(row.person_key, Whom(PATIENT, row.ref))


def callees_of(session: Session, calling: list[Any], whom: list[Whom], now: datetime) -> Mapping[Whom, Callee]:
    """Who answers, for a row of each. At most three statements."""
    desks = rows.desks(session, {one.key for one in whom if one.sort == DESK})
    providers = rows.providers(session, {one.key for one in whom if one.sort == PROVIDER})
    people = {row.patient_id for row, one in zip(calling, whom, strict=True) if one.sort == PATIENT}
    numbers = rows.phones(session, people)
    found = {}
    for row, one in zip(calling, whom, strict=True):
        if one.sort == DESK:
            found[one] = _desk(desks[one.key], now)
        elif one.sort == PROVIDER:
            found[one] = _provider(providers[one.key])
        elif one.sort == PATIENT:
            found[one] = _patient(row, [number for number in numbers if number.patient_id == row.patient_id])
        else:
            found[one] = Callee(row.organization_name or f"An office of {row.given} {row.family}", [], row.time_zone)
    return found


def _desk(desk: Any, now: datetime) -> Callee:
    days = calendar_of(federal_holidays(), tuple(desk.closed_on))
    return Callee(
        f"{desk.name}, {OFFICES[desk.department]}",
        [("", desk.phone)] if desk.phone else [],
        desk.time_zone,
        desk.hours or "",
        opening(desk.hours, now, desk.time_zone, days),
        desk.phone_tree or "",
    )


def _provider(provider: Any) -> Callee:
    name = f"{provider.name}, {provider.organization}"
    return Callee(name, [("", provider.phone)] if provider.phone else [], provider.time_zone)


def _patient(row: Any, numbers: list[Any]) -> Callee:
    phones = [
        (_whose(number), number.value) for number in numbers if number.opted_out_at is None
    ]  # fmt: skip
    voicemail = any(number.may_leave_voicemail for number in numbers)
    note = "A message may be left on voicemail." if voicemail else "Leave no message on voicemail."
    return Callee(f"{row.given} {row.family}", phones, row.time_zone, note=note if phones else "")


def _whose(number: Any) -> str:
    return f"{number.name}, {number.role}, may be told {number.may_be_told}" if number.name else ""


def _group(whom: Whom, row: Any, callee: Callee, claim: Claim | None) -> Group:
    asked = ((WorkItemKind(kind), code) for kind, code in row.asked)
    reasons = list(dict.fromkeys(reason_of(kind, code, ASKED[kind].why) for kind, code in asked))
    return Group(whom, callee, row.priority, row.oldest, list(dict.fromkeys(row.patients)), reasons, claim)


def whom_named(sort: str, key: str) -> Whom:
    """The callee that an address names; raises ``NotFound`` for what cannot be one."""
    if sort not in (DESK, PROVIDER, PATIENT, OFFICE):
        raise NotFound("call.unknown")
    if sort != PATIENT:
        key = an_id(key)
    return Whom(sort, key.upper() if sort == PATIENT else key)


def an_id(text: str) -> str:
    """An id as the database writes it; raises ``NotFound`` for anything else."""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound("call.unknown") from None


def whom_of_item(session: Session, viewer: Viewer, item: str, now: datetime) -> Whom:
    """Who is called about this work item; raises ``NotFound`` where it is no due call in sight any more."""
    row = rows.one_call(session, owners(viewer.navigators), an_id(item), now)
    if row is None:
        raise NotFound("call.unknown")
    return whom_of(row, {})
