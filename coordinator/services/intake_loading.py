"""Opening cases from intake files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.opening import open_case
from coordinator.domain.words import ContactKind, Department, WorkItemKind
from coordinator.services import staff
from coordinator.services.intake.check import Checked, check
from coordinator.services.intake.difference import content, content_hash, differing_fields
from coordinator.services.intake.schema import Intake
from coordinator.services.reference import IcdStatus
from coordinator.services.references import new_reference
from coordinator.services.world import World, new_id
from coordinator.store import case_tables, directory, journal, playbooks, reference
from coordinator.store.database import notify


@dataclass(frozen=True)
class Loaded:
    """What became of one file."""

    file: str
    external_id: str
    ref: str
    created: bool


def check_files(world: World, paths: Sequence[Path]) -> list[tuple[Path, Checked]]:
    """Check intake files against the directory and the stack's clock; nothing is changed."""
    with world.database.reading() as session:
        return [(path, _check(world, session, path)) for path in paths]


def load_files(
    world: World, paths: Sequence[Path], *, by: str = staff.OPERATOR, on_file: Callable[[Loaded], None] | None = None
) -> list[Loaded]:
    """Open a case for each file, all or none. The same external id and content is the same case.

    Raises :class:`Refused` with every problem of every file; other content under a known external id is refused with
    the fields that differ.
    """
    loaded = []
    with world.database.transaction() as session:
        person = staff.person(session, by)
        problems: list[str] = []
        for path in paths:
            checked = _check(world, session, path)
            problems += [f"{path.name}: {problem}" for problem in checked.problems]
            if checked.intake is not None and not checked.problems:
                try:
                    loaded.append(_open(world, session, path, checked.intake, person.email))
                except Refused as refusal:
                    problems.append(f"{path.name}: {refusal}")
        if problems:
            raise Refused("intake.refused", "\n".join(["", *problems]))
        notify(session, "advance")
    for entry in loaded:
        if on_file is not None:
            on_file(entry)
    return loaded


def _check(world: World, session: Session, path: Path) -> Checked:
    def icd(code: str) -> IcdStatus:
        return IcdStatus.of(reference.icd_leaf(session, code))

    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    return check(text, today=world.now(session).date(), icd=icd, office_numbers=directory.office_numbers(session))


def _open(world: World, session: Session, path: Path, intake: Intake, by: str) -> Loaded:
    table = case_tables.case
    known = session.execute(
        select(table.c.ref, case_tables.intake.c.sha256, case_tables.intake.c.content)
        .join(case_tables.intake, case_tables.intake.c.case_id == table.c.id)
        .where(table.c.external_id == intake.external_id)
    ).first()
    if known is not None:
        if known.sha256 != content_hash(intake):
            fields = ", ".join(differing_fields(known.content, content(intake)))
            raise Refused("intake.changed", f"{known.ref} was opened from other content; these differ: {fields}")
        return Loaded(str(path), intake.external_id, known.ref, created=False)
    now = world.now(session)
    act = Act(by=by, now=now, new_id=new_id)
    told = content(intake)
    case = open_case(told, ref=new_reference(session), by=by, now=now, new_id=new_id)
    _make_unknown_desks(session, told, case.patient.time_zone)
    case.playbook_version = playbooks.active(session)
    session.add(case)
    case.note("case_opened", act, external_id=intake.external_id)
    _propose_duplicates(session, case, act)
    session.flush()
    session.execute(
        insert(case_tables.intake).values(
            case_id=case.id, content=told, sha256=content_hash(intake), loaded_at=now, loaded_by=by
        )
    )
    journal.append(session, [case], world.secret, now)
    return Loaded(str(path), intake.external_id, case.ref, created=True)


def _make_unknown_desks(session: Session, told: dict[str, Any], patient_zone: str) -> None:
    """A desk that the directory does not know is made from the source's own numbers (``domain.md`` §12)."""
    for source in told.get("sources") or []:
        department = Department(source["department"])
        if department is Department.PATIENT:
            continue
        name = source["organization"].strip()
        if directory.StoredDirectory(session).desk(name, department) is not None:
            continue
        reachable = {key: source.get(key) for key in ("fax", "email", "phone")}
        if not any(reachable.values()):
            continue
        owner = directory.organization_named(session, name)
        if owner is None:
            owner = Organization(new_id(), name, "unknown", patient_zone)
        session.add(Desk(new_id(), owner, department, **reachable))
        session.flush()


def _propose_duplicates(session: Session, case: Case, act: Act) -> None:
    """Another open case of the same name, birth date and telephone is proposed to a person, never merged."""
    numbers = [p.value for p in case.patient.contact_points if p.kind is ContactKind.PHONE]
    tables = case_tables
    others = session.execute(
        select(tables.case.c.ref)
        .join(tables.patient, tables.patient.c.id == tables.case.c.patient_id)
        .join(tables.contact_point, tables.contact_point.c.patient_id == tables.patient.c.id)
        .where(
            tables.patient.c.person_key == case.patient.person_key,
            tables.contact_point.c.value.in_(numbers or [""]),
            tables.case.c.stage != "closed",
            tables.case.c.id != case.id,
        )
        .distinct()
    ).scalars()
    for ref in others:
        case.ask(WorkItemKind.DUPLICATE_PROPOSED, act, code=ref)
