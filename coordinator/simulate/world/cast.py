"""The staff of the played deployment, and the little that everybody knows about offices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAVIGATOR = "nadia.navigator@beacon.example"
RECORDS = "ravi.records@beacon.example"
REVIEWER = "sonja.reviewer@beacon.example"
SUPERVISOR = "simone.supervisor@beacon.example"


@dataclass(frozen=True)
class Member:
    """One staff user of the played deployment."""

    email: str
    name: str
    roles: tuple[str, ...]


STAFF = (
    Member(NAVIGATOR, "Nadia Novak", ("navigator",)),
    Member(RECORDS, "Ravi Raman", ("records_coordinator",)),
    Member(REVIEWER, "Dr. Sonja Reeve", ("clinical_reviewer",)),
    Member(SUPERVISOR, "Simone Sanders", ("supervisor",)),
)


@dataclass(frozen=True)
class Offices:
    """What a directory file tells about desks: who insists on an own form or on payment first, who reviews slides."""

    own_form: frozenset[tuple[str, str]] = frozenset()
    prepay: frozenset[tuple[str, str]] = frozenset()
    laboratories: tuple[str, ...] = ()
    prices: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_directory(cls, directory: Mapping[str, Any]) -> Offices:
        """Read a directory document that was decoded from JSON."""
        desks = [(o["name"], d) for o in directory.get("organizations", ()) for d in o.get("desks", ())]
        return cls(
            own_form=frozenset((name, d["department"]) for name, d in desks if d.get("own_form_required")),
            prepay=frozenset((name, d["department"]) for name, d in desks if d.get("prepay_required")),
            laboratories=tuple(sorted(name for name, d in desks if d.get("reviewing_laboratory"))),
            prices={
                p["name"]: p["cost"]["amount_minor"]
                for p in directory.get("providers", ())
                if (p.get("cost") or {}).get("amount_minor") is not None
            },
        )
