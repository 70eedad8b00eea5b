"""One case whole, read in one statement: what a page of the desk shows costs one way to the database, not twenty.

The objects are the domain's own, built as the mapper would build them, but they belong to no session: what is changed
on them is written nowhere. Whoever wants to change a case locks it (``store/cases.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ARRAY, Date, Table, text
from sqlalchemy.orm import Mapper, Session, class_mapper
from sqlalchemy.orm.attributes import instance_dict, manager_of_class

from coordinator.domain.case import Case
from coordinator.domain.custody import Custody
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.errors import NotFound
from coordinator.domain.patient import Contact, ContactPoint, Patient
from coordinator.domain.provider import Provider
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.visit import Appointment, Referral
from coordinator.store.cases import COLLECTIONS
from coordinator.store.columns import Moment, Word

_OF_CASE = "case_id = (SELECT id FROM found)"
_OF_PATIENT = "patient_id = (SELECT patient_id FROM found)"
_DESKS = f"SELECT desk_id FROM record_request WHERE {_OF_CASE} UNION SELECT desk_id FROM custody WHERE {_OF_CASE}"  # noqa: S608
_PROVIDERS = (
    f"SELECT provider_id FROM referral WHERE {_OF_CASE} UNION SELECT provider_id FROM appointment WHERE {_OF_CASE}"  # noqa: S608
)
_ORGANIZATIONS = (
    f"SELECT organization_id FROM desk WHERE id IN ({_DESKS}) "  # noqa: S608
    f"UNION SELECT organization_id FROM provider WHERE id IN ({_PROVIDERS})"
)
_WHERE: dict[type, str] = {
    Case: "id = (SELECT id FROM found)",
    Patient: "id = (SELECT patient_id FROM found)",
    Contact: _OF_PATIENT,
    ContactPoint: _OF_PATIENT,
    RecordItem: f"request_id IN (SELECT id FROM record_request WHERE {_OF_CASE})",  # noqa: S608
    Desk: f"id IN ({_DESKS})",
    Provider: f"id IN ({_PROVIDERS})",
    Organization: f"id IN ({_ORGANIZATIONS})",
}
_LINKED = {
    Case: ("patient", *COLLECTIONS),
    Patient: ("contacts", "contact_points"),
    RecordRequest: ("items", "desk"),
    Custody: ("desk",),
    Referral: ("provider",),
    Appointment: ("provider",),
    Desk: ("organization",),
    Provider: ("organization",),
}
"""What is filled in of each; the rest raises when it is asked for, as after ``cases.load``."""

Row = dict[str, Any]


def whole_case(session: Session, ref: str) -> Case:
    """The case with this reference, for reading. Raises ``NotFound``. One statement."""
    found: dict[type, dict[str, Any]] = {kind: {} for kind, _ in _kinds()}
    keys: dict[type, dict[str, Row]] = {kind: {} for kind, _ in _kinds()}
    by_table = {_table(mapper): kind for kind, mapper in _kinds()}
    for table, row in session.execute(_statement(), {"ref": ref.strip().upper()}):
        kind = by_table[table]
        found[kind][row["id"]] = _built(kind, row)
        keys[kind][row["id"]] = row
    if not found[Case]:
        raise NotFound("case.not_found", ref.strip().upper(), field="ref")
    for kind, names in _LINKED.items():
        for name in names:
            _link(class_mapper(kind), name, found, keys)
    case: Case = next(iter(found[Case].values()))
    case.begin_noting()
    return case


@cache
def _kinds() -> tuple[tuple[type, Mapper[Any]], ...]:
    """Every mapped class that a case is made of."""
    parts = [class_mapper(Case).relationships[name].mapper.class_ for name in COLLECTIONS]
    return tuple((kind, class_mapper(kind)) for kind in dict.fromkeys([*_WHERE, *parts]))


@cache
def _statement() -> Any:
    selects = [
        f"SELECT '{_table(mapper)}', to_jsonb(r) FROM (SELECT {', '.join(_names(kind))} "  # noqa: S608
        f'FROM "{_table(mapper)}" WHERE {_WHERE.get(kind, _OF_CASE)}) r'
        for kind, mapper in _kinds()
    ]
    found = 'WITH found AS (SELECT id, patient_id FROM "case" WHERE ref = :ref) '
    return text(found + " UNION ALL ".join(selects))


def _table(mapper: Mapper[Any]) -> str:
    return cast("Table", mapper.local_table).name


@cache
def _names(kind: type) -> list[str]:
    """The mapped columns, and those that only link."""
    return [f'"{column.columns[0].name}"' for column in class_mapper(kind).column_attrs]


@cache
def _readers(kind: type) -> list[tuple[str, Callable[[Any], Any]]]:
    """For each column whose JSON is not its value, how it is read."""
    found = []
    for attribute in class_mapper(kind).column_attrs:
        reader = _reader(attribute.columns[0].type)
        if reader is not None:
            found.append((attribute.key, reader))
    return found


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, Moment):
        return _moment
    if isinstance(kind, Word):
        return {word.value: word for word in kind.words}.__getitem__
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, ARRAY):
        one = _reader(kind.item_type)
        return None if one is None else lambda values: [one(value) for value in values]
    return None


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _built(kind: type, row: Row) -> Any:
    made: Any = manager_of_class(kind).new_instance()
    values = instance_dict(made)
    values.update(row)
    for key, reader in _readers(kind):
        value = values[key]
        if value is not None:
            values[key] = reader(value)
    return made


def _link(mapper: Mapper[Any], name: str, found: dict[type, dict[str, Any]], keys: dict[type, dict[str, Row]]) -> None:
    """Fill in one relationship of every object of a class."""
    kind, relation = mapper.class_, mapper.relationships[name]
    theirs = relation.mapper.class_
    (mine, other) = relation.local_remote_pairs[0]
    if not relation.uselist:
        for identity, one in found[kind].items():
            instance_dict(one)[name] = found[theirs].get(keys[kind][identity][mine.name])
        return
    children: dict[str, list[Any]] = {identity: [] for identity in found[kind]}
    for identity, child in found[theirs].items():
        children[keys[theirs][identity][other.name]].append(child)
    order = relation.order_by[0].name if relation.order_by else "id"
    for identity, one in found[kind].items():
        instance_dict(one)[name] = sorted(children[identity], key=lambda child: instance_dict(child)[order])
