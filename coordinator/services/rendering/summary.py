"""The summary letter to a desk: each patient's page from their own case, and the fax that holds them all."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coordinator.correspondence.letter_values import LetterValues
from coordinator.correspondence.letters import render_summary_letter
from coordinator.correspondence.mime import build_fax_mail, fax_address, message_id, reply_to
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.errors import Refused
from coordinator.domain.routes import Route
from coordinator.playbook.book import Book
from coordinator.services.rendering.letter_content import letter_values
from coordinator.services.rendering.letterhead import Letterhead
from coordinator.services.rendering.subject_matter import SubjectMatter

PAGE = "l18-late-request"
"""The template of one patient's page, whichever reminder it stands for."""


@dataclass(frozen=True)
class Page:
    """One patient's page, not laid out yet."""

    desk_id: str
    values: LetterValues


@dataclass(frozen=True)
class SummaryFax:
    """The whole as it leaves, and each page as a PDF of its own, in the same order as they were given."""

    bytes: builtins.bytes
    pages: Sequence[builtins.bytes]
    address: str
    message_id: str
    reply_token: str


def page_of(
    effect: Effect,
    route: Route,
    case: Case,
    texts: Mapping[int, Mapping[str, str]],
    letterhead: Letterhead,
    book: Book,
    now: datetime,
) -> Page:
    """What one case's page says. Raises ``Refused`` when it cannot be written truthfully."""
    if route.desk is None:
        raise Refused("letter.no_desk", effect.subject)
    about = SubjectMatter(case, letterhead.sender, book.directory, texts, book.holidays, now)
    return Page(route.desk.id, letter_values(replace(effect, name=PAGE), route, about))


def render_summary(pages: Sequence[Page], route: Route, key: str, letterhead: Letterhead, now: datetime) -> SummaryFax:
    """One fax mail. ``key`` is that of the reminder that was claimed; the whole has an answer address of its own."""
    whole, apart = render_summary_letter([page.values for page in pages])
    seed, token = message_id(f"summary/{key}", letterhead.domain), letterhead.token(f"summary/{key}")
    reference = f"LATE-{pages[0].values.on:%Y%m%d}"
    content = build_fax_mail(
        message_id=seed,
        date=now,
        mail_from=letterhead.mail_from,
        reply_to=reply_to(letterhead.mail_from, token),
        number=route.address,
        gateway=letterhead.fax_address,
        reference=reference,
        pdf=whole,
    )
    return SummaryFax(content, apart, fax_address(route.address, letterhead.fax_address), seed, token)
