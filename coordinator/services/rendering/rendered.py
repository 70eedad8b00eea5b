"""The door: effects in, the exact bytes that leave out. The same case and moment give the same bytes."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from coordinator.correspondence.letters import render_fax, render_letter, render_patient_letter
from coordinator.correspondence.mail_text import render_mail
from coordinator.correspondence.mime import Attachment, build_fax_mail, build_mail, fax_address, message_id, reply_to
from coordinator.correspondence.parts import Reader
from coordinator.correspondence.sheets import render_sheets
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.errors import Refused
from coordinator.domain.routes import Route
from coordinator.domain.words import Channel
from coordinator.playbook.book import Directory
from coordinator.services.rendering.letter_content import letter_values
from coordinator.services.rendering.letterhead import Letterhead
from coordinator.services.rendering.message_values import appointment_of, message_part
from coordinator.services.rendering.patient_sheets import patient_sheet, sheets_with
from coordinator.services.rendering.reader import details_allowed, reader_of, sheet_reader
from coordinator.services.rendering.subject_matter import OFFICE_LANGUAGE, SubjectMatter
from coordinator.services.rendering.visit_words import calendar_attachment

LETTER = "letter"
"""The kind of an effect that goes to an office; every other kind is a message to a person."""

WITH_CALENDAR_FILE = ("m18-booked", "m23-changed-or-cancelled")
"""The messages that carry the visit as a file for the calendar: made, moved or taken out."""


TO_FAMILY = "l17-condolence"
"""The one letter after a death: to the family, and by post only."""


@dataclass(frozen=True)
class Rendered:
    """What leaves. ``bytes`` is the mail (``.eml``) or, for print and office portal, the PDF.

    ``letter`` is the PDF of a letter without its fax cover, or of a printed message. ``address`` is the one envelope
    recipient; empty, like ``message_id``, where nothing is mailed. ``reply_token`` is what its answer address carries.
    """

    bytes: builtins.bytes
    letter: builtins.bytes | None
    address: str
    message_id: str | None
    reply_token: str | None = None


def render(
    effects: Sequence[Effect],
    route: Route,
    case: Case,
    *,
    letterhead: Letterhead,
    directory: Directory,
    texts: Mapping[int, Mapping[str, str]],
    holidays: frozenset[date],
    now: datetime,
    draft: bool = False,
    form: tuple[bytes, bool] | None = None,
    link: str = "",
) -> Rendered:
    """One letter, or messages to one person as one mail in the order given. ``now`` is aware and dates the mail.

    ``draft`` shows staff an unsigned L01; a draft is never sent. ``form`` goes behind L01 (``services/own_forms.py``).
    ``link`` is where a mail can be read in full.
    Raises ``Refused`` (``NotFound``, ``PrivacyRefused``, ``HeaderRefused``) when this cannot be written truthfully.
    """
    if not effects:
        raise Refused("mail.empty")
    about = SubjectMatter(
        case, letterhead.sender, directory, texts, holidays, now, draft, form=form, secret=letterhead.secret
    )
    if effects[0].kind == LETTER:
        about = replace(about, reader_language=OFFICE_LANGUAGE)
        if len(effects) > 1:
            raise Refused("letter.stands_alone", effects[0].name)
        return _letter(effects[0], route, about, letterhead)
    return _message(effects, route, about, letterhead, link)


def render_sheet(
    name: str,
    case: Case,
    *,
    letterhead: Letterhead,
    directory: Directory,
    texts: Mapping[int, Mapping[str, str]],
    holidays: frozenset[date],
    now: datetime,
) -> bytes:
    """One sheet for the patient's hands, with the case's real data. Raises ``Refused`` for what nobody may see yet."""
    about = SubjectMatter(case, letterhead.sender, directory, texts, holidays, now)
    reader = sheet_reader(case)
    return render_sheets([patient_sheet(name, about)], reader, letterhead.sender, case.ref, about.today)


def _message(
    effects: Sequence[Effect], route: Route, about: SubjectMatter, letterhead: Letterhead, link: str
) -> Rendered:
    case, reader = about.case, reader_of(about.case, route, family=effects[0].name == TO_FAMILY)
    about = replace(about, reader_language=reader.language)
    detail = details_allowed(case, route)
    parts = [message_part(effect, about, detail=detail) for effect in effects]
    if route.channel is Channel.PRINT:
        sheets = sheets_with(effects, about)
        pdf = render_patient_letter(parts, reader, letterhead.sender, case.ref, about.today, sheets)
        return Rendered(pdf, pdf, "", None)
    if route.channel is not Channel.EMAIL or effects[0].name == TO_FAMILY:
        raise Refused("channel.not_for_messages", route.channel)
    mail = render_mail(parts, reader, letterhead.sender, case.ref, detail_allowed=detail, link=link)
    seed = message_id(effects[0].key, letterhead.domain)
    token = letterhead.token(effects[0].key)
    answers_go_to = reply_to(letterhead.mail_from, token)
    content = build_mail(
        message_id=seed,
        date=about.now,
        mail_from=letterhead.mail_from,
        mail_to=route.address,
        reply_to=answers_go_to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        attachments=[
            *_calendar_files(effects, about, letterhead),
            *_sheets(effects, reader, about, letterhead, detail),
        ],
        extra_headers={"List-Unsubscribe": f"<mailto:{answers_go_to}?subject=stop>"},
        from_name=letterhead.from_name,
    )
    return Rendered(content, None, route.address, seed, token)


def _calendar_files(effects: Sequence[Effect], about: SubjectMatter, letterhead: Letterhead) -> list[Attachment]:
    return [
        calendar_attachment(appointment_of(effect, about), about, letterhead)
        for effect in effects
        if effect.name in WITH_CALENDAR_FILE
    ]


def _sheets(
    effects: Sequence[Effect], reader: Reader, about: SubjectMatter, letterhead: Letterhead, detail: bool
) -> list[Attachment]:
    """Sheets name the illness: they go by mail only where the reader allowed details (``domain.md`` §4.1)."""
    sheets = sheets_with(effects, about) if detail else []
    if not sheets:
        return []
    content = render_sheets(sheets, reader, letterhead.sender, about.case.ref, about.today)
    return [Attachment(f"{about.case.ref}.pdf", "application/pdf", content)]


def _letter(effect: Effect, route: Route, about: SubjectMatter, letterhead: Letterhead) -> Rendered:
    values = letter_values(effect, route, about)
    pdf = render_letter(effect.name, values)
    if route.channel in (Channel.PRINT, Channel.OFFICE_PORTAL):
        return Rendered(pdf, pdf, "", None)
    if route.channel is Channel.FAX:
        return _fax(render_fax(effect.name, values), pdf, effect.key, route, about, letterhead)
    if route.channel is Channel.SECURE_EMAIL:
        return _secure_mail(pdf, effect.key, route, about, letterhead)
    raise Refused("channel.not_for_letters", route.channel)


def _fax(whole: bytes, pdf: bytes, key: str, route: Route, about: SubjectMatter, letterhead: Letterhead) -> Rendered:
    reference, seed, token = about.case.ref, message_id(key, letterhead.domain), letterhead.token(key)
    content = build_fax_mail(
        message_id=seed,
        date=about.now,
        mail_from=letterhead.mail_from,
        reply_to=reply_to(letterhead.mail_from, token),
        number=route.address,
        gateway=letterhead.fax_address,
        reference=reference,
        pdf=whole,
    )
    return Rendered(content, pdf, fax_address(route.address, letterhead.fax_address), seed, token)


def _secure_mail(pdf: bytes, key: str, route: Route, about: SubjectMatter, letterhead: Letterhead) -> Rendered:
    reference, seed, token = about.case.ref, message_id(key, letterhead.domain), letterhead.token(key)
    content = build_mail(
        message_id=seed,
        date=about.now,
        mail_from=letterhead.mail_from,
        mail_to=route.address,
        reply_to=reply_to(letterhead.mail_from, token),
        subject=reference,
        text=_cover_text(reference, letterhead),
        attachments=[Attachment(f"{reference}.pdf", "application/pdf", pdf)],
        from_name=letterhead.from_name,
    )
    return Rendered(content, pdf, route.address, seed, token)


def _cover_text(reference: str, letterhead: Letterhead) -> str:
    brand = letterhead.sender
    return (
        f"A letter for your office is attached. Our reference: {reference}.\n\n"
        f"Questions: {brand.help_phone}, {brand.help_hours}.\n"
        "Did this reach you by mistake? Please do not read the attachment, and call us.\n\n"
        f"{brand.name}\n{', '.join(brand.postal)}\n"
    )
