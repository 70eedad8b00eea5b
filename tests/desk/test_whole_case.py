"""A case read in one statement is the very case that the engine loads: every part, every column."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from own_cases import accepted
from sqlalchemy import ARRAY, Boolean, Column, Date, event, insert, select
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Session, class_mapper
from stage import Stage

from coordinator.domain.case import Case
from coordinator.domain.custody import Custody
from coordinator.domain.directory import Desk
from coordinator.domain.errors import NotFound
from coordinator.domain.event import Act
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.words import WorkItemKind
from coordinator.services.world import new_id
from coordinator.store import cases
from coordinator.store.case_tables import case as case_table
from coordinator.store.columns import Moment, Word
from coordinator.store.directory_tables import desk, provider
from coordinator.store.read_cases import adopt, read_cases
from coordinator.store.whole_case import whole_case

AT = datetime(2026, 11, 24, 16, 5, 3, 123456, tzinfo=UTC)


def test_every_part_and_every_column_is_there_as_the_engine_sees_it(stage: Stage) -> None:
    ref = accepted(stage)
    with stage.world.database.transaction() as session:
        _one_of_each(session, cases.id_of(session, ref))

    with stage.world.database.reading() as session:
        known, read = cases.by_ref(session, ref), whole_case(session, ref.lower())

    for part in cases.COLLECTIONS:
        assert getattr(known, part), part
    _same(read, known)


def test_cases_read_for_a_release_hold_what_the_engine_sees(stage: Stage) -> None:
    refs = [accepted(stage), accepted(stage, "0003")]
    with stage.world.database.transaction() as session:
        _one_of_each(session, cases.id_of(session, refs[0]))

    with stage.world.database.reading() as session:
        known = {case.id: case for case in (cases.by_ref(session, ref) for ref in refs)}
        read = read_cases(session, list(known))

    assert read.keys() == known.keys()
    for case_id, case in read.items():
        _same(case, known[case_id])


def test_what_is_changed_in_a_case_that_was_read_is_kept_once_it_is_adopted(stage: Stage) -> None:
    case_id = stage.case(accepted(stage)).id
    with stage.world.database.transaction() as session:
        _one_of_each(session, case_id)

    for adopted in (False, True):
        with stage.world.database.transaction() as session:
            offices = session.execute(select(Desk)).unique().scalars().all()
            case = read_cases(session, [case_id])[case_id]
            if adopted:
                adopt(session, case)
                assert {request.desk for request in case.requests} <= {None, *offices}
            case.decision = "Said."
            case.requests[0].returned_cause = "own_form"
            case.patient.contact_points[0].bounced_at = AT
            case.ask(WorkItemKind.STUCK, Act(by="operator", now=AT, new_id=new_id), about="this")
        with stage.world.database.reading() as session:
            kept = cases.load(session, [case_id])[0]

        assert (kept.decision == "Said.") is adopted
        assert (kept.requests[0].returned_cause == "own_form") is adopted
        assert (kept.patient.contact_points[0].bounced_at == AT) is adopted
        assert bool(kept.open_items(WorkItemKind.STUCK, "this")) is adopted


def test_it_takes_one_statement_whatever_the_case_holds(stage: Stage) -> None:
    ref = accepted(stage)
    counted: list[str] = []
    event.listen(stage.world.database.engine, "before_cursor_execute", lambda *told: counted.append(told[2]))

    with stage.world.database.reading() as session:
        whole_case(session, ref)

    assert len(counted) == 1


def test_a_case_that_is_not_there_is_not_found(stage: Stage) -> None:
    with stage.world.database.reading() as session, pytest.raises(NotFound):
        whole_case(session, "SO-XXXX-XX")


def _same(one: Any, other: Any, path: str = "case") -> None:
    """Both hold the same in every mapped column, and in what ``cases.load`` fills in."""
    assert type(one) is type(other), path
    if one is None:
        return
    mapper = class_mapper(type(one))
    for attribute in mapper.column_attrs:
        here, there = getattr(one, attribute.key), getattr(other, attribute.key)
        assert (here, type(here)) == (there, type(there)), f"{path}.{attribute.key}"
    for relation in mapper.relationships:
        if relation.key not in vars(other):
            continue
        here, there = getattr(one, relation.key), getattr(other, relation.key)
        if relation.uselist:
            assert len(here) == len(there), f"{path}.{relation.key}"
            for mine, theirs in zip(here, there, strict=True):
                _same(mine, theirs, f"{path}.{relation.key}")
        else:
            _same(here, there, f"{path}.{relation.key}")


def _one_of_each(session: Session, case_id: str) -> None:
    """A row in every table of a case, with something in every column."""
    case = session.execute(select(case_table).where(case_table.c.id == case_id)).one()
    known = {
        "case_id": case_id,
        "patient_id": case.patient_id,
        "desk_id": session.execute(select(desk.c.id).limit(1)).scalar_one(),
        "provider_id": session.execute(select(provider.c.id).limit(1)).scalar_one(),
    }
    kinds = [class_mapper(Case).relationships[part].mapper.class_ for part in cases.COLLECTIONS]
    assert {RecordRequest, Custody, Referral, Appointment} <= set(kinds)
    for kind in kinds:
        table = class_mapper(kind).local_table
        session.execute(insert(table).values({c.name: known.get(c.name) or _value(c) for c in table.columns}))


def _value(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, UUID):
        return new_id()
    if isinstance(kind, Moment):
        return AT
    if isinstance(kind, Word):
        return next(iter(kind.words))
    if isinstance(kind, ARRAY):
        return [date(2026, 12, 24)] if isinstance(kind.item_type, Date) else ["ä", 'b"c']
    if isinstance(kind, JSONB):
        return [{"n": 1, "x": 2.5, "words": "“q” \\ ü", "none": None}]
    return {Date: date(2026, 12, 24), Boolean: True}.get(type(kind)) or _plain(column)


def _plain(column: Column[Any]) -> Any:
    """Numbers and words; ``content`` holds bytes."""
    return column.type.python_type(b"7") if column.type.python_type is bytes else column.type.python_type(7)
