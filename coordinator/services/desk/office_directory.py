"""The directory as its pages show it: offices and how they are reached, providers, resources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.channel_health import resting
from coordinator.domain.directory import DEFAULT_ORDER, ENOUGH_ANSWERS
from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import May, Viewer
from coordinator.domain.words import Channel, RequestStatus, WorkItemKind
from coordinator.services.desk import cursor
from coordinator.services.desk.case_words import CHANNELS, DEPARTMENTS
from coordinator.services.desk.day_in_words import in_days
from coordinator.services.desk.worklist import Listed
from coordinator.services.ids import is_id
from coordinator.services.resources import ResourceKind, ResourcePart, shipped, stale
from coordinator.store import offices

ON_A_PAGE = 30
MOST_REQUESTS = 50
WAYS = {
    Channel.FAX: "fax", Channel.OFFICE_PORTAL: "their portal", Channel.PRINT: "post",
    Channel.SECURE_EMAIL: "secure mail", Channel.EMAIL: "secure mail",
}  # fmt: skip
RESOURCES = {
    ResourceKind.SUPPORT_GROUP: "a group of people", ResourceKind.SOURCE: "a source to read",
    ResourceKind.JUDGING_SOURCES: "how to judge a source", ResourceKind.QUESTIONS: "questions to ask",
    ResourceKind.FINANCIAL: "help with costs", ResourceKind.TRAVEL: "help with travel",
    ResourceKind.LODGING: "a place to stay",
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One way to an office, with what is known of it. ``rests``: it failed for good, and is passed over."""

    channel: Channel
    name: str
    value: str
    worked: int
    failed: int
    proof: str
    rests: str


@dataclass(frozen=True)
class DeskShown:
    """A desk; ``answers`` says how fast it answers, always with the number behind it."""

    id: str
    department: str
    organization: str
    ways: list[Way]
    answers: str
    wants: list[str]
    row: Any


@dataclass(frozen=True)
class Office:
    """An organization and its desks."""

    id: str
    name: str
    kind: str
    place: str
    desks: list[DeskShown]


@dataclass(frozen=True)
class Waiting:
    """An open request at a desk: how it stands, and the fact that would send its letter again, if one would."""

    ref: str
    patient: str
    says: str
    fact: str
    values: dict[str, str]
    does: str


def offices_listed(session: Session, words: str, after: str = "") -> Listed:
    """A page of organizations with their desks. Two statements."""
    place = cursor.read(after, str, str)
    found = offices.organizations(session, words, ON_A_PAGE + 1, (place[0], place[1]) if place else None)
    shown = found[:ON_A_PAGE]
    desks = offices.desks_of(session, [row.id for row in shown]) if shown else []
    entries = [
        Office(row.id, row.name, row.kind, _place(row.address),
               [_desk(d, row.name, row.address) for d in desks if d.organization_id == row.id])
        for row in shown
    ]  # fmt: skip
    onward = cursor.written(shown[-1].name.lower(), shown[-1].id) if len(found) > ON_A_PAGE else ""
    return Listed(entries, len(entries), onward)


def desk_shown(session: Session, desk_id: str) -> DeskShown:
    """One desk; ``NotFound`` where there is none."""
    row = offices.desk(session, desk_id) if is_id(desk_id) else None
    if row is None:
        raise NotFound("desk.not_found")
    return _desk(row, row.name, row.address)


def waiting_at(session: Session, viewer: Viewer, desk: DeskShown) -> tuple[list[Waiting], int]:
    """Open requests there of cases in sight, and how many others there are. Two statements."""
    rows = offices.requests_at(session, desk.id, viewer.navigators, MOST_REQUESTS) if viewer.may(May.SEE_CASES) else []
    usable = [way for way in desk.ways if way.value and not way.rests]
    return [_waiting(row, usable) for row in rows], offices.count_requests_at(session, desk.id) - len(rows)


def providers_listed(session: Session, words: str, now: datetime, after: str = "") -> Listed:
    """A page of providers. One statement."""
    place = cursor.read(after, str, str)
    found = offices.providers(session, words, ON_A_PAGE + 1, (place[0], place[1]) if place else None, now)
    shown = found[:ON_A_PAGE]
    onward = cursor.written(shown[-1].name.lower(), shown[-1].id) if len(found) > ON_A_PAGE else ""
    return Listed(list(shown), len(shown), onward)


def provider_shown(session: Session, provider_id: str) -> Any:
    """One provider as a row; ``NotFound`` where there is none."""
    row = offices.provider(session, provider_id) if is_id(provider_id) else None
    if row is None:
        raise NotFound("provider.not_found")
    return row


def changes(session: Session, about: str) -> list[tuple[str, datetime, list[str]]]:
    """Who changed what, the newest first."""
    return [(row.who or row.by, row.at, change_words(row.changes)) for row in offices.changes_of(session, about)]


def newest_change(session: Session, about: str) -> str:
    """What a form remembers, so that nobody writes over a change that they did not see."""
    rows = offices.changes_of(session, about, 1)
    return str(rows[0].id) if rows else ""


def change_words(changed: dict[str, Any]) -> list[str]:
    """``fax: from … to …`` for each field."""
    return [
        f"{name.replace('_', ' ')}: from {in_days(_value(pair[0]))} to {in_days(_value(pair[1]))}"
        for name, pair in sorted(changed.items())
    ]


def slots(session: Session, provider_id: str, now: datetime) -> Sequence[Any]:
    """Openings ahead."""
    return offices.slots_of(session, provider_id, now)


def resources(words: str, today: date) -> list[tuple[ResourcePart, bool]]:
    """Every entry, with whether nobody looked at it for twelve months; those come first."""
    wanted = words.lower().split()
    found = [
        (entry, stale(entry, today))
        for entry in shipped().resources
        if all(word in f"{entry.title} {entry.offers} {entry.kind} {' '.join(entry.groups)}".lower() for word in wanted)
    ]
    return sorted(found, key=lambda pair: (not pair[1], pair[0].title.lower()))


def _desk(row: Any, organization: str, address: dict[str, Any]) -> DeskShown:
    values = {
        Channel.FAX: row.fax, Channel.OFFICE_PORTAL: row.portal_url, Channel.PRINT: _place(address),
        Channel.SECURE_EMAIL: row.email if row.secure_email_agreed else None,
    }  # fmt: skip
    order = [Channel(name) for name in row.channel_order] or list(DEFAULT_ORDER)
    order = [Channel.SECURE_EMAIL if channel is Channel.EMAIL else channel for channel in order]
    ways = [
        _way(channel, values.get(channel) or "", row.channel_health) for channel in dict.fromkeys((*order, *values))
    ]
    wants = [
        words
        for words, is_so in (
            (f"its own form{_on_file(row.form_pages)}", row.own_form_required),
            ("money before it releases records", row.prepay_required),
            (f"one summary letter a week, on {str(row.weekly_summary).capitalize()}", row.weekly_summary),
        )
        if is_so
    ]
    return DeskShown(row.id, DEPARTMENTS[row.department], organization, ways, _answers(row), wants, row)


def _way(channel: Channel, value: str, health: dict[str, Any]) -> Way:
    kept = health.get(channel.value, {})
    rests = str(kept.get("resting_since") or "")[:10] if resting(health, channel) else ""
    return Way(channel, WAYS.get(channel, channel.value), value, int(kept.get("worked", 0)), int(kept.get("failed", 0)),
               str(kept.get("last_proof_at") or "")[:10], rests)  # fmt: skip


def _answers(row: Any) -> str:
    if row.answers >= ENOUGH_ANSWERS and row.median_answer_days is not None:
        return f"Half of its answers came within {_days(row.median_answer_days)} (n={row.answers})."
    told = f"; it says itself {_days(row.p75_response_days)}" if row.p75_response_days is not None else ""
    if row.answers and row.median_answer_days is not None:
        return f"Median {_days(row.median_answer_days)}, of few answers (n={row.answers}){told}."
    return f"No answers yet{told}."


def _waiting(row: Any, usable: list[Way]) -> Waiting:
    way = usable[0] if usable else None
    fact, values, does = "", {}, ""
    if row.work_item is not None and row.work_kind == WorkItemKind.FIND_OFFICE_ADDRESS and row.sent_at is None and way:
        fact, values, does = "work_item_done", {"work_item": row.work_item}, f"Send its letter by {way.name}"
    elif row.sent_at is not None and way and row.status not in (RequestStatus.READY, RequestStatus.WAITING):
        fact, values = "request_sent_again", {"request": row.id, "channel": way.channel.value}
        does = f"Send it again by {way.name}"
    return Waiting(row.ref, f"{row.given} {row.family}", _stands(row), fact, values, does)


def _stands(row: Any) -> str:
    if row.letter_status in ("failed", "bounced"):
        return f"Its last letter did not arrive by {_by(row.letter_channel)}."
    if row.work_item is not None:
        return "It waits for an address that works."
    if row.pending:
        return "A letter waits to leave; it goes by the way that is open then."
    if row.sent_at is None:
        return "Its letter has not left yet."
    return f"Its letter left by {_by(row.letter_channel or row.channel)}."


def _by(channel: str | None) -> str:
    return CHANNELS.get(channel or "", "another way")


def _place(address: dict[str, Any]) -> str:
    return ", ".join(str(address[key]) for key in ("city", "state") if address.get(key))


def _on_file(pages: int | None) -> str:
    return f" ({pages} page{'s' if pages != 1 else ''} on file)" if pages else ""


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return {None: "nothing", True: "yes", False: "no"}.get(value, str(value)) if not isinstance(value, str) else value
