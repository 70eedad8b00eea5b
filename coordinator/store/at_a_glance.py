"""One case whole in one statement, for pages that show it.

The engine loads many cases at once, one statement a part (``store/cases.py``); a page loads one, and there each
statement is a round trip. The objects are the same domain objects, but of no session: what changes them changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Date, Table, TextClause, inspect, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import manager_of_class, set_committed_value

from coordinator.domain.authorization import Authorization
from coordinator.domain.case import Case
from coordinator.domain.clarification import Clarification
from coordinator.domain.custody import Custody
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.document import Document
from coordinator.domain.errors import NotFound
from coordinator.domain.next_step import NextStep
from coordinator.domain.opinion import Comparison, Opinion
from coordinator.domain.patient import Contact, ContactPoint, Patient
from coordinator.domain.prior_authorization import PriorAuthorization
from coordinator.domain.provider import Provider
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.wait import Wait
from coordinator.domain.work_item import WorkItem
from coordinator.store import mapping
from coordinator.store.columns import Moment, Word

Row = Mapping[str, Any]
Reader = Callable[[Any], Any]

PARTS: Mapping[str, tuple[type, str]] = {
    "requests": (RecordRequest, "id"),
    "authorizations": (Authorization, "id"),
    "referrals": (Referral, "id"),
    "appointments": (Appointment, "id"),
    "prior_authorizations": (PriorAuthorization, "id"),
    "opinions": (Opinion, "ordinal"),
    "comparisons": (Comparison, "id"),
    "work_items": (WorkItem, "id"),
    "waits": (Wait, "id"),
    "documents": (Document, "id"),
    "custody": (Custody, "id"),
    "next_steps": (NextStep, "id"),
    "clarifications": (Clarification, "id"),
}
"""The parts of a case and the order in which each stands; as in ``store/mapping.py``."""

REACHED: Mapping[str, tuple[type, str]] = {
    "contacts": (Contact, "x.patient_id = c.patient_id ORDER BY x.id"),
    "contact_points": (ContactPoint, "x.patient_id = c.patient_id ORDER BY x.position"),
    "items": (
        RecordItem,
        "x.request_id IN (SELECT r.id FROM record_request r WHERE r.case_id = c.id) ORDER BY x.id",
    ),
    "desks": (
        Desk,
        "x.id IN (SELECT r.desk_id FROM record_request r WHERE r.case_id = c.id"
        " UNION SELECT u.desk_id FROM custody u WHERE u.case_id = c.id)",
    ),
    "providers": (
        Provider,
        "x.id IN (SELECT r.provider_id FROM referral r WHERE r.case_id = c.id"
        " UNION SELECT a.provider_id FROM appointment a WHERE a.case_id = c.id)",
    ),
}
"""What lies behind the parts."""

ORGANIZATIONS = (
    "x.id IN (SELECT d.organization_id FROM desk d JOIN record_request r ON r.desk_id = d.id WHERE r.case_id = c.id"
    " UNION SELECT d.organization_id FROM desk d JOIN custody u ON u.desk_id = d.id WHERE u.case_id = c.id"
    " UNION SELECT p.organization_id FROM provider p JOIN referral r ON r.provider_id = p.id WHERE r.case_id = c.id"
    " UNION SELECT p.organization_id FROM provider p JOIN appointment a ON a.provider_id = p.id WHERE a.case_id = c.id)"
)


def at_a_glance(session: Session, ref: str) -> Case:
    """The case with this reference; :class:`NotFound` when there is none. One statement."""
    row = session.execute(_statement(), {"ref": ref.strip().upper()}).mappings().first()
    if row is None:
        raise NotFound("case.not_found", ref.strip().upper(), field="ref")
    return _case(row)


@cache
def _statement() -> TextClause:
    listed = [f"{_rows(kind, f'x.case_id = c.id ORDER BY x.{order}')} AS {name}" for name, (kind, order) in PARTS.items()]
    listed += [f"{_rows(kind, where)} AS {name}" for name, (kind, where) in REACHED.items()]
    listed.append(f"{_rows(Organization, ORGANIZATIONS)} AS organizations")
    listed.append(f"{_rows(Patient, 'x.id = c.patient_id')} AS patients")
    return text(f'SELECT {_object(Case, "c")} AS "case", {", ".join(listed)} FROM "case" c WHERE c.ref = :ref')


def _rows(kind: type, where: str) -> str:
    return f"(SELECT json_agg(y.one) FROM (SELECT {_object(kind, 'x')} AS one FROM {_name(kind)} x WHERE {where}) y)"


def _object(kind: type, alias: str) -> str:
    """One row as a JSON list, in the order of ``_readers``; an object would repeat every name in every row."""
    columns = ", ".join(f'{alias}."{column}"' for column, _, _ in _readers(kind))
    return f"json_build_array({columns})"


def _name(kind: type) -> str:
    table: Table = inspect(kind).local_table
    return f'"{table.name}"'


@cache
def _readers(kind: type) -> tuple[tuple[str, str, Reader], ...]:
    """Column, attribute and how its JSON is read, of each column of a mapped class."""
    mapper = inspect(kind)
    found = [(attr.columns[0].name, attr.key, _reader(attr.columns[0].type)) for attr in mapper.column_attrs]
    return tuple(found)


def _reader(type_: Any) -> Reader:
    if isinstance(type_, Moment):
        return _moment
    if isinstance(type_, Word):
        words = type_.words
        return lambda value: None if value is None else words(value)
    if isinstance(type_, Date):
        return _day
    if isinstance(type_, ARRAY) and isinstance(type_.item_type, Date):
        return lambda value: None if value is None else [_day(one) for one in value]
    return lambda value: value


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(UTC)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _case(row: Row) -> Case:
    organizations = {one.id: one for one in _made_all(Organization, row["organizations"])}
    offices: dict[str, Any] = {}
    for kind, name in ((Desk, "desks"), (Provider, "providers")):
        for office in _made_all(kind, row[name]):
            set_committed_value(office, "organization", organizations.get(office.organization_id))
            offices[office.id] = office
    case: Case = _made(Case, row["case"])
    case.begin_noting()
    set_committed_value(case, "patient", _patient(row))
    for part, (kind, _) in PARTS.items():
        set_committed_value(case, part, list(_made_all(kind, row[part])))
    items = list(_made_all(RecordItem, row["items"]))
    for request in case.requests:
        mine = [item for item in items if item.request_id == request.id]  # type: ignore[attr-defined]
        set_committed_value(request, "items", mine)
    with_desk: list[Any] = [*case.requests, *case.custody]
    for thing in with_desk:
        set_committed_value(thing, "desk", offices.get(thing.desk_id))
    with_provider: list[Any] = [*case.referrals, *case.appointments]
    for thing in with_provider:
        set_committed_value(thing, "provider", offices[thing.provider_id])
    return case


def _patient(row: Row) -> Patient:
    patient: Patient = _made(Patient, row["patients"][0])
    set_committed_value(patient, "contacts", list(_made_all(Contact, row["contacts"])))
    set_committed_value(patient, "contact_points", list(_made_all(ContactPoint, row["contact_points"])))
    return patient


def _made_all(kind: type, rows: list[list[Any]] | None) -> Iterable[Any]:
    return (_made(kind, row) for row in rows or ())


def _made(kind: type, row: list[Any]) -> Any:
    """An object as a query would make it, without its ``__init__``."""
    made = manager_of_class(kind).new_instance()
    for (_, key, read), value in zip(_readers(kind), row, strict=True):
        set_committed_value(made, key, read(value))
    return made


assert mapping.mapper  # noqa: S101 - importing it maps the classes
