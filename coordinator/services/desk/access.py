"""Who looked at a case and when, and what was disclosed to whom on which ground (45 CFR 164.528)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.services.desk import cursor
from coordinator.services.desk.case_words import CHANNELS, DEPARTMENTS, type_words
from coordinator.services.desk.loans import KINDS
from coordinator.services.desk.mail_words import title_of
from coordinator.store import case_looks

ON_A_PAGE = 50
TO_PROVIDERS = 50
READ = {
    "document": "a document",
    "mail": "a mail that came in",
    "message": "a message, in the portal",
    "paper": "a paper, in the portal",
    "signed_paper": "a signed paper",
    "comparison": "the comparison, in the portal",
}


@dataclass(frozen=True)
class Look:
    """Somebody saw something. ``document`` leads to the file, where it was one of ours."""

    who: str
    at: datetime
    what: str
    document: str
    why: str


@dataclass(frozen=True)
class Disclosure:
    """Something left for somebody. ``ground`` is the paper it rests on, or why none is needed."""

    at: datetime
    what: str
    to: str
    by: str
    ground: str
    items: list[str]


@dataclass(frozen=True)
class Access:
    """The page. ``onward`` begins the next one."""

    looks: list[Look]
    onward: str
    disclosures: list[Disclosure]


def access(session: Session, case: Case, after: str = "") -> Access:
    """The latest looks, and every disclosure. Two statements."""
    place = cursor.read(after, str, str)
    behind = (datetime.fromisoformat(place[0]), place[1]) if place else None
    found = list(case_looks.looks(session, case.id, ON_A_PAGE + 1, behind))
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    documents = {document.id: type_words(document.kind) for document in case.documents}
    onward = cursor.written(shown[-1].at.isoformat(), shown[-1].by) if more else ""
    looks = [
        Look(
            who=row.name or _outside(row.by, case),
            at=row.at,
            what=_seen(row, documents),
            document=row.about if (row.about or "") in documents else "",
            why=row.why or "",
        )
        for row in shown
    ]
    return Access(looks, onward, [*_to_offices(case), *_to_providers(session, case)])


def _seen(row: Any, documents: Mapping[str, str]) -> str:
    if row.what == "page":
        return ("the pages " if len(row.pages) > 1 else "the page ") + ", ".join(row.pages)
    return documents.get(row.about or "") or READ.get(row.what, row.what)


def _outside(by: str, case: Case) -> str:
    """The patient's side comes by a link; whoever left has no name here any more."""
    kind, _, identity = by.partition(":")
    if not identity:
        return by
    contact = next((c for c in case.patient.contacts if c.id == identity), None)
    return contact.name if contact else case.patient.full_name if identity == "patient" else kind.capitalize()


def _to_offices(case: Case) -> list[Disclosure]:
    found = [
        Disclosure(
            at=datetime.fromisoformat(told["at"]),
            what=title_of(told["name"]),
            to=f"{told['organization']}, {DEPARTMENTS.get(told['department'], told['department'])}",
            by=CHANNELS.get(told["channel"], told["channel"]),
            ground=f"{KINDS[paper.kind]}" + (f", signed {paper.signed_at:%Y-%m-%d}" if paper.signed_at else ""),
            items=[type_words(item) for item in told["items"]],
        )
        for paper in case.authorizations
        for told in paper.disclosures or ()
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _to_providers(session: Session, case: Case) -> list[Disclosure]:
    return [
        Disclosure(
            at=row.sent_at or row.made_at,
            what=title_of(row.name),
            to="the second provider" if row.to_role == "provider" else "the treating provider",
            by=CHANNELS.get(row.channel, row.channel),
            ground="for treatment; no paper of the patient is needed"
            if row.to_role == "provider"
            else "the patient agreed to the copy",
            items=[],
        )
        for row in case_looks.told_to_providers(session, case.id, TO_PROVIDERS)
    ]
