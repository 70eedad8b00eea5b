"""What came in by mail: answers that wait to be read, mails that came back, and people who want no more of them.

The mailbox records these itself; people may, when somebody tells them on the telephone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import heard
from coordinator.domain.facts.memory import remember
from coordinator.domain.facts.obligations import ask
from coordinator.domain.facts.reading_replies import holds_already, leave_unread, read
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.patient import ContactPoint
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.unread import EVERYTHING
from coordinator.domain.words import WorkItemKind

MOST_SOFT, SOFT_WITHIN = 3, timedelta(days=7)
"""``domain.md`` §4.6: so many soft bounces within this time speak against an address like a hard one."""

SOFT_BOUNCES = "soft_bounces"
STATUS_CODE = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")
MESSAGE_NAME = re.compile(r"m[0-9]{2}-[a-z0-9-]{1,60}")

CONTACT = needed("contact", Kind.CONTACT_POINT, "the contact point")
MAYBE_CONTACT = maybe("contact", Kind.CONTACT_POINT, "the contact point")
MAYBE_REQUEST = maybe("request", Kind.REQUEST, "the record request")
MAYBE_ABOUT = maybe("about", Kind.TEXT, "the id of a referral or an appointment")


@fact(
    CONTACT,
    maybe("messages", Kind.LIST, "names of the messages it may answer; whatever asks something where left out"),
    usually="any stage", says="An answer of the patient waits for us to read it; what asks the same waits too.",
    when_closed=True,
)  # fmt: skip
def patient_replied(
    case: Case, act: Act, known: Known, contact: ContactPoint, messages: Sequence[str] = ()
) -> Recorded:  # fmt: skip
    """Ended by ``reply_read``, or by what somebody makes of the mail."""
    if not all(MESSAGE_NAME.fullmatch(name) for name in messages):
        raise Refused("key.wrong", "names of messages, such as m06-sign-authorization", field="messages")
    if holds_already(case, contact.id, messages):
        return already(contact=contact.id)
    event = case.note("patient_replied", act, contact=contact.id, messages=list(messages) or None)
    leave_unread(case, contact.id, messages, act)
    return said(event, contact=contact.id)


@fact(
    needed("about", Kind.TEXT, "the id of the referral or appointment"),
    usually="scheduling", says="An answer of a provider's office waits for us to read it; letters that chase it wait.",
)  # fmt: skip
def provider_replied(case: Case, act: Act, known: Known, about: str) -> Recorded:
    """Ended by ``reply_read``, or by what somebody makes of the mail."""
    _of_provider(case, about)
    if holds_already(case, about, ()):
        return already(about=about)
    event = case.note("provider_replied", act, about=about)
    leave_unread(case, about, (), act)
    return said(event, about=about)


@fact(
    CONTACT,
    usually="any stage", says='Somebody wrote "stop": nothing goes to this contact point until a person decides.',
    when_closed=True,
)  # fmt: skip
def stop_asked(case: Case, act: Act, known: Known, contact: ContactPoint) -> Recorded:
    """The decision is ``channel_opted_out``, or ``reply_read`` where something else was meant."""
    if holds_already(case, contact.id, (EVERYTHING,)) or contact.opted_out_at is not None:
        return already(contact=contact.id)
    event = case.note("stop_asked", act, contact=contact.id)
    case.stopped_seq = event.seq
    leave_unread(case, contact.id, (EVERYTHING,), act, code="stop")
    return said(event, contact=contact.id)


@fact(
    MAYBE_REQUEST, MAYBE_CONTACT, MAYBE_ABOUT,
    usually="any stage", says="A person read the answer, and nothing more follows from it.", when_closed=True,
)  # fmt: skip
def reply_read(
    case: Case, act: Act, known: Known, request: RecordRequest | None = None, contact: ContactPoint | None = None,
    about: str | None = None,
) -> Recorded:  # fmt: skip
    """What waited for the reading goes on."""
    concerned = _one_of(request, contact, about)
    unheard = request is not None and request.reply_unread
    if not unheard and not case.open_items(WorkItemKind.REPLY_UNREAD, concerned):
        return already()
    event = case.note("reply_read", act, **_named(request, contact, about))
    if request is not None:
        heard(case, request, act)
    read(case, concerned, act)
    return said(event)


@fact(
    MAYBE_REQUEST, MAYBE_CONTACT, MAYBE_ABOUT,
    maybe("kind", Kind.CHOICE, "hard: the address is wrong; soft: not this time. Hard where left out",
          ("hard", "soft")),
    maybe("code", Kind.TEXT, "the status code of the mail system, such as 5.1.1"),
    usually="any stage", says="A mail of ours came back.", when_closed=True,
)  # fmt: skip
def message_bounced(
    case: Case, act: Act, known: Known, request: RecordRequest | None = None, contact: ContactPoint | None = None,
    about: str | None = None, kind: str = "hard", code: str | None = None,
) -> Recorded:  # fmt: skip
    """A hard bounce marks a contact point at once, a soft one at the third in seven days (``domain.md`` §4.6)."""
    concerned, hard = _one_of(request, contact, about), kind == "hard"
    if code is not None and not STATUS_CODE.fullmatch(code):
        raise Refused("key.wrong", "a status code such as 5.1.1", field="code")
    if about is not None:
        _of_provider(case, about)
    if not hard and act.at.isoformat() in _soft(case, concerned):
        return already()
    named = {**_named(request, contact, about), "kind": kind, "code": code}
    if contact is None:
        return _office_bounced(case, act, concerned, named, hard=hard, provider=about is not None)
    if contact.bounced_at is not None:
        return already(contact=contact.id)
    event = case.note("message_bounced", act, **named)
    if hard or _third_soft(case, contact.id, act.at):
        contact.bounced_at = act.at
        case.stopped_seq = event.seq  # what is on its way there does not get its final dot
        if case.open:
            ask(case, WorkItemKind.ADDRESS_BOUNCED, act, about=contact.id)
    return said(event, contact=contact.id)


@fact(
    CONTACT,
    usually="any stage", says="Somebody called a mail of ours unwanted: nothing more is mailed there.",
    when_closed=True,
)  # fmt: skip
def complaint_received(case: Case, act: Act, known: Known, contact: ContactPoint) -> Recorded:
    """Counts as an opt-out of that channel at once; a person looks at how to go on."""
    if contact.opted_out_at is not None:
        return already(contact=contact.id)
    contact.opted_out_at = act.at
    event = case.note("complaint_received", act, contact=contact.id)
    case.stopped_seq = event.seq
    ask(case, WorkItemKind.REPLY_UNREAD, act, about=contact.id, code="complaint")
    return said(event, contact=contact.id)


def _office_bounced(
    case: Case, act: Act, concerned: str, named: dict[str, str | None], *, hard: bool, provider: bool
) -> Recorded:
    """No address is marked: a person sends it another way (``request_sent_again``), or telephones."""
    kind = WorkItemKind.CALL_PROVIDER if provider else WorkItemKind.ADDRESS_BOUNCED
    if hard and case.open and case.open_items(kind, concerned):
        return already()
    event = case.note("message_bounced", act, **named)
    if not hard:
        _third_soft(case, concerned, act.at)
    elif case.open:
        ask(case, kind, act, about=concerned, code="bounced" if provider else "")
    return said(event)


def _soft(case: Case, contact_id: str) -> list[str]:
    kept = case.answers.get(SOFT_BOUNCES)
    return list(kept.get(contact_id, [])) if isinstance(kept, dict) else []


def _third_soft(case: Case, contact_id: str, at: datetime) -> bool:
    recent = [m for m in _soft(case, contact_id) if abs(at - datetime.fromisoformat(m)) < SOFT_WITHIN]
    kept = case.answers.get(SOFT_BOUNCES)
    earlier = kept if isinstance(kept, dict) else {}
    remember(case, SOFT_BOUNCES, {**earlier, contact_id: [*recent, at.isoformat()]})
    return len(recent) + 1 >= MOST_SOFT


def _of_provider(case: Case, about: str) -> None:
    if about not in {*(r.id for r in case.referrals), *(a.id for a in case.appointments)}:
        raise Refused("key.wrong", "the id of a referral or an appointment of this case", field="about")


def _named(request: RecordRequest | None, contact: ContactPoint | None, about: str | None) -> dict[str, str | None]:
    return {"request": request.id if request else None, "contact": contact.id if contact else None, "about": about}


def _one_of(request: RecordRequest | None, contact: ContactPoint | None, about: str | None) -> str:
    given = [one for one in _named(request, contact, about).values() if one is not None]
    if len(given) != 1:
        raise Refused("key.missing", "one of request, contact or about", field="contact")
    return given[0]
