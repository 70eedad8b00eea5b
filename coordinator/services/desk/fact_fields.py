"""A form for any fact: its keys as fields, and what of this case each of them can name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.facts.fact import Fact, Key, Kind
from coordinator.domain.record_request import RecordRequest
from coordinator.services.desk.case_words import DEPARTMENTS, ITEMS, REQUESTS, ROLES, item_words, type_words
from coordinator.services.desk.day_in_words import in_days
from coordinator.services.desk.field_words import BY_KIND, help_of, label_of, missing_words, sentence
from coordinator.services.desk.loans import KINDS as PAPERS
from coordinator.services.desk.loans import STATUSES as SIGNATURES
from coordinator.services.desk.option_words import USUAL, option_words
from coordinator.services.desk.scheduling_shown import MODES, REFERRALS
from coordinator.services.desk.typed_moments import wall_clock, with_offset
from coordinator.services.desk.work_reasons import reason_of
from coordinator.services.desk.work_words import ASKED
from coordinator.services.rendering.lines import phone_number
from coordinator.services.staff import active


class Option(NamedTuple):
    """One thing to choose."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One key as a form shows it. ``looks``: line, text, day, moment, number, one (of the options) or several."""

    name: str
    label: str
    help: str
    required: bool
    looks: str
    options: Sequence[Option] = ()
    values: Sequence[str] = ()
    problem: str = ""


LOOKS = {
    Kind.MOMENT: "moment", Kind.START: "moment", Kind.DATE: "day", Kind.WHOLE: "number", Kind.ITEMS: "several",
    Kind.OPINION: "text", Kind.GUIDE: "text",
}  # fmt: skip
PARTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.REQUEST: ("requests",), Kind.ITEM: ("requests",), Kind.ITEM_OR_TYPE: ("requests",), Kind.ITEMS: ("requests",),
    Kind.AUTHORIZATION: ("authorizations",), Kind.DOCUMENT: ("documents",), Kind.WORK_ITEM: ("work_items",),
    Kind.REFERRAL: ("referrals",), Kind.NEXT_STEP: ("next_steps",),
}  # fmt: skip
"""What of a case the options of each kind of key are read from."""

ITEM_KINDS = (Kind.ITEM, Kind.ITEMS, Kind.ITEM_OR_TYPE)
WRITTEN_AS_JSON = (Kind.OPINION, Kind.GUIDE)

LONG = ("note", "text", "reason", "evidence", "value", "answer")
"""Keys that hold sentences."""


def parts_for(fact: Fact) -> frozenset[str]:
    """The parts of a case that the form of this fact lists."""
    return frozenset(part for key in fact.keys for part in PARTS.get(key.kind, ()))


def document_field(case: Case) -> Field:
    """Which document: the first question of what is told on a document's own page."""
    return Field("document", BY_KIND[Kind.DOCUMENT], "", required=True, looks="one", options=_documents(case))


def names_nothing(fact: Fact, case: Case) -> bool:
    """Whether it asks for something of a case that this one, loaded whole, has none of."""
    return any(key.required and key.kind in _LISTED and not _LISTED[key.kind](case) for key in fact.keys)


def fields_of(
    session: Session, fact: Fact, case: Case, told: Mapping[str, Sequence[str]], problems: Mapping[str, str]
) -> list[Field]:
    """The fields in the fact's order, filled with what was typed, each with its problem."""
    usual = {name: choices for (whose, name), choices in USUAL.items() if whose == fact.name}
    return [
        _field(session, key, case, told.get(key.name, ()), problems.get(key.name, ""), usual.get(key.name, {}))
        for key in fact.keys
    ]


def values_of(fact: Fact, told: Mapping[str, Sequence[str]], zone: str) -> dict[str, object]:
    """What a form said, as a fact is told it: several choices joined, moments with the offset of ``zone``."""
    found: dict[str, object] = {}
    for key in fact.keys:
        typed = [value.strip() for value in told.get(key.name, ()) if value.strip()]
        if typed:
            found[key.name] = _told(key, typed, zone)
    return found


def typed_again(fact: Fact, values: Mapping[str, object], case: Case, zone: str) -> dict[str, list[str]]:
    """What a recorded fact was told, as its form would have it typed."""
    return {
        key.name: _typed(key, values[key.name], case, zone) for key in fact.keys if values.get(key.name) is not None
    }


def problems_of(fact: Fact, refusal: Refused) -> tuple[dict[str, str], list[str]]:
    """What is wrong with each field, and what is wrong altogether, in sentences."""
    by_field: dict[str, str] = {}
    rest: list[str] = []
    if refusal.field and (key := fact.key(refusal.field)):
        by_field[refusal.field] = _problem(key, refusal.code, refusal.detail or refusal.code)
    for reason in refusal.reasons:
        name, _, detail = reason.detail.partition(": ")
        if key := fact.key(name):
            by_field[name] = _problem(key, reason.code, detail)
        else:
            rest.append(str(reason))
    if not by_field and not rest:
        rest.append(f"{refusal.detail} ({refusal.code})" if refusal.detail else refusal.code)
    return by_field, rest


def _problem(key: Key, code: str, detail: str) -> str:
    if code == "key.missing":
        return missing_words(key)
    return f"It must be {detail}." if code == "key.wrong" else sentence(detail)


def _field(
    session: Session, key: Key, case: Case, typed: Sequence[str], problem: str, usual: Mapping[str, str]
) -> Field:  # fmt: skip
    options = [Option(*one) for one in usual.items()] or _options(session, key, case)
    if usual:  # what was told in other words stays chosen
        options += [Option(one, option_words(key.name, one)) for one in typed if one and one not in usual]
    return Field(
        name=key.name,
        label=label_of(key, listed=bool(options)),
        help=help_of(key),
        required=key.required,
        looks=_looks(key, several=bool(usual)) if not options or key.kind in (Kind.ITEMS, Kind.LIST) else "one",
        options=options,
        values=list(typed),
        problem=problem,
    )


def _looks(key: Key, *, several: bool = False) -> str:
    if key.kind is Kind.LIST:
        return "several" if several or key.options else "line"
    if key.kind is Kind.TEXT and key.name in LONG:
        return "text"
    return LOOKS.get(key.kind, "line")


def _told(key: Key, typed: Sequence[str], zone: str) -> object:
    if key.kind in WRITTEN_AS_JSON:
        try:
            return json.loads(typed[0])
        except ValueError:
            return typed[0]
    return with_offset(typed[0], zone) if _looks(key) == "moment" else ",".join(typed)


def _typed(key: Key, value: Any, case: Case, zone: str) -> list[str]:
    if key.kind in WRITTEN_AS_JSON:
        return [json.dumps(value, indent=1, ensure_ascii=False)]
    if _looks(key) == "moment":
        return [wall_clock(str(value), zone)]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    several = key.kind in (Kind.ITEMS, Kind.LIST)
    parts = value if isinstance(value, list) else str(value).split(",") if several else [value]
    words = [str(part).strip() for part in parts]
    return [_item_id(word, case) for word in words] if key.kind in ITEM_KINDS else words


def _item_id(word: str, case: Case) -> str:
    """An item may have been told by its type; a form names it by its id."""
    named = [item.id for request in case.requests for item in request.items if item.record_type == word.upper()]
    return named[0] if len(named) == 1 else word


def _options(session: Session, key: Key, case: Case) -> list[Option]:
    if key.options:
        return [Option(word, option_words(key.name, word)) for word in key.options]
    if key.kind is Kind.FLAG:
        return [Option("yes", "yes"), Option("no", "no")]
    if key.kind is Kind.STAFF:
        return [Option(email, f"{name} ({email})") for email, name in active(session)]
    listed = _LISTED.get(key.kind)
    return listed(case) if listed is not None else []


def _requests(case: Case) -> list[Option]:
    return [Option(r.id, _request_words(r)) for r in case.requests]


def _request_words(request: RecordRequest) -> str:
    items = ", ".join(type_words(item.record_type) for item in request.items)
    return f"{request.organization_name}, {DEPARTMENTS[request.department]}: {items} ({REQUESTS[request.status]})"


def _items(case: Case) -> list[Option]:
    return [
        Option(item.id, f"{item_words(item, request)} ({ITEMS[item.status]})")
        for request in case.requests
        for item in request.items
    ]


def _points(case: Case) -> list[Option]:
    return [
        Option(p.id, f"{p.kind}: {phone_number(p.value) if p.kind == 'phone' else p.value}")
        for p in case.patient.contact_points
    ]


def _contacts(case: Case) -> list[Option]:
    people = [Option(c.id, f"{c.name}, {ROLES[c.role]}") for c in case.patient.contacts if c.revoked_at is None]
    return [Option("patient", case.patient.full_name), *people, *_points(case)]


def _papers(case: Case) -> list[Option]:
    return [
        Option(p.id, f"{PAPERS[p.kind]}, {p.organization_name} ({SIGNATURES[p.status]})") for p in case.authorizations
    ]


def _documents(case: Case) -> list[Option]:
    return [
        Option(d.id, in_days(f"{type_words(d.kind or 'document')}, {d.status}, filed {d.filed_at:%Y-%m-%d}"))
        for d in case.documents
    ]


def _work_items(case: Case) -> list[Option]:
    return [Option(w.id, f"{ASKED[w.kind].title}: {reason_of(w.kind, w.code, ASKED[w.kind].why)}")
            for w in case.work_items if w.open]  # fmt: skip


def _referrals(case: Case) -> list[Option]:
    return [Option(r.id, f"{r.provider.name} ({REFERRALS[r.status]})") for r in case.referrals]


def _providers(case: Case) -> list[Option]:
    return [Option(one["provider"], one["name"]) for one in case.shortlist]


def _slots(case: Case) -> list[Option]:
    return [
        Option(slot["id"], in_days(f"{one['name']}, {slot['starts_at']}, {MODES[slot['mode']]}"))
        for one in case.shortlist
        for slot in one["slots"]
    ]


def _steps(case: Case) -> list[Option]:
    return [Option(s.id, s.what) for s in case.next_steps]


_LISTED: Mapping[Kind, Callable[[Case], list[Option]]] = {
    Kind.REQUEST: _requests,
    Kind.ITEM: _items,
    Kind.ITEM_OR_TYPE: _items,
    Kind.ITEMS: _items,
    Kind.CONTACT_POINT: _points,
    Kind.CONTACT: _contacts,
    Kind.AUTHORIZATION: _papers,
    Kind.DOCUMENT: _documents,
    Kind.WORK_ITEM: _work_items,
    Kind.REFERRAL: _referrals,
    Kind.PROVIDER: _providers,
    Kind.SLOT: _slots,
    Kind.NEXT_STEP: _steps,
}
