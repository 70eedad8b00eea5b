"""To which case, and to what in it, a mail belongs. What is not certain is proposed, never guessed (lessons)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.correspondence.inbound import ArrivedMail
from coordinator.domain.case import Case
from coordinator.domain.sheet_mark import requests_marked, visits_marked
from coordinator.domain.words import ToRole
from coordinator.store import cases, effects, fax_proofs, inbound, summaries


@dataclass(frozen=True)
class Target:
    """A case, and in it the request, the contact point, or the referral or appointment that a mail concerns."""

    case: str
    request: str | None = None
    contact: str | None = None
    about: str | None = None

    def as_json(self) -> dict[str, str]:
        """Without what is empty."""
        return {key: value for key, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Match:
    """``by``: token, message_id, sender or qr; empty where nothing was found. ``certain``: there is one case it is of.

    ``communication`` is the mail of ours that was answered or came back. ``targets`` may be several even where the case
    is certain: an older page that came back names its case and not its request.
    """

    by: str = ""
    certain: bool = False
    targets: tuple[Target, ...] = ()
    communication: Any = None

    @property
    def case_id(self) -> str | None:
        """The one case, where it is certain."""
        return self.targets[0].case if self.certain and self.targets else None


def find(session: Session, mail: ArrivedMail, now: datetime, sheets: Sequence[str] = ()) -> Match:
    """By the answer address, by message ids, then by the sender. ``sheets``: references read from returned pages.

    A bounce or complaint that shows no mail of ours is never certain: anybody may write one.
    """
    found = inbound.communication_of(session, mail.tokens, mail.refers_to)
    if found is None and mail.kind.fax_notice:
        found = fax_of(session, mail, now)
    if found is not None:
        communication, by = found
        return Match(by, certain=True, targets=_answered(session, communication), communication=communication)
    pages = summaries.answered(session, mail.tokens, mail.refers_to)
    if pages:  # one fax about several patients: a person says which of them the answer is about
        return Match("token" if mail.tokens else "message_id", targets=tuple(Target(c, request=r) for c, r in pages))
    if mail.kind.fax_notice:
        return Match("number", targets=tuple(t for fax in _faxes(session, mail, now) for t in _answered(session, fax)))
    if not mail.kind.waits_for_a_person:
        address = mail.concerned
        return Match("sender", targets=_of_sender(session, address)) if address else Match()
    return _by_sheets(session, sheets) or _by_sender(session, mail)


def fax_of(session: Session, mail: ArrivedMail, now: datetime) -> tuple[Any, str] | None:
    """The one fax that a notice can be about which names only a number, and comes from where our faxes go.

    Two that are open to one number, or a sender that is not the gateway: a person looks.
    """
    faxes = _faxes(session, mail, now)
    named = inbound.cases_named(session, mail.references)
    candidates = [fax for fax in faxes if fax.case_id in named] or faxes
    if len(candidates) != 1 or _domain(candidates[0].address) != _domain(mail.sender):
        return None
    return candidates[0], "number"


def _faxes(session: Session, mail: ArrivedMail, now: datetime) -> Sequence[Any]:
    return fax_proofs.faxes_to(session, mail.concerned, now)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def everywhere(session: Session, match: Match) -> Match:
    """The same address in every case of the same person: who wants no more mail does not mean one case."""
    first = match.targets[0] if match.certain and match.targets else None
    if first is None or first.contact is None:
        return match
    case = cases.load(session, [first.case])[0]
    point = case.contact_point(first.contact)
    if point is None:
        return match
    rows = inbound.cases_with_address(session, case.patient.person_key, point.value)
    others = [Target(row.case, contact=row.contact) for row in rows if row.case != first.case]
    return replace(match, targets=(*match.targets, *others))


def _answered(session: Session, communication: Any) -> tuple[Target, ...]:
    case_id, role = communication.case_id, communication.to_role
    if role in (ToRole.DESK, ToRole.PRIVACY_OFFICER):
        return (Target(case_id, request=communication.request_id),)
    case = cases.load(session, [case_id])[0]
    if role in (ToRole.PROVIDER, ToRole.TREATING):
        effect = effects.get(session, communication.effect_ids[0])
        return (Target(case_id, about=_of_provider(case, effect.subject) if effect else None),)
    points = [p for p in case.patient.contact_points if p.value.lower() == communication.address.lower()]
    owned = [p for p in points if communication.to_id in (p.contact_id or case.patient.id, None)]
    return (Target(case_id, contact=next((p.id for p in [*owned, *points]), None)),)


def _of_provider(case: Case, subject: str) -> str | None:
    known = {*(r.id for r in case.referrals), *(a.id for a in case.appointments)}
    return subject if subject in known else None


def _by_sheets(session: Session, sheets: Sequence[str]) -> Match | None:
    """A page names its case, and since letters carry marks what in it; older pages name every open request."""
    named = inbound.cases_named(session, [sheet.partition("/")[0] for sheet in sheets])
    if len(named) != 1:
        return None
    marks = {mark for sheet in sheets if (mark := sheet.partition("/")[2])}
    case = cases.load(session, named)[0]
    marked = (
        *(Target(case.id, request=request) for request in requests_marked(case, marks)),
        *(Target(case.id, about=thing) for thing in visits_marked(case, marks)),
    )
    whatever = () if marks else _asked(session, case.id)  # of another letter than one about a request: a person looks
    return Match("qr", certain=True, targets=marked or whatever or (Target(case.id),))


def _by_sender(session: Session, mail: ArrivedMail) -> Match:
    candidates = _of_sender(session, mail.sender)
    named = inbound.cases_named(session, mail.references)
    of_named = tuple(target for target in candidates if target.case in named)
    if of_named:
        candidates = of_named
    elif named and not candidates:
        return Match("reference", targets=tuple(t for case_id in named for t in _asked(session, case_id)))
    certain = len(candidates) == 1
    return Match("sender" if candidates else "", certain=certain, targets=candidates)


def _of_sender(session: Session, address: str) -> tuple[Target, ...]:
    if not address:
        return ()
    people, offices = inbound.cases_of_sender(session, address)
    of_people = {row.case: Target(row.case, contact=row.contact) for row in reversed(people)}
    return (*of_people.values(), *(Target(row.case, request=row.request) for row in offices))


def _asked(session: Session, case_id: str) -> tuple[Target, ...]:
    """Every request of a case whose letter has left and which something may still come of."""
    case = cases.load(session, [case_id])[0]
    return tuple(Target(case_id, request=r.id) for r in case.requests if r.open and r.sent_at is not None)
