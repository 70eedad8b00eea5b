"""Loading organizations, desks, providers and openings; loading the same again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coordinator.domain.channel_health import checked
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.errors import Refused
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.words import Channel
from coordinator.services.directory_file import DirectoryFile, parse_directory
from coordinator.services.own_forms import FormFile, desk_named, keep_for_desk, read_form
from coordinator.services.world import World, new_id
from coordinator.store import case_tables, directory
from coordinator.store import directory_tables as tables
from coordinator.store.database import notify

DIRECTORY_FILE = "directory file"
"""Who filed a form that came with the directory."""

Counts = dict[str, dict[str, int]]


def load_directory(world: World, paths: Sequence[Path]) -> Counts:
    """Load these files, all or none; organizations go by name, providers by name and organization (or NPI).

    Raises :class:`Refused` with every problem. Open requests' deadlines follow at once: their cases are woken.
    """
    files: list[DirectoryFile] = []
    problems: list[str] = []
    forms: dict[Path, dict[str, FormFile]] = {}
    for path in paths:
        file, found = parse_directory(path.read_text(encoding="utf-8", errors="surrogateescape"))
        problems += [f"{path.name}: {problem}" for problem in found]
        if file is not None:
            files.append(file)
        forms[path] = _read_forms(path, file, problems) if file is not None else {}
    if problems:
        raise Refused("directory.refused", "\n".join(["", *problems]))
    counts: Counts = {
        kind: {"created": 0, "changed": 0, "same": 0} for kind in ("organizations", "desks", "providers", "slots")
    }
    with world.database.transaction() as session:
        _hold_cases(session)
        for path, file in zip(paths, files, strict=True):
            _organizations(session, file, counts)
            _own_forms(session, world, file, forms[path], counts)
            _providers(session, file, counts)
        if any(kinds["created"] or kinds["changed"] for kinds in counts.values()):
            _wake(session, world)
    return counts


def _organizations(session: Session, file: DirectoryFile, counts: Counts) -> None:
    for part in file.organizations:
        told = part.model_dump(mode="json", exclude_none=True)
        officer = part.privacy_officer
        values = {
            "kind": part.kind,
            "time_zone": part.time_zone,
            "address": told["address"],
            "privacy_officer_name": officer.name if officer else None,
            "privacy_officer_fax": officer.fax if officer else None,
        }
        organization = directory.organization_named(session, part.name)
        if organization is None:
            organization = Organization(id=new_id(), name=part.name, **values)
            session.add(organization)
            counts["organizations"]["created"] += 1
        else:
            _change(organization, values, counts["organizations"])
        session.flush()
        known = {
            d.department: d
            for d in session.execute(select(Desk).where(tables.desk.c.organization_id == organization.id))
            .unique()
            .scalars()
        }
        for desk_part in part.desks:
            wanted: dict[str, Any] = {
                "phone": desk_part.phone,
                "fax": desk_part.fax,
                "email": desk_part.email,
                "secure_email_agreed": desk_part.secure_email_agreed,
                "portal_url": desk_part.portal_url,
                "hours": desk_part.hours,
                "phone_tree": desk_part.phone_tree,
                **_said(
                    "own_form_required",
                    True if desk_part.own_form else desk_part.own_form_required,
                    known.get(desk_part.department),
                ),
                "reviewing_laboratory": desk_part.reviewing_laboratory,
                "courier": desk_part.courier,
                "weekly_summary": desk_part.weekly_summary,
                "closed_on": list(desk_part.closed_on),
                "channel_order": [c.value for c in desk_part.channel_order],
                "p75_response_days": desk_part.p75_response_days,
                "holds_ehr": desk_part.holds_ehr,
                "prepay_required": desk_part.prepay_required,
            }
            desk = known.get(desk_part.department)
            if desk is None:
                session.add(Desk(id=new_id(), organization=organization, department=desk_part.department, **wanted))
                counts["desks"]["created"] += 1
            else:
                if desk.fax != desk_part.fax:  # another number: what failed was the old one
                    wanted["channel_health"] = checked(desk.channel_health, Channel.FAX)
                _change(desk, wanted, counts["desks"])
    session.flush()


def _read_forms(path: Path, file: DirectoryFile, problems: list[str]) -> dict[str, FormFile]:
    """The forms that desks of this file name, by that name; what cannot be read is a problem of the file."""
    found: dict[str, FormFile] = {}
    for at, part in enumerate(file.organizations):
        for number, desk in enumerate(part.desks):
            if desk.own_form is None:
                continue
            try:
                found[desk.own_form] = read_form(path.parent / desk.own_form)
            except Refused as refusal:
                problems.append(f"{path.name}: $.organizations[{at}].desks[{number}].own_form: {refusal}")
    return found


def _own_forms(session: Session, world: World, file: DirectoryFile, forms: dict[str, FormFile], counts: Counts) -> None:
    for part in file.organizations:
        for desk_part in part.desks:
            if desk_part.own_form is not None:
                desk = desk_named(session, part.name, desk_part.department)
                if keep_for_desk(session, world, desk, forms[desk_part.own_form], DIRECTORY_FILE):
                    counts["desks"]["changed"] += 1


def _said(name: str, told: bool | None, desk: Desk | None) -> dict[str, bool]:
    """What the file says; where it is silent, what we learned of the desk stays."""
    return {name: told if told is not None else bool(desk and getattr(desk, name))}


def _providers(session: Session, file: DirectoryFile, counts: Counts) -> None:
    for number, part in enumerate(file.providers):
        organization = directory.organization_named(session, part.organization)
        if organization is None:
            raise Refused(
                "directory.refused",
                f"$.providers[{number}].organization: no organization is named {part.organization!r}; add it",
            )
        profile = part.model_dump(
            mode="json", exclude_none=True, exclude={"name", "npi", "organization", "slots", "office"}
        )
        office = part.office
        values: dict[str, Any] = {
            "profile": profile,
            "npi": part.npi,
            "office_fax": office.fax if office else None,
            "office_phone": office.phone if office else None,
            "office_time_zone": office.time_zone if office else None,
        }
        provider = _known_provider(session, part.name, part.npi, organization.id)
        if provider is None:
            provider = Provider(id=new_id(), name=part.name, organization=organization, **values)
            session.add(provider)
            counts["providers"]["created"] += 1
        else:
            _change(provider, values, counts["providers"])
        session.flush()
        known = {
            (s.starts_at, s.mode): s
            for s in session.execute(select(Slot).where(tables.slot.c.provider_id == provider.id)).scalars()
        }
        for slot_part in part.slots:
            slot = known.get((slot_part.starts_at, slot_part.mode))
            if slot is None:
                row = {
                    "id": new_id(),
                    "provider_id": provider.id,
                    "starts_at": slot_part.starts_at,
                    "minutes": slot_part.minutes,
                    "mode": slot_part.mode,
                }
                session.execute(tables.slot.insert().values(**row))
                counts["slots"]["created"] += 1
            else:
                _change(slot, {"minutes": slot_part.minutes}, counts["slots"])
    session.flush()


def _known_provider(session: Session, name: str, npi: str | None, organization_id: str) -> Provider | None:
    by_npi = tables.provider.c.npi == npi
    by_name = (tables.provider.c.name == name) & (tables.provider.c.organization_id == organization_id)
    return session.execute(select(Provider).where(by_npi | by_name if npi else by_name)).unique().scalars().first()


def _change(thing: object, values: dict[str, Any], counts: dict[str, int]) -> None:
    """Set what differs, and count whether anything did."""
    differing = {name: value for name, value in values.items() if getattr(thing, name) != value}
    for name, value in differing.items():
        setattr(thing, name, value)
    counts["changed" if differing else "same"] += 1


def _hold_cases(session: Session) -> None:
    """Lock open cases before any desk, in one order: facts lock a case first and then write to its desk."""
    cases = case_tables.case
    open_ones = select(cases.c.id).where(cases.c.stage != "closed").order_by(cases.c.id)
    session.execute(open_ones.with_for_update(key_share=True))


def _wake(session: Session, world: World) -> None:
    """Calendars and offices changed: every open case computes its dates again."""
    session.execute(
        update(case_tables.case).where(case_tables.case.c.stage != "closed").values(wake_at=world.now(session))
    )
    notify(session, "advance")
