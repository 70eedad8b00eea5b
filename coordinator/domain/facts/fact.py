"""What a fact is: its name, its keys, who may record it, and what came of recording it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from keyword import iskeyword
from typing import Protocol

from coordinator.domain.directory import Desk
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act, Event
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.question import Question
from coordinator.domain.words import Department, StaffRole, VisitMode

OPERATOR = "operator"
"""The built-in person: may do everything except be the second person or the clinical reviewer (interface.md)."""


class Kind(StrEnum):
    """What a key holds. Kinds that name a thing take its id as ``case show`` prints it."""

    TEXT = "text"
    WHOLE = "whole"
    MOMENT = "moment"  # something that happened: never ahead of the clock
    START = "start"  # the beginning of a visit: may lie ahead
    DATE = "date"
    REQUEST = "request"
    ITEM = "item"
    ITEM_OR_TYPE = "item_or_type"  # a record type may also be one that no source was named for
    ITEMS = "items"
    AUTHORIZATION = "authorization"
    CONTACT_POINT = "contact_point"
    CONTACT = "contact"  # a contact, a contact point or "patient"
    DOCUMENT = "document"
    WORK_ITEM = "work_item"
    PROVIDER = "provider"
    SLOT = "slot"
    REFERRAL = "referral"
    CHOICE = "choice"
    OPINION = "opinion"
    STAFF = "staff"
    ORGANIZATION = "organization"
    FLAG = "flag"
    LIST = "list"
    NEXT_STEP = "next_step"
    QUESTION = "question"
    GUIDE = "guide"


@dataclass(frozen=True)
class Key:
    """One thing to say about a fact. ``options`` are the only values of a choice, or of each entry of a list."""

    name: str
    kind: Kind
    required: bool
    help: str
    options: tuple[str, ...] = ()

    @cached_property
    def argument(self) -> str:
        """Under which name the function behind the fact takes it: a word of Python's own gets an underscore."""
        return f"{self.name}_" if iskeyword(self.name) else self.name


@dataclass(frozen=True)
class Fact:
    """A fact people may record. ``who`` is ``None`` where any staff user may; ``usually`` is a stage, not a limit."""

    name: str
    keys: tuple[Key, ...]
    usually: str
    who: frozenset[StaffRole] | None
    says: str
    when_closed: bool = False
    after_acceptance: bool = False

    def key(self, name: str) -> Key | None:
        """The key with this name."""
        return self._named.get(name)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all its keys."""
        return frozenset(self._named)

    @cached_property
    def _named(self) -> Mapping[str, Key]:
        return {key.name: key for key in self.keys}


@dataclass(slots=True)  # nobody changes one; not frozen, as that takes three times as long to make
class Recorded:
    """What came of it. ``recorded`` is False where the fact was so already; ``ids`` are what it made or concerned."""

    recorded: bool
    seq: int | None
    ids: dict[str, str] = field(default_factory=dict)


def allow(fact: Fact, act: Act) -> None:
    """Raise ``role.missing`` where this person may not record this fact; the operator is no clinical reviewer."""
    if fact.who is None:
        return
    clinical = fact.who == {StaffRole.CLINICAL_REVIEWER}
    if not (fact.who & act.roles) or (clinical and act.by == OPERATOR):
        raise Refused("role.missing", " or ".join(sorted(fact.who)))


def said(event: Event, **ids: str) -> Recorded:
    """The fact is in the journal now."""
    return Recorded(True, event.seq, ids)


def already(**ids: str) -> Recorded:
    """The fact was so before: nothing changed."""
    return Recorded(False, None, ids)


class Known(Protocol):
    """What facts may ask about the world outside their case. Rows that they change come locked."""

    def slot(self, slot_id: str) -> tuple[Slot, Provider] | None:
        """The slot with this id and whose it is, taken or not."""

    def free_slot(self, provider_id: str, starts_at: datetime, mode: VisitMode) -> Slot | None:
        """The listed slot of this provider, start and mode. One that is taken already is refused by who asks."""

    def holidays(self) -> frozenset[date]:
        """US federal holidays: days on which nobody counts a business day."""

    def provider(self, provider_id: str) -> Provider | None:
        """The provider with this id."""

    def desk(self, organization: str, department: Department) -> Desk | None:
        """The desk of an organization, by its name or id."""

    def desk_by_id(self, desk_id: str) -> Desk | None:
        """The desk with this id; none for an empty one."""

    def laboratory(self, organization: str) -> Desk | None:
        """The pathology desk of an organization when it reviews borrowed slides and blocks."""

    def make_desk(self, organization: str, department: Department, fax: str | None) -> Desk:
        """Add a desk that the directory does not know."""

    def icd_exists(self, code: str) -> bool:
        """True for an ICD-10-CM code, leaf or not."""

    def is_staff(self, email: str) -> bool:
        """True for an active staff user."""

    def question(self, question_id: str) -> Question | None:
        """The question of the bank with this id."""
