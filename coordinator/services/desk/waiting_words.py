"""Who is waited for and what comes by itself, in words: the holder ledger and the rungs ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from coordinator.domain.case import Case
from coordinator.domain.holding import Obligation, holders
from coordinator.domain.wait import Wait
from coordinator.domain.words import Holder
from coordinator.playbook.anchor import place_of, request_of
from coordinator.playbook.book import Book
from coordinator.playbook.next_rung import Next, next_rung
from coordinator.services.desk.case_words import desk_words, with_types
from coordinator.services.desk.fact_acts import ACTS
from coordinator.services.desk.mail_words import title_of
from coordinator.services.desk.work_words import ASKED
from coordinator.services.views.why import MOVED_BY, subject_words

WHO = {
    Holder.PATIENT: "The patient",
    Holder.OFFICE: "A records office",
    Holder.PROVIDER: "The provider",
    Holder.NAVIGATOR: "The navigator",
    Holder.COURIER: "The courier",
    Holder.US: "We",
}
KEYS = {
    "paper": "authorization",
    "initials": "authorization",
    "request": "request",
    "work_item": "work_item",
    "referral": "referral",
}
"""The key of the ending fact that takes what an obligation is about."""


@dataclass(frozen=True)
class Ball:
    """Somebody is waited for. ``ends_by`` is the fact that ends it; ``told`` fills in its form."""

    who: str
    waiting_for: str
    since: datetime | None
    ends_by: str
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def act(self) -> str:
        """What whoever ends it does."""
        return ACTS.get(self.ends_by, "")


@dataclass(frozen=True)
class Ahead:
    """The next rung of a running ladder. ``at`` is empty while it waits for a fact; ``why`` says how it came about."""

    what: str
    about: str
    at: datetime | None
    zone: str
    why: str


def balls(case: Case) -> list[Ball]:
    """The open obligations, the longest wait first."""
    return [_ball(case, one) for one in holders(case)]


def _ball(case: Case, one: Obligation) -> Ball:
    kind, _, identity = one.subject.partition("/")
    told = {KEYS[kind]: identity} if kind in KEYS else {}
    item = next((w for w in case.work_items if w.id == identity), None) if kind == "work_item" else None
    if item is None:
        return Ball(WHO[one.holder], with_types(one.waiting_for), one.since, one.ends_by, told)
    request = case.request(item.about)
    title = ASKED[item.kind].title + (f": {desk_words(request)}" if request else "")
    return Ball(WHO[one.holder], title, one.since, ASKED[item.kind].fact, told)


def ahead(case: Case, book: Book, now: datetime, request_id: str = "") -> list[Ahead]:
    """What each running ladder does next, the earliest first; of one request where one is named."""
    found = []
    for wait in case.waits:
        if wait.running and wait.ladder in book.playbook.ladders and request_id in ("", wait.subject):
            following = next_rung(wait, case, book, now)
            if following is not None:
                found.append(_ahead(case, wait, following, book))
    return sorted(found, key=lambda one: (one.at is None, one.at or now, one.what))


def reached_words(book: Book, wait: Wait) -> str:
    """What the last rung that was reached is called; empty before the first."""
    ladder = book.playbook.ladders.get(wait.ladder)
    rung = next((one for one in ladder.rungs if one.name == wait.last_rung), None) if ladder is not None else None
    named = "; ".join(title_of(order.script or order.name) for order in rung.orders) if rung is not None else ""
    return named or (wait.last_rung or "").replace("-", " ")


def _ahead(case: Case, wait: Wait, following: Next, book: Book) -> Ahead:
    ladder = book.playbook.ladders[wait.ladder]
    request = request_of(case, ladder, wait)
    about = subject_words(case, wait, book)
    of_all = about.startswith(("the case", "the stage"))
    moved = MOVED_BY.get(following.reason, following.reason.replace("_", " "))
    return Ahead(
        what=" and ".join(title_of(order.script or order.name) for order in following.rung.orders),
        about=desk_words(request) if request is not None else "" if of_all else about,
        at=following.due_at,
        zone=place_of(ladder, wait.subject, case, book).zone,
        why="; ".join(part for part in (following.explain, moved) if part),
    )
