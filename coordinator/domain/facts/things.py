"""Keys that name a thing of the case, the directory or the staff list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from coordinator.domain.authorization import Authorization
from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.facts.fact import Kind
from coordinator.domain.facts.reading import FoundItem, Reading
from coordinator.domain.next_step import NextStep
from coordinator.domain.patient import ContactPoint
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.question import Question
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.visit import Referral
from coordinator.domain.words import RecordType, RequestStatus
from coordinator.domain.work_item import WorkItem

PATIENT = "patient"

T = TypeVar("T")


class _Part(Protocol):
    id: str


P = TypeVar("P", bound=_Part)


def _request(name: str, reading: Reading) -> RecordRequest:
    return _found(reading.case.request(name), "the id of a record request of this case")


def _authorization(name: str, reading: Reading) -> Authorization:
    return _found(reading.case.authorization(name), "the id of an authorization of this case")


def _contact_point(name: str, reading: Reading) -> ContactPoint:
    return _found(reading.case.contact_point(name), "the id of a contact point of this case")


def _contact(name: str, reading: Reading) -> str:
    """The id as given, of whichever kind."""
    patient = reading.case.patient
    known = {PATIENT, patient.id, *(c.id for c in patient.contacts), *(p.id for p in patient.contact_points)}
    return _found(name if name in known else None, f"{PATIENT}, or the id of a contact or contact point of this case")


def _document(name: str, reading: Reading) -> Document:
    return _found(_one_of(reading.case.documents, name), "the id of a document of this case")


def _work_item(name: str, reading: Reading) -> WorkItem:
    return _found(_one_of(reading.case.work_items, name), "the id of a work item of this case")


def _referral(name: str, reading: Reading) -> Referral:
    return _found(_one_of(reading.case.referrals, name), "the id of a referral of this case")


def _slot(name: str, reading: Reading) -> tuple[Slot, Provider]:
    return _found(reading.known.slot(name), "the id of a slot of the shortlist")


def _staff(name: str, reading: Reading) -> str:
    email = name.lower()
    return _found(email if reading.known.is_staff(email) else None, "the e-mail address of a staff user")


def _item(name: str, reading: Reading) -> FoundItem:
    found = _items_named(name, reading)
    if len(found) > 1:
        raise Refused("key.wrong", f"several requests ask for it; name one id: {', '.join(i.id for i, _ in found)}")
    return _found(found[0] if found else None, "the id or the record type of an item of this case")


def _item_or_type(name: str, reading: Reading) -> FoundItem | RecordType:
    if not _items_named(name, reading) and name.upper() in list(RecordType):
        return RecordType(name.upper())
    return _item(name, reading)


def _items_named(name: str, reading: Reading) -> list[FoundItem]:
    """By id, else by record type among the requests that were not cancelled."""
    requests = reading.case.requests
    by_id = [(item, request) for request in requests for item in request.items if item.id == name]
    return by_id or [
        (item, request)
        for request in requests
        for item in request.items
        if item.record_type == name.upper() and request.status is not RequestStatus.CANCELLED
    ]


def _items(names: list[str], reading: Reading) -> list[RecordItem]:
    """Items of the request named in the same fact, each once."""
    request = reading.found.get("request")
    if not isinstance(request, RecordRequest):
        raise Refused("key.wrong", "items are read together with their request")
    found: list[RecordItem] = []
    for name in names:
        item = request.item(name) or request.item(name.upper())
        if item is None:
            listed = ", ".join(i.record_type.value for i in request.items)
            raise Refused("key.wrong", f"ids or record types of this request: {listed}")
        if item not in found:
            found.append(item)
    return found


def _next_step(name: str, reading: Reading) -> NextStep:
    return _found(_one_of(reading.case.next_steps, name), "the id of a next step of this case")


def _question(name: str, reading: Reading) -> Question:
    return _found(reading.known.question(name.lower()), "the id of a question of the bank, see `coordinator questions`")


def _one_of(parts: Iterable[P], part_id: str) -> P | None:
    for part in parts:
        if part.id == part_id:
            return part
    return None


def _found(thing: T | None, what: str) -> T:
    if thing is None:
        raise Refused("key.wrong", what)
    return thing


THINGS: Mapping[Kind, Callable[[Any, Reading], Any]] = {
    Kind.REQUEST: _request,
    Kind.ITEM: _item,
    Kind.ITEM_OR_TYPE: _item_or_type,
    Kind.ITEMS: _items,
    Kind.AUTHORIZATION: _authorization,
    Kind.CONTACT_POINT: _contact_point,
    Kind.CONTACT: _contact,
    Kind.DOCUMENT: _document,
    Kind.WORK_ITEM: _work_item,
    Kind.SLOT: _slot,
    Kind.REFERRAL: _referral,
    Kind.STAFF: _staff,
    Kind.NEXT_STEP: _next_step,
    Kind.QUESTION: _question,
}
