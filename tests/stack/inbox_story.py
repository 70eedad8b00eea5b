"""Sentences for stories about mail that comes in."""

from __future__ import annotations

import email
import itertools
from email.message import Message
from pathlib import Path
from typing import Any

from stage import Stage

from coordinator.domain.words import WorkItemKind
from coordinator.services.inbox.keeping import keep
from coordinator.services.inbox.understanding import understand_kept
from coordinator.services.views.inbox import inbox_list, inbox_show

MAILS = Path(__file__).resolve().parents[1] / "inbound" / "mails"
TOKEN = "qk3v7m2xw5ydt4hzn6pc"
MESSAGE_ID = "4f1c0a9be27d63581e0c7a92b6d4f3e805a1c9d7@beacon.example"

_numbers = itertools.count(1)


def mail(
    sender: str, text: str, *, to: str = "desk@beacon.example", subject: str = "Re: You have a message", more: str = ""
) -> bytes:
    """A plain mail, never the same twice."""
    return (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <story.{next(_numbers)}@mail.example>\n"
        f"{more}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


def arrives(stage: Stage, content: bytes) -> dict[str, Any]:
    """The mail comes in and is understood; what `inbox show` says of it."""
    inbound_id = keep(stage.world, content, "file")
    understand_kept(stage.world)
    stage.rest()
    with stage.world.database.reading() as session:
        return inbox_show(session, inbound_id)


def answers_to(stage: Stage, name: str, *, at: int = -1) -> Message:
    """The mail of ours with this name, as it left."""
    sent = [m for ref in stage.refs.values() for m in stage.sent(ref) if name in (m.name, *m.parts)]
    with stage.world.database.reading() as session:
        from coordinator.store import communications

        return email.message_from_bytes(communications.get(session, sent[at].id).bytes)


def of_the_table(name: str, ours: Message) -> bytes:
    """A mail of the committed table, about this mail of ours."""
    content = (MAILS / f"{name}.eml").read_bytes()
    address = str(ours["Reply-To"])
    token = address.partition("+")[2].partition("@")[0]
    return content.replace(TOKEN.encode(), token.encode()).replace(
        MESSAGE_ID.encode(), str(ours["Message-ID"]).strip("<>").encode()
    )


def waiting(stage: Stage) -> list[dict[str, Any]]:
    """What `inbox list` shows."""
    with stage.world.database.reading() as session:
        return inbox_list(session)


def open_items(stage: Stage, ref: str, kind: WorkItemKind) -> list[str]:
    """What the open work items of a kind are about."""
    return [item.about for item in stage.case(ref).open_items(kind)]


def held(stage: Stage, ref: str, name: str) -> list[str | None]:
    """Why orders of this name have not left yet."""
    return [e.reason for e in stage.effects(ref) if e.name == name and e.status == "pending"]
