"""Several cases whole, as the release reads them: their rows are made into objects without the mapper's bookkeeping.

The mapper keeps of each object what it was, to find out at the end what changed. A mail changes nothing in its case,
and a case is made of thirty objects. What is read here belongs to no session; whoever has to change something says so
first (``adopt``), and then it is as if the session had loaded it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ARRAY, Table
from sqlalchemy.orm import Mapper, Session, class_mapper
from sqlalchemy.orm.attributes import instance_dict, instance_state, manager_of_class, set_committed_value

from coordinator.domain.case import Case
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.patient import Contact, ContactPoint, Patient
from coordinator.domain.provider import Provider
from coordinator.domain.record_request import RecordItem
from coordinator.store.cases import BRANCHES, COLLECTIONS, parts_present
from coordinator.store.columns import Moment, Word

Found = dict[str, Any]
"""Objects by their ids."""


def read_cases(session: Session, ids: Sequence[str]) -> dict[str, Case]:
    """These cases whole by their ids, in a number of statements that does not grow with theirs.

    The caller holds the locks on their rows, so that what it reads stays true. To change one: ``adopt`` it first.
    """
    if not ids:
        return {}
    found = _rows(session, Case, "id", ids)
    people = _rows(session, Patient, "id", _named(found, "patient_id"))
    _put(found, "patient", "patient_id", people)
    for kind, name in ((Contact, "contacts"), (ContactPoint, "contact_points")):
        _share_out(people, name, "patient_id", _rows(session, kind, "patient_id", people))
    present = parts_present(session, ids)
    branches = []
    for name in COLLECTIONS:
        of_cases = _rows(session, _kind_of(name), "case_id", found) if name in present else {}
        _share_out(found, name, "case_id", of_cases)
        branches += [(of_cases, branch) for branch in BRANCHES.get(name, (Case, ()))[1]] if of_cases else []
    _grow(session, branches)
    for case in found.values():
        case.begin_noting()
    return found


def adopt(session: Session, case: Case) -> None:
    """From now on the session keeps what changes in this case and its parts, as if it had loaded them itself."""
    if case in session:
        return
    for whole in (case.patient, *case.requests, case):
        mapper = class_mapper(type(whole))
        for name, value in [*instance_dict(whole).items()]:
            if isinstance(value, list) and name in mapper.relationships:
                set_committed_value(whole, name, value)
    for holder in (*case.requests, *case.referrals, *case.appointments, *case.custody):
        _use_known(session, holder, ("desk", "provider"))
    session.add(case)


def forget(session: Session, case: Case) -> None:
    """Nothing that was changed in it is written."""
    if case in session:
        session.expunge(case)


def _use_known(session: Session, holder: Any, names: Iterable[str]) -> None:
    """The directory is shared: where the session knows a desk or a provider already, it is that one."""
    values = instance_dict(holder)
    for name in names:
        one = values.get(name)
        if one is not None:
            _use_known(session, one, ("organization",))
            key = instance_state(one).key
            values[name] = session.identity_map.get(key, one) if key is not None else one


def _grow(session: Session, branches: Sequence[tuple[Found, str]]) -> None:
    """The parts of parts: items, and the desks and providers that several share."""
    wanted: dict[type, set[str]] = {Desk: set(), Provider: set()}
    shared = {"desk": Desk, "provider": Provider}
    for holders, name in branches:
        if name in shared:
            wanted[shared[name]] |= _named(holders, f"{name}_id")
        else:
            _share_out(holders, name, "request_id", _rows(session, RecordItem, "request_id", holders))
    known = {kind: _rows(session, kind, "id", ids) for kind, ids in wanted.items()}
    offices = _rows(session, Organization, "id", set().union(*(_named(of, "organization_id") for of in known.values())))
    for of_kind in known.values():
        _put(of_kind, "organization", "organization_id", offices)
    for holders, name in branches:
        if name in shared:
            _put(holders, name, f"{name}_id", known[shared[name]])


def _named(found: Found, column: str) -> set[str]:
    return {one for each in found.values() if (one := instance_dict(each)[column]) is not None}


def _put(found: Found, name: str, column: str, others: Found) -> None:
    for each in found.values():
        values = instance_dict(each)
        values[name] = others.get(values[column])


def _share_out(owners: Found, name: str, column: str, parts: Found) -> None:
    lists: dict[str, list[Any]] = {identity: [] for identity in owners}
    for part in parts.values():
        lists[instance_dict(part)[column]].append(part)
    for identity, owner in owners.items():
        instance_dict(owner)[name] = lists[identity]


def _rows(session: Session, kind: type, column: str, ids: Collection[str]) -> Found:
    if not ids:
        return {}
    shape = _shape(kind, column)
    names, readers = shape.names, shape.readers
    new: Callable[[], Any] = manager_of_class(kind).new_instance
    found: Found = {}
    for row in session.connection().exec_driver_sql(shape.statement, {"ids": list(ids)}).cursor.fetchall():
        made = new()
        values = instance_dict(made)
        values.update(zip(names, row, strict=True))
        for name, reader in readers:
            if values[name] is not None:
                values[name] = reader(values[name])
        identity = values["id"]
        instance_state(made).key = (kind, (identity,), None)
        found[identity] = made
    return found


@dataclass(frozen=True)
class _Shape:
    """How the rows of a class are asked for and read."""

    statement: str
    names: tuple[str, ...]
    readers: tuple[tuple[str, Callable[[Any], Any]], ...]


@cache
def _shape(kind: type, column: str) -> _Shape:
    mapper: Mapper[Any] = class_mapper(kind)
    attributes = [(attribute.key, attribute.columns[0]) for attribute in mapper.column_attrs]
    names = ", ".join(f'"{mapped.name}"' for _, mapped in attributes)
    table = cast("Table", mapper.local_table).name
    order = _order(kind)
    return _Shape(
        f'SELECT {names} FROM "{table}" WHERE "{column}" = ANY (%(ids)s::uuid[]) ORDER BY {order}',  # noqa: S608
        tuple(key for key, _ in attributes),
        tuple((key, reader) for key, mapped in attributes if (reader := _reader(mapped.type)) is not None),
    )


def _order(kind: type) -> str:
    """As the collection of its owner has it; the mapper's own words are the one place where that is said."""
    for owner, name in ((Patient, "contact_points"), *((Case, part) for part in COLLECTIONS)):
        relation = class_mapper(owner).relationships[name]
        if relation.mapper.class_ is kind and relation.order_by:
            return f'"{relation.order_by[0].name}"'
    return '"id"'


def _kind_of(part: str) -> type:
    kind: type = class_mapper(Case).relationships[part].mapper.class_
    return kind


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """What the column's type makes of what the driver gives; most are what they should be."""
    if isinstance(kind, Moment):
        return _moment
    if isinstance(kind, Word):
        return {word.value: word for word in kind.words}.__getitem__
    if isinstance(kind, ARRAY):
        one = _reader(kind.item_type)
        return None if one is None else lambda values: [one(value) for value in values]
    return None


def _moment(value: datetime) -> datetime:
    return value.astimezone(UTC)
