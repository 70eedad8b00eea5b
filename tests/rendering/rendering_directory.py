"""The example directory in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from coordinator.domain.candidate import Candidate
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.provider import Provider
from coordinator.domain.words import (
    Department,
)
from coordinator.paths import examples_dir


@dataclass
class MemoryDirectory:
    """The example directory, without a database."""

    desks: list[Desk] = field(default_factory=list)
    providers: list[Provider] = field(default_factory=list)

    def desk(self, organization: str, department: Department) -> Desk | None:
        return next((d for d in self.desks if d.organization.name == organization and d.department is department), None)

    def desk_by_id(self, desk_id: str) -> Desk | None:
        return next((d for d in self.desks if d.id == desk_id), None)

    def candidates(self) -> Sequence[Candidate]:
        return ()

    def place(self, postal_code: str) -> tuple[float, float] | None:
        return None

    def provider(self, provider_id: str) -> Provider | None:
        return next((p for p in self.providers if p.id == provider_id), None)


def example_directory() -> MemoryDirectory:
    read = json.loads((examples_dir() / "directory.json").read_text())
    made = MemoryDirectory()
    organizations: dict[str, Organization] = {}
    for number, told in enumerate(read["organizations"]):
        officer = told.get("privacy_officer") or {}
        organization = Organization(
            f"org-{number}", told["name"], told["kind"], told["time_zone"], told["address"], officer.get("name")
        )
        organizations[organization.name] = organization
        made.desks += [_desk(f"desk-{number}-{at}", organization, desk) for at, desk in enumerate(told["desks"])]
    for number, told in enumerate(read["providers"]):
        office = told["office"]
        made.providers.append(
            Provider(
                f"provider-{number}", told["name"], organizations[told["organization"]], told, told["npi"],
                office["fax"], office["phone"], office["time_zone"],
            )
        )  # fmt: skip
    return made


def _desk(desk_id: str, organization: Organization, told: dict[str, Any]) -> Desk:
    known = (
        "phone", "fax", "email", "secure_email_agreed", "portal_url", "reviewing_laboratory", "courier",
        "channel_order",
    )  # fmt: skip
    closed = [date.fromisoformat(day) for day in told.get("closed_on", [])]
    given = {key: told[key] for key in known if key in told}
    return Desk(desk_id, organization, Department(told["department"]), closed_on=closed, **given)
