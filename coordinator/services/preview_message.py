"""A message with a case's real data, before it is due: as the mail that would leave, or as its letter."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Mapping
from email.message import EmailMessage

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import MAIL, Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.routes import NoRoute, Route, route_of
from coordinator.domain.words import Channel, ItemStatus, ToRole
from coordinator.playbook.pauses import short
from coordinator.playbook.schema import MessageRule, Playbook
from coordinator.services.rendering import render
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal

FORMS = (".eml", ".html", ".txt", ".pdf")
"""The mail with its headers, its two texts, and what goes by post."""


NO_CHANNEL = "preview.no_channel"
"""The reader gets it another way than was asked for."""


def message_named(playbook: Playbook, name: str) -> MessageRule | None:
    """The message of this name, or the first that begins with it (``m18``)."""
    wanted = name.lower()
    messages = [rule for rule in playbook.messages.values() if rule.kind == "message"]
    return next((rule for rule in messages if wanted in (rule.name, short(rule.name))), None)


def preview_message(world: World, ref: str, name: str, form: str, about: str | None = None) -> bytes:
    """What this message would say to this case's reader now. Nothing is changed, nothing leaves.

    ``form`` is one of ``FORMS``; ``about`` the id of what the message is about, where a case has several.
    """
    if form not in FORMS:
        raise Refused("preview.form", f"write to a file that ends with {', '.join(FORMS)}", field="output")
    with world.database.reading() as session:
        return message_of(world, session, cases.by_ref(session, ref), name, form, about)


def message_of(world: World, session: Session, case: Case, name: str, form: str, about: str | None = None) -> bytes:
    """The same for a case that is at hand."""
    book, now = world.book(session).of(case), world.now(session)
    rule = message_named(book.playbook, name)
    if rule is None:
        raise NotFound("message.unknown", "see `coordinator playbook show`", field="name")
    today = local(now, case.patient.time_zone).date()
    effect = Effect(
        id=new_id(),
        key=f"preview/{case.id}/{rule.name}",
        case_id=case.id,
        kind="message",
        name=rule.name,
        cause_seq=0,
        to_role=ToRole.REPRESENTATIVE if case.patient.reader(today) else ToRole.PATIENT,
        subject=about or _subject(case, _kind_of(rule.name, book.playbook)),
        due_at=now,
        created_at=now,
        lane=MAIL,
    )
    on_paper = form == ".pdf"
    route = route_of(effect, case, unverified_ok=True, today=today, post_first=on_paper)
    rendered = render(
        [effect],
        _on(route, on_paper),
        case,
        letterhead=world.letterhead,
        directory=book.directory,
        texts=journal.texts_of(session, case.id),
        holidays=book.holidays,
        now=now,
        draft=True,
    )
    return rendered.bytes if form in (".eml", ".pdf") else _text(rendered.bytes, form)


def _on(route: Route | NoRoute, on_paper: bool) -> Route:
    if isinstance(route, NoRoute) or (route.channel is Channel.PRINT) is not on_paper:
        other = "this reader has no postal address" if on_paper else "this reader gets it by post: write to FILE.pdf"
        raise Refused(NO_CHANNEL, other, field="output")
    return route


def _text(mail: bytes, form: str) -> bytes:
    parsed = email.message_from_bytes(mail, EmailMessage, policy=email.policy.default)
    body = parsed.get_body(("html",) if form == ".html" else ("plain",))
    if body is None:
        raise Refused("preview.form", "this message has no such text", field="output")
    return str(body.get_content()).encode()


def _kind_of(name: str, playbook: Playbook) -> str:
    """What a message is about, by the ladder or trigger that orders it."""
    for trigger in playbook.triggers:
        if trigger.order.name == name:
            return trigger.about
    for ladder in playbook.ladders.values():
        if any(order.name == name for rung in ladder.rungs for order in rung.orders):
            return ladder.subject
    return "case"


def _subject(case: Case, kind: str) -> str:
    if kind not in _LATEST:
        return "case"
    found = _LATEST[kind](case)
    if found is None:
        raise Refused("preview.nothing", f"this case has no {kind.replace('_', ' ')} that it could be about")
    return found


def _latest(things: Callable[[Case], list[str]]) -> Callable[[Case], str | None]:
    return lambda case: next(reversed(things(case)), None)


_LATEST: Mapping[str, Callable[[Case], str | None]] = {
    "request": _latest(lambda case: [r.id for r in case.requests]),
    "authorization": _latest(lambda case: [a.id for a in case.authorizations]),
    "appointment": _latest(lambda case: [a.id for a in case.appointments]),
    "contact": _latest(lambda case: [p.id for p in case.patient.contact_points]),
    "item": _latest(lambda case: [i.id for i in case.items() if i.status is not ItemStatus.VERIFIED]),
    "next_step": _latest(lambda case: [s.id for s in case.next_steps]),
    "clarification": _latest(lambda case: [c.id for c in case.clarifications]),
}
