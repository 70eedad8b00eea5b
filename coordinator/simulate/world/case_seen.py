"""What the world can see of a case: its page, its timeline, and the intake that began it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class CaseSeen:
    """``show`` and ``entries`` are the JSON of ``case show`` and ``case timeline``; ``refused`` holds keys of deeds."""

    show: Json
    entries: Sequence[Json] = ()
    intake: Json = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    @property
    def ref(self) -> str:
        """How people quote the case."""
        return str(self.show["ref"])

    @property
    def name(self) -> str:
        """What the case is called in every run: its external id."""
        return str(self.show["external_id"])

    @property
    def stage(self) -> str:
        """Where it stands."""
        return str(self.show["stage"])

    @property
    def hurried(self) -> bool:
        """True where a deadline is near."""
        return self.show.get("priority") in ("expedited", "urgent")

    @property
    def urgent(self) -> bool:
        """True where the urgent profile applies."""
        return self.show.get("priority") == "urgent"

    @property
    def requests(self) -> Sequence[Json]:
        """The record requests in the order they were made."""
        return list(self.show.get("record_requests") or ())

    @property
    def missing(self) -> Mapping[str, list[str]]:
        """Details of what the present stage waits for, by code."""
        found: dict[str, list[str]] = {}
        for reason in self.show.get("missing") or ():
            found.setdefault(str(reason["code"]), []).append(str(reason.get("detail") or ""))
        return found

    def open_items(self, kind: str, about: str | None = None) -> list[Json]:
        """Open work items of a kind, about one thing or about anything."""
        return [
            item
            for item in self.show.get("work_items") or ()
            if item["kind"] == kind and item["status"] == "open" and about in (None, item.get("about"))
        ]

    def events(self, name: str, **where: object) -> list[Json]:
        """The entries of one name whose ``data`` holds these values, oldest first."""
        return [
            entry
            for entry in self.entries
            if entry["kind"] == "event"
            and entry["name"] == name
            and all(entry["data"].get(key) == value for key, value in where.items())
        ]

    def letters(self, request_id: str) -> list[Json]:
        """Communications to the office about one request, oldest first."""
        return [e for e in self.entries if e["kind"] == "communication" and e["data"].get("request") == request_id]

    def since(self, name: str, **where: object) -> datetime | None:
        """When such an event happened last."""
        found = self.events(name, **where)
        return moment(found[-1]["at"]) if found else None

    def referral(self) -> Json | None:
        """The latest offer that was neither declined nor lapsed."""
        live = [r for r in self.show.get("referrals") or () if r["status"] in ("sent", "accepted")]
        return live[-1] if live else None

    def appointment(self, status: str = "booked") -> Json | None:
        """The latest appointment in this status."""
        found = [a for a in self.show.get("appointments") or () if a["status"] == status]
        return found[-1] if found else None

    def opinion_filed(self, ordinal: int = 2) -> bool:
        """True when the opinion with this ordinal is on file, not a draft."""
        return any(o["ordinal"] == ordinal and o["status"] == "filed" for o in self.show.get("opinions") or ())

    def is_minor(self, on: date) -> bool:
        """True for a patient under 18."""
        born = date.fromisoformat(self.intake["patient"]["birth_date"])
        return (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < 18

    def representative(self) -> str | None:
        """The id of the person whose authority to act is in effect."""
        return next(
            (
                str(c["id"])
                for c in self.show.get("contacts") or ()
                if c["role"] == "representative" and c.get("in_effect") == "yes"
            ),
            None,
        )


def moment(text: str) -> datetime:
    """An ISO 8601 moment, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
